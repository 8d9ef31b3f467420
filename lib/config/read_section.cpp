// SPDX-License-Identifier: Apache-2.0
#include "config/read_section.hpp"

#include <algorithm>

#include "config/convert.hpp"
#include "config/labels.hpp"
#include "config/probe_schema.hpp"
#include "config/suggest.hpp"
#include "config/text_form.hpp"
#include "config/utf8.hpp"
#include "config/web_schema.hpp"

namespace reachd::config {
namespace {

std::string in_words(const section& kind, std::string_view name) {
  std::string out(kind.name);
  if (!name.empty()) out.append(" ").append(quoted(name));
  return out;
}

complaint unknown_key(const section& kind, std::string_view name, std::string_view key) {
  suggestion near(key);
  for (std::size_t index = 0; index < kind.size(); ++index) {
    if (kind.allows(index)) near.consider(kind.at(index).name);
  }
  const bool of_web_file = &kind == &main_section && web_file_section.find(key);
  return {"unknown key " + quoted(key) + " in " + in_words(kind, name),
          of_web_file ? "it belongs into the file that 'web: {config_file: FILE}' names" : near.hint()};
}

bool holds_secrets(const section& kind);

bool may_hold_secret(const field& one) {
  const bool below = one.inside != nullptr && (one.rules & nested) != 0 && holds_secrets(*one.inside);
  return (one.rules & secret) != 0 || one.type == value_type::secrets || below;
}

/// In one of its keys, or in what somebody wrote in place of one.
bool holds_secrets(const section& kind) {
  return &kind == &secret_section || std::ranges::any_of(kind.fields, may_hold_secret);
}

complaint misplaced_key(const section& kind, std::string_view name, const field& known) {
  std::string hint = "write it in each target";
  if ((known.where & in_main) != 0) hint = "write it in the main file";
  if ((known.where & in_group) != 0) hint = "write it in targets or groups";
  return {quoted(known.name) + " cannot be set in " + in_words(kind, name), hint};
}

class section_reader {
 public:
  section_reader(const document& from, problem_list& problems) : from_(from), problems_(problems) {}

  /// False if the value is wrong, which is then a problem.
  bool read(const field& wanted, value& into) {
    hides_lines_ = may_hold_secret(wanted);
    switch (wanted.type) {
      case value_type::text:
        return read_text(wanted, into);
      case value_type::duration:
      case value_type::integer:
      case value_type::boolean:
      case value_type::choice:
        return read_number(wanted, into);
      case value_type::texts:
        return read_texts(wanted, into);
      case value_type::labels:
        return expect_kind(wanted, into, node_kind::map) && check_labels(from_, into.node, problems_);
      case value_type::off_or_map:
        return from_.kind(into.node) == node_kind::map || read_number(wanted, into);
      case value_type::scalars:
      case value_type::secrets:
        return expect_kind(wanted, into, node_kind::map) && read_names(wanted, into);
      case value_type::secret:
        return read_secret(wanted, into.node);
      case value_type::map:
      case value_type::maps:
        return expect_kind(wanted, into, node_kind::map);
      case value_type::map_list:
      case value_type::item_list:
        return expect_kind(wanted, into, node_kind::sequence);
    }
    return false;
  }

 private:
  bool refuse(node_index at, std::string message, std::string hint = {}) {
    problem found = from_.problem_at(at, {std::move(message), std::move(hint)});
    found.hides_line |= hides_lines_;
    problems_.add(std::move(found));
    return false;
  }

  std::string shown(node_index at) {
    return hides_lines_ && from_.kind(at) == node_kind::scalar ? "text" : config::describe(from_, at);
  }

  bool expect_kind(const field& wanted, const value& got, node_kind kind) {
    if (from_.kind(got.node) == kind) return true;
    return refuse(got.node, quoted(wanted.name) + " must be " + describe(wanted) + ", not " + shown(got.node));
  }

  bool read_text(const field& wanted, value& into) {
    if (!expect_kind(wanted, into, node_kind::scalar)) return false;
    into.text = from_.text(into.node);
    const auto size = static_cast<std::int64_t>(into.text.size());
    if (size < wanted.least) return refuse(into.node, quoted(wanted.name) + " must not be empty");
    if (size > wanted.most) {
      return refuse(into.node, quoted(wanted.name) + " must not be longer than " + std::to_string(wanted.most) +
                                   " bytes, and has " + std::to_string(size));
    }
    if ((wanted.rules & many_lines) == 0 && has_control(into.text)) {
      return refuse(into.node, quoted(wanted.name) + " must not hold control characters");
    }
    return read_form(wanted, into.node);
  }

  bool read_form(const field& wanted, node_index at) {
    const auto form = check_form(wanted.form, from_.text(at));
    return form || refuse(at, quoted(wanted.name) + " " + form.error().message, form.error().hint);
  }

  bool read_number(const field& wanted, value& into) {
    if (!expect_kind(wanted, into, node_kind::scalar)) return false;
    const auto number = convert(wanted, from_.text(into.node), from_.at(into.node).quoted);
    if (!number && from_.origin().secret()) {
      return refuse(into.node, quoted(wanted.name) + " must be " + describe(wanted));
    }
    if (!number) return refuse(into.node, quoted(wanted.name) + " " + number.error().message, number.error().hint);
    into.number = *number;
    return true;
  }

  bool read_texts(const field& wanted, value& into) {
    if (from_.kind(into.node) == node_kind::scalar) return read_form(wanted, into.node);
    if (!expect_kind(wanted, into, node_kind::sequence)) return false;
    bool good = true;
    from_.for_each_item(into.node, [&](node_index item) {
      if (from_.kind(item) == node_kind::scalar) {
        good &= read_form(wanted, item);
        return;
      }
      good = refuse(item, quoted(wanted.name) + " is a list of text, and this is " + shown(item));
    });
    return good;
  }

  /// Each by a name of its form.
  bool read_names(const field& wanted, const value& into) {
    bool good = true;
    from_.for_each_entry(into.node, [&](entry one) {
      const std::string_view name = from_.kind(one.key) == node_kind::scalar ? from_.text(one.key) : std::string_view();
      const auto form = check_form(wanted.form, name);
      if (from_.kind(one.key) != node_kind::scalar || !form) {
        good = refuse(one.key, quoted(wanted.name) + (form ? " is a map of names" : " " + form.error().message));
      } else if (wanted.type == value_type::secrets && from_.kind(one.value) == node_kind::map) {
        good &= read_secret(wanted, one.value);
      } else if (from_.kind(one.value) != node_kind::scalar && from_.kind(one.value) != node_kind::null) {
        good = refuse(one.value, quoted(name) + " must be text, not " + shown(one.value));
      } else if (static_cast<std::int64_t>(from_.text(one.value).size()) > wanted.most) {
        good = refuse(one.value, quoted(name) + " must not be longer than " + std::to_string(wanted.most) + " bytes");
      } else if (has_control(from_.text(one.value))) {
        good = refuse(one.value, quoted(name) + " must not hold control characters");
      }
    });
    return good;
  }

  bool read_secret(const field& wanted, node_index at) {
    if (from_.kind(at) != node_kind::map) {
      return refuse(at, quoted(wanted.name) + " is a secret, which is not written here",
                    "write where it is: {credential: NAME}, {file: PATH} or {env: NAME}");
    }
    const std::size_t before = problems_.size();
    const section_values own = read_section(from_, at, secret_section, {}, problems_);
    if (problems_.size() != before) return false;
    const auto set = std::ranges::count_if(own.at, [](const value& one) { return one.set(); });
    if (set == 1) return true;
    return refuse(at, "a secret has one of credential, file and env");
  }

  const document& from_;
  problem_list& problems_;
  bool hides_lines_ = false;  // what stands there instead of what should may be a secret
};

}  // namespace

std::string describe(const document& from, node_index index) {
  switch (from.kind(index)) {
    case node_kind::sequence:
      return "a list";
    case node_kind::map:
      return "a map";
    case node_kind::scalar:
      return from.origin().secret() ? "text" : quoted(from.text(index));
    default:
      return "empty";
  }
}

const section_values* section_values::find_inside(std::size_t key) const {
  for (const inner_values& one : inside) {
    if (one.key == key) return one.values.get();
  }
  return nullptr;
}

section_values read_section(const document& from, node_index map, const section& kind, std::string_view name,
                            problem_list& problems) {
  section_values out{&from, {}, {}};
  section_reader reader(from, problems);
  from.for_each_entry(map, [&](entry one) {
    if (problems.full() || from.kind(one.key) != node_kind::scalar) return;
    const auto index = kind.find(from.text(one.key));
    if (!index) {
      problem unknown = from.problem_at(one.key, unknown_key(kind, name, from.text(one.key)));
      unknown.hides_line |= holds_secrets(kind);  // one of them may be misspelt
      return problems.add(std::move(unknown));
    }
    if (!kind.allows(*index)) {
      return problems.add(from.problem_at(one.key, misplaced_key(kind, name, kind.at(*index))));
    }
    value got{value::state::set, one.key, one.value, 0, {}};
    if (from.kind(one.value) == node_kind::null) {
      got.is = value::state::null;
    } else if (!reader.read(kind.at(*index), got)) {
      got.is = value::state::wrong;
    } else if ((kind.at(*index).rules & nested) != 0) {
      const section& inside = *kind.at(*index).inside;
      out.inside.push_back(
          {*index, std::make_shared<const section_values>(read_section(from, one.value, inside, {}, problems))});
    }
    out.at[*index] = got;
  });
  return out;
}

}  // namespace reachd::config

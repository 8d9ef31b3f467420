// SPDX-License-Identifier: Apache-2.0
#include "config/read_section.hpp"

#include "config/convert.hpp"
#include "config/labels.hpp"
#include "config/suggest.hpp"
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
    problems_.add(from_.problem_at(at, {std::move(message), std::move(hint)}));
    return false;
  }

  bool expect_kind(const field& wanted, const value& got, node_kind kind) {
    if (from_.kind(got.node) == kind) return true;
    return refuse(got.node,
                  quoted(wanted.name) + " must be " + describe(wanted) + ", not " + config::describe(from_, got.node));
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
    if ((wanted.rules & many_lines) != 0 || !has_control(into.text)) return true;
    return refuse(into.node, quoted(wanted.name) + " must not hold control characters");
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
    if (from_.kind(into.node) == node_kind::scalar) return true;
    if (!expect_kind(wanted, into, node_kind::sequence)) return false;
    bool good = true;
    from_.for_each_item(into.node, [&](node_index item) {
      if (from_.kind(item) == node_kind::scalar) return;
      good = refuse(item, quoted(wanted.name) + " is a list of text, and this is " + config::describe(from_, item));
    });
    return good;
  }

  const document& from_;
  problem_list& problems_;
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

section_values read_section(const document& from, node_index map, const section& kind, std::string_view name,
                            problem_list& problems) {
  section_values out{&from, {}};
  section_reader reader(from, problems);
  from.for_each_entry(map, [&](entry one) {
    if (problems.full() || from.kind(one.key) != node_kind::scalar) return;
    const auto index = kind.find(from.text(one.key));
    if (!index) return problems.add(from.problem_at(one.key, unknown_key(kind, name, from.text(one.key))));
    if (!kind.allows(*index)) {
      return problems.add(from.problem_at(one.key, misplaced_key(kind, name, kind.at(*index))));
    }
    value got{value::state::set, one.key, one.value, 0, {}};
    if (from.kind(one.value) == node_kind::null) {
      got.is = value::state::null;
    } else if (!reader.read(kind.at(*index), got)) {
      got.is = value::state::wrong;
    }
    out.at[*index] = got;
  });
  return out;
}

}  // namespace reachd::config

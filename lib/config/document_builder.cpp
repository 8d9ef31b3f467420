// SPDX-License-Identifier: Apache-2.0
#include "config/document_builder.hpp"

#include <algorithm>

#include "config/limits.hpp"
#include "config/quote.hpp"
#include "config/syntax_words.hpp"
#include "config/utf8.hpp"

namespace reachd::config {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::string_view text_tag = "tag:yaml.org,2002:str";

std::size_t offset_of(const YAML::Mark& mark) { return static_cast<std::size_t>(mark.pos); }

refusal too_deep(std::size_t offset) {
  return {offset, 1, {"nested more than " + std::to_string(max_depth) + " deep", {}}};
}

}  // namespace

document_builder::document_builder(const source& origin, problem_list& problems)
    : origin_(origin), problems_(problems), built_(origin) {}

document document_builder::take() {
  for (const node_index key : bare_keys_) {
    const std::string name = quoted(built_.text(key));
    problems_.add(built_.problem_at(key, {name + " without a ':'", "write KEY: VALUE"}));
  }
  return std::move(built_);
}

void document_builder::OnDocumentStart(const YAML::Mark& mark) {
  if (!started_) {
    started_ = true;
    return;
  }
  const std::size_t at = offset_of(mark);
  if (origin_.text().substr(std::min(at, origin_.text().size())).starts_with("---")) {
    throw refusal{at, 3, {"a second document", "a configuration is one document; use 'include' for more files"}};
  }
  throw refusal{at, 1, {"this does not continue what is above it", "check the indentation"}};
}

void document_builder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const std::size_t at = offset_of(mark);
  const std::size_t content = skip_properties(origin_.text(), at);
  const bool written = content < origin_.text().size() && std::string_view("~nN").find(origin_.text()[content]) != npos;
  const bool marked = at < origin_.text().size() && origin_.text()[at] == '&';
  const bool implicit = !marked && !(written && content == at);
  if (is_bare_key(at)) bare_keys_.push_back(static_cast<node_index>(built_.nodes_.size() - 1));
  const node_index index = add(node_kind::null, implicit ? place_of_nothing(at) : at);
  built_.nodes_[index].implicit = implicit;
  define(anchor, {index, 1, 0, true});
}

/// yaml-cpp marks an empty value by the token that follows it, which may be lines below.
std::size_t document_builder::place_of_nothing(std::size_t offset) const {
  if (expects_value()) return built_.nodes_.back().offset;
  const std::size_t before = offset == 0 ? npos : origin_.text().find_last_of("-,[:?", offset - 1);
  return before == npos ? std::min(offset, origin_.text().size()) : before;
}

bool document_builder::expects_value() const {
  return !open_.empty() && built_.nodes_[open_.back().index].kind == node_kind::map && open_.back().children % 2 == 1;
}

/// yaml-cpp takes a line of text inside a map for a key without a value, and marks that null by the key itself.
bool document_builder::is_bare_key(std::size_t offset) const {
  return expects_value() && offset <= built_.nodes_.back().offset && !origin_.text().substr(offset).starts_with('?');
}

void document_builder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const std::size_t at = offset_of(mark);
  const anchored target = anchor < anchors_.size() ? anchors_[anchor] : anchored{};
  if (!target.complete) throw refusal{at, 1, {"this alias stands inside its own anchor", {}}};
  if (open_.size() + target.height > max_depth) throw too_deep(at);
  const node_index index = add(node_kind::alias, at);
  count_nodes(target.nodes, at);
  built_.nodes_[index].first = target.index;
  if (!open_.empty()) open_.back().height = std::max(open_.back().height, target.height);
}

void document_builder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                                const std::string& value) {
  const std::size_t at = offset_of(mark);
  const std::size_t content = tag == "?" && anchor == 0 ? at : skip_properties(origin_.text(), at);
  const bool marked_text = tag == "!" || tag == text_tag;
  if (!marked_text) check_tag(tag, at);
  if (tag != "?") check_quote(content, content);
  const node_index index = add(node_kind::scalar, content);
  built_.nodes_[index].quoted = marked_text;
  store_text(built_.nodes_[index], content, value);
  define(anchor, {index, 1, 0, true});
}

/// A slice of the source if the text stands there as it is, else a copy.
void document_builder::store_text(node& scalar, std::size_t content, const std::string& value) {
  const std::string_view text = origin_.text();
  for (const std::size_t skipped : {std::size_t{0}, std::size_t{1}}) {
    const bool quote = content < text.size() && (text[content] == '\'' || text[content] == '"');
    if (quote != (skipped == 1)) continue;
    if (content + skipped <= text.size() && text.substr(content + skipped, value.size()) == value) {
      scalar.first = static_cast<std::uint32_t>(content + skipped);
      scalar.extent = static_cast<std::uint32_t>(value.size());
      last_scalar_end_ = std::max(last_scalar_end_, content + value.size() + 2 * skipped);
      return;
    }
  }
  scalar.decoded = true;
  scalar.first = static_cast<std::uint32_t>(built_.decoded_.size());
  scalar.extent = static_cast<std::uint32_t>(value.size());
  built_.decoded_ += value;
}

void document_builder::check_quote(std::size_t open, std::size_t content) {
  const std::string_view text = origin_.text();
  if (content >= text.size() || (text[content] != '\'' && text[content] != '"')) return;
  const std::size_t close = find_closing_quote(text, content);
  if (close == npos) throw refusal{open, 1, unclosed_quote()};
  last_scalar_end_ = close + 1;
  last_quote_over_lines_ = text.substr(content, close - content).find('\n') == npos ? npos : content;
}

void document_builder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                                       YAML::EmitterStyle::value) {
  open(node_kind::sequence, offset_of(mark), tag == "tag:yaml.org,2002:seq" ? "?" : tag, anchor);
}

void document_builder::OnSequenceEnd() { close(); }

void document_builder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                                  YAML::EmitterStyle::value) {
  open(node_kind::map, offset_of(mark), tag == "tag:yaml.org,2002:map" ? "?" : tag, anchor);
}

void document_builder::OnMapEnd() {
  const node_index map = open_.back().index;
  close();
  check_keys(map);
}

node_index document_builder::add(node_kind kind, std::size_t offset) {
  count_nodes(1, offset);
  reached_ = offset;
  if (!open_.empty()) ++open_.back().children;
  node fresh;
  fresh.offset = static_cast<std::uint32_t>(offset);
  fresh.kind = kind;
  built_.nodes_.push_back(fresh);
  return static_cast<node_index>(built_.nodes_.size() - 1);
}

void document_builder::count_nodes(std::uint64_t more, std::size_t offset) {
  expanded_ += more;
  if (expanded_ <= max_nodes) return;
  throw refusal{offset,
                1,
                {"more than " + std::to_string(max_nodes) +
                     " values, each alias counted with all it "
                     "stands for",
                 "use templates and groups instead of aliases of aliases"}};
}

void document_builder::open(node_kind kind, std::size_t offset, const std::string& tag, YAML::anchor_t anchor) {
  if (open_.size() >= max_depth) throw too_deep(offset);
  check_tag(tag, offset);
  const std::uint64_t before = expanded_;
  const node_index index = add(kind, skip_properties(origin_.text(), offset));
  open_.push_back({index, before, 0, 0, anchor});
}

void document_builder::close() {
  const open_node done = open_.back();
  open_.pop_back();
  node& self = built_.nodes_[done.index];
  self.first = self.kind == node_kind::map ? done.children / 2 : done.children;
  self.extent = static_cast<std::uint32_t>(built_.nodes_.size());
  const std::uint32_t height = done.height + 1;
  if (!open_.empty()) open_.back().height = std::max(open_.back().height, height);
  define(done.anchor, {done.index, expanded_ - done.nodes_before, height, true});
}

void document_builder::define(YAML::anchor_t anchor, const anchored& node) {
  if (anchor == 0) return;
  if (anchors_.size() <= anchor) anchors_.resize(anchor + 1);
  anchors_[anchor] = node;
}

void document_builder::check_tag(const std::string& tag, std::size_t offset) {
  if (tag.empty() || tag == "?" || tag == "!") return;
  problems_.add(origin_.problem_at(
      offset, 1, {"tags" + (origin_.secret() ? "" : " such as " + quoted(tag)) + " are not supported", "remove it"}));
}

void document_builder::check_keys(node_index map) {
  std::vector<node_index> keys;
  built_.for_each_own_entry(map, [&](entry one) {
    check_key(one);
    if (built_.kind(one.key) == node_kind::scalar) keys.push_back(one.key);
  });
  std::sort(keys.begin(), keys.end(), [this](node_index left, node_index right) {
    return std::pair(built_.text(left), left) < std::pair(built_.text(right), right);
  });
  for (std::size_t at = 1; at < keys.size(); ++at) {
    if (built_.text(keys[at - 1]) != built_.text(keys[at])) continue;
    const place first = origin_.locate(built_.at(keys[at - 1]).offset);
    problems_.add(built_.problem_at(
        keys[at], {"duplicate key " + quoted(built_.text(keys[at])) + "; first at " + to_string(first), "remove one"}));
  }
}

void document_builder::check_key(entry one) {
  if (built_.kind(one.key) != node_kind::scalar) {
    problems_.add(built_.problem_at(one.key, {"a key must be text", "put it in quotes if it is"}));
  } else if (built_.is_merge_key(one.key)) {
    check_merge(one.value);
  }
}

void document_builder::check_merge(node_index value) {
  bool maps = built_.kind(value) == node_kind::map || built_.kind(value) == node_kind::sequence;
  if (built_.kind(value) == node_kind::sequence) {
    built_.for_each_item(value, [&](node_index item) { maps = maps && built_.kind(item) == node_kind::map; });
  }
  if (!maps) problems_.add(built_.problem_at(value, {"'<<' merges a map or a list of maps", "write <<: *NAME"}));
}

}  // namespace reachd::config

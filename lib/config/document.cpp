// SPDX-License-Identifier: Apache-2.0
#include "config/document.hpp"

#include <unordered_set>

#include "config/quote.hpp"

namespace reachd::config {
namespace {

/// Flattens `<<`: what a map says itself wins over what it merges, an earlier merge over a later one. The depth is
/// bounded by max_depth, which counts through aliases.
class merger {
 public:
  explicit merger(const document& from) : from_(from) {}

  std::vector<entry> flatten(node_index map) {
    add(map);
    return std::move(entries_);
  }

 private:
  void add(node_index map) {
    from_.for_each_own_entry(map, [this](entry one) {
      if (!from_.is_merge_key(one.key) && seen_.insert(from_.text(one.key)).second) entries_.push_back(one);
    });
    from_.for_each_own_entry(map, [this](entry one) {
      if (from_.is_merge_key(one.key)) merge(one.value);
    });
  }

  void merge(node_index value) {
    if (from_.kind(value) == node_kind::map) return add(value);
    if (from_.kind(value) != node_kind::sequence) return;  // a mistake, which was told already
    from_.for_each_item(value, [this](node_index item) {
      if (from_.kind(item) == node_kind::map) add(item);
    });
  }

  const document& from_;
  std::vector<entry> entries_;
  std::unordered_set<std::string_view> seen_;
};

/// The bytes to underline: the whole of a one-line scalar with its quotes, else the first character.
std::size_t width_of(const node& here, std::string_view text) {
  if (here.kind != node_kind::scalar || here.offset >= text.size()) return 1;
  if (!here.quoted) return here.extent;
  const std::size_t end = find_closing_quote(text, here.offset);
  return end == std::string_view::npos ? 1 : end + 1 - here.offset;
}

}  // namespace

const node& document::at(node_index index) const { return nodes_[resolve(index)]; }

std::string_view document::text_of(const node& scalar) const {
  return (scalar.decoded ? std::string_view(decoded_) : origin_->text()).substr(scalar.first, scalar.extent);
}

std::string_view document::text(node_index index) const {
  const node& here = at(index);
  return here.kind == node_kind::scalar ? text_of(here) : std::string_view();
}

bool document::has_merge(node_index map) const {
  bool found = false;
  for_each_own_entry(map, [&](entry one) { found = found || is_merge_key(one.key); });
  return found;
}

std::vector<entry> document::merged_entries(node_index map) const { return merger(*this).flatten(map); }

problem document::problem_at(node_index index, complaint what) const {
  const node& here = at(index);
  return origin_->problem_at(here.offset, width_of(here, origin_->text()), std::move(what));
}

}  // namespace reachd::config

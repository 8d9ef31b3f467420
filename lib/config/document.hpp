// SPDX-License-Identifier: Apache-2.0
// A YAML document as a tree that knows where everything was written. Role: the only form in which the rest of this
// folder sees YAML. Owner: the caller owns the `source`, which outlives the document. Invariant: nodes lie in the
// order of the text, 16 bytes each; text is a slice of the source wherever the source holds it as it is meant;
// aliases stay references, so that memory is bounded by the file and not by what it expands to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/source.hpp"

namespace reachd::config {

using node_index = std::uint32_t;
enum class node_kind : std::uint8_t { null, scalar, sequence, map, alias };

struct node {
  std::uint32_t offset = 0;  // in the source
  std::uint32_t first = 0;   // scalar: where its text begins; alias: what it stands for; list and map: items, entries
  std::uint32_t extent = 0;  // scalar: bytes of text; list and map: the node after the last one inside
  node_kind kind = node_kind::null;
  bool quoted = false;    // scalar: written in quotes or as a block, so it is text whatever it looks like
  bool decoded = false;   // scalar: the text is in `decoded_`, because the source holds escapes, folds or ''
  bool implicit = false;  // null: nothing was written; `offset` is the place of the key or dash before it
};
static_assert(sizeof(node) == 16);

struct entry {
  node_index key;
  node_index value;
};

class document {
 public:
  explicit document(const source& origin) : origin_(&origin) {}

  const source& origin() const { return *origin_; }
  /// No node at all: the file is empty or holds nothing but comments.
  bool empty() const { return nodes_.empty(); }
  node_index root() const { return 0; }

  /// What stands at `index`, aliases followed; never node_kind::alias.
  const node& at(node_index index) const;
  node_kind kind(node_index index) const { return at(index).kind; }
  /// The text of a scalar, empty for anything else.
  std::string_view text(node_index index) const;

  /// Visits the items of a list in order: visit(node_index).
  template <typename Visit>
  void for_each_item(node_index list, Visit&& visit) const {
    const node_index self = resolve(list);
    for (node_index item = self + 1; item < nodes_[self].extent; item = next(item)) visit(item);
  }
  /// Visits the entries of a map: its own in order, then those that `<<` brings: visit(entry).
  template <typename Visit>
  void for_each_entry(node_index map, Visit&& visit) const {
    if (has_merge(map)) {
      for (const entry one : merged_entries(map)) visit(one);
      return;
    }
    for_each_own_entry(map, visit);
  }
  /// The entries as written, `<<` among them.
  template <typename Visit>
  void for_each_own_entry(node_index map, Visit&& visit) const {
    const node_index self = resolve(map);
    for (node_index key = self + 1; key < nodes_[self].extent;) {
      const node_index value = next(key);
      visit(entry{key, value});
      key = next(value);
    }
  }
  /// A plain `<<`, the merge key of YAML 1.1.
  bool is_merge_key(node_index key) const { return !at(key).quoted && text(key) == "<<"; }

  /// A problem at a node; a list or map is marked by its first character.
  problem problem_at(node_index index, complaint what) const;

 private:
  friend class document_builder;

  node_index resolve(node_index index) const {
    return nodes_[index].kind == node_kind::alias ? nodes_[index].first : index;
  }
  node_index next(node_index index) const {
    const node& here = nodes_[index];
    return here.kind == node_kind::sequence || here.kind == node_kind::map ? here.extent : index + 1;
  }
  bool has_merge(node_index map) const;
  std::vector<entry> merged_entries(node_index map) const;
  std::string_view text_of(const node& scalar) const;

  const source* origin_;
  std::vector<node> nodes_;
  std::string decoded_;
};

}  // namespace reachd::config

// SPDX-License-Identifier: Apache-2.0
// The maps that several levels wrote under one key, seen as one. Role: maps merge, lists replace, null goes back to
// the built-in value, however deep. Owner: the sections belong to the caller and outlive the view.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "config/read_section.hpp"

namespace reachd::config {

class layered {
 public:
  struct layer {
    const section_values* values;
    std::size_t level;  // which of the target's levels wrote it

    bool operator==(const layer&) const = default;
  };
  struct found {
    const section_values* in;
    value written;
    std::size_t level;

    const document& from() const { return *in->from; }
    std::string_view text() const { return written.text; }
  };

  layered() = default;
  /// The least specific first.
  explicit layered(std::vector<layer> layers) : layers_(std::move(layers)) {}
  static layered of(std::span<const section_values* const> levels);

  /// What the most specific layer says; nullopt when none does or it says null.
  std::optional<found> find(std::size_t key) const;
  /// Whether some layer says something that is a problem.
  bool is_wrong(std::size_t key) const;
  /// The maps below `key`, back to the latest null.
  layered inside(std::size_t key) const;
  /// Visits the entries of a map of names below `key`, the least specific first; of equal names the last one holds:
  /// visit(found map, entry). A null in the map takes a name away, but for `scalars`, where it is a value.
  void for_each_name(std::size_t key, value_type type, const std::function<void(const found&, entry)>& visit) const;

  bool empty() const { return layers_.empty(); }
  const std::vector<layer>& layers() const { return layers_; }

 private:
  std::size_t first_after_null(std::size_t key) const;

  std::vector<layer> layers_;
};

}  // namespace reachd::config

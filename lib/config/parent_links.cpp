// SPDX-License-Identifier: Apache-2.0
#include "config/parent_links.hpp"

#include <algorithm>
#include <span>

#include "config/limits.hpp"
#include "config/utf8.hpp"

namespace reachd::config {
namespace {

using link = parent_links::link;
using targets_span = std::span<const target_settings>;

/// "a → b → a", of a long cycle only its beginning.
std::string show_cycle(targets_span targets, std::span<const std::uint32_t> members) {
  std::string out;
  for (const std::uint32_t member : members.first(std::min(members.size(), max_parents))) {
    out += printable(targets[member].name) + " → ";
  }
  if (members.size() > max_parents) out += "… (" + std::to_string(members.size()) + " targets) → ";
  return out + printable(targets[members.front()].name);
}

/// Follows every target up to one without a parent, each target once.
class climb {
 public:
  climb(target_lookup& lookup, targets_span targets, std::span<const link> links)
      : lookup_(lookup), targets_(targets), links_(links), height_(targets.size(), unknown) {}

  void from(std::uint32_t target) {
    path_.clear();
    std::optional<std::uint32_t> at = target;
    for (; at && height_[*at] == unknown; at = targets_[*at].parent) {
      height_[*at] = on_path;
      path_.push_back(*at);
    }
    std::size_t above = at ? height_[*at] : 0;
    if (above == on_path) {
      cut_cycle(std::find(path_.begin(), path_.end(), *at));
      above = 1;
    }
    for (; !path_.empty(); path_.pop_back()) {
      above = std::min<std::size_t>(above + 1, max_parents + 3);
      height_[path_.back()] = static_cast<std::uint8_t>(above);
      if (above == max_parents + 2) refuse_height(path_.back());  // what is below it follows from that
    }
  }

 private:
  // A height counts the target itself: 1 has no parent.
  static constexpr std::uint8_t unknown = 0;
  static constexpr std::uint8_t on_path = 255;
  static_assert(max_parents + 3 < on_path);

  /// The cycle is the rest of the path; its members count as having no parent.
  void cut_cycle(std::vector<std::uint32_t>::iterator first) {
    for (auto member = first; member != path_.end(); ++member) height_[*member] = 1;
    const auto by_place = [this](std::uint32_t left, std::uint32_t right) {
      return std::pair(link_of(left).inherited, left) < std::pair(link_of(right).inherited, right);
    };
    std::rotate(first, std::min_element(first, path_.end(), by_place), path_.end());
    refuse_cycle(std::span(first, path_.end()));
    path_.erase(first, path_.end());
  }

  void refuse_cycle(std::span<const std::uint32_t> members) {
    std::string hint = "remove the 'parent' of one of them";
    const auto heir =
        std::find_if(members.begin(), members.end(), [this](std::uint32_t one) { return link_of(one).inherited; });
    if (heir != members.end()) hint = quoted(targets_[*heir].name) + " inherits its parent: write 'parent: null' in it";
    refuse(members.front(), {"a cycle of parents: " + show_cycle(targets_, members), hint});
  }

  void refuse_height(std::uint32_t target) {
    refuse(target,
           {quoted(targets_[target].name) + " has more than " + std::to_string(max_parents) + " parents above it",
            "name one further up"});
  }

  void refuse(std::uint32_t target, complaint what) {
    const named_parent& written = link_of(target);
    lookup_.refuse(*written.from, written.at, std::move(what));
  }

  const named_parent& link_of(std::uint32_t child) const {
    return std::lower_bound(links_.begin(), links_.end(), child,
                            [](const link& one, std::uint32_t wanted) { return one.child < wanted; })
        ->parent;
  }

  target_lookup& lookup_;
  targets_span targets_;
  std::span<const link> links_;
  std::vector<std::uint8_t> height_;
  std::vector<std::uint32_t> path_;
};

}  // namespace

void parent_links::note(const section_values& level) {
  const value& parent = level.at[key_parent];
  if (parent.set()) noted_.push_back({level.from, parent.node, true});
}

void parent_links::resolve(target_lookup& lookup, std::vector<target_settings>& targets) const {
  for (const named_parent& one : noted_) lookup.find(*one.from, one.at);
  for (const auto& [child, parent] : links_) {
    const auto found = lookup.find(*parent.from, parent.at);
    if (found != child) {
      targets[child].parent = found;
    } else if (!parent.inherited) {
      lookup.refuse(*parent.from, parent.at,
                    {quoted(targets[child].name) + " is its own parent", "name the target that it is reached through"});
    }
  }
  climb all(lookup, targets, links_);
  for (const link& one : links_) all.from(one.child);
}

}  // namespace reachd::config

// SPDX-License-Identifier: Apache-2.0
#include "config/difference.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "config/host.hpp"
#include "config/spread.hpp"

namespace reachd::config {
namespace {

using index = std::uint32_t;

/// Which addresses of a name are meant. A literal is the one that it is.
std::pair<core::families, address_choice> looked_up(const target_settings& of) {
  const std::pair said(of.family, of.address);
  const std::pair usual(core::families::any, address_choice::first);
  return said == usual || core::family_of_literal(of.host) ? usual : said;
}

auto identity(const target_settings& of) {
  return std::tuple<options::kind, const std::string&, std::uint16_t, std::pair<core::families, address_choice>>(
      of.probe, of.host, of.port, looked_up(of));
}

/// With all that is asked: thousands may ask one host and port.
std::size_t hash_of(const target_settings& of) {
  std::size_t hash =
      std::hash<std::string_view>()(of.host) + (std::size_t{of.port} << 1U) + options::index_of(of.probe);
  hash = hash * 31 + static_cast<std::size_t>(looked_up(of).first);
  if (of.asks_yaml != nullptr) hash = hash * 31 + std::hash<std::string>()(*of.asks_yaml);
  return hash * 31 + std::hash<std::string>()(url_of(of));
}

/// Of the old targets, by hash_of().
using gone_targets = std::unordered_multimap<std::size_t, index>;

auto plan(const target_settings& of) {
  return std::tie(of.name, of.family, of.address, of.interval, of.timeout, of.retry, of.down_after, of.up_after,
                  of.paused);
}

std::string_view parent_name(const settings& in, const target_settings& of) {
  return of.parent ? std::string_view(in.targets[*of.parent].name) : std::string_view();
}

class comparison {
 public:
  comparison(const settings& before, const settings& after) : before_(before), after_(after) {}

  difference run() {
    continues_.resize(after_.targets.size());
    taken_.resize(before_.targets.size());
    name_stays_.resize(before_.targets.size());
    match_names();
    match_renamed();
    for (index at = 0; at < before_.targets.size(); ++at) {
      if (!taken_[at]) found_.removed.push_back(at);
    }
    for (index at = 0; at < after_.targets.size(); ++at) {
      if (continues_[at]) {
        found_.continued.push_back(describe(*continues_[at], at));
      } else {
        found_.added.push_back(at);
      }
    }
    return std::move(found_);
  }

 private:
  void match_names() {
    names_.reserve(before_.targets.size());
    for (index at = 0; at < before_.targets.size(); ++at) names_.emplace(before_.targets[at].name, at);
    for (index at = 0; at < after_.targets.size(); ++at) {
      const auto same = names_.find(after_.targets[at].name);
      if (same == names_.end()) continue;
      name_stays_[same->second] = true;
      if (identity(before_.targets[same->second]) == identity(after_.targets[at])) match(same->second, at);
    }
  }

  /// Those whose names are gone on one side and new on the other.
  void match_renamed() {
    gone_targets gone;
    for (index at = 0; at < before_.targets.size(); ++at) {
      if (!name_stays_[at]) gone.emplace(hash_of(before_.targets[at]), at);
    }
    if (gone.empty()) return;
    for (index at = 0; at < after_.targets.size(); ++at) {
      if (!names_.contains(after_.targets[at].name)) match_identity(gone, at);
    }
  }

  void match_identity(gone_targets& gone, index at) {
    const target_settings& is = after_.targets[at];
    const auto [first, last] = gone.equal_range(hash_of(is));
    const auto same = std::find_if(first, last, [&](const auto& one) {
      const target_settings& was = before_.targets[one.second];
      return identity(was) == identity(is) && options::same(was.asks, is.asks);
    });
    if (same == last) return;
    match(same->second, at);
    gone.erase(same);
  }

  void match(index before, index after) {
    continues_[after] = before;
    taken_[before] = true;
  }

  continued_target describe(index before, index after) const {
    const target_settings& was = before_.targets[before];
    const target_settings& is = after_.targets[after];
    const bool others = !std::ranges::equal(spoken_for(before_, before), spoken_for(after_, after));
    const bool replanned = plan(was) != plan(is) || !options::same(was.asks, is.asks) || others;
    return {before, after, replanned, was.group != is.group || was.labels != is.labels,
            parent_name(before_, was) != parent_name(after_, is)};
  }

  const settings& before_;
  const settings& after_;
  std::vector<std::optional<index>> continues_;  // by index of the new ones
  std::vector<bool> taken_;
  std::unordered_map<std::string_view, index> names_;  // of the old ones
  std::vector<bool> name_stays_;                       // by index of the old ones
  difference found_;
};

}  // namespace

std::size_t difference::changed() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      continued, [](const continued_target& each) { return each.replanned || each.relabelled || each.reparented; }));
}

std::string difference::summary() const {
  const std::size_t changes = changed();
  return "+" + std::to_string(added.size()) + " \u2212" + std::to_string(removed.size()) + " ~" +
         std::to_string(changes) + " =" + std::to_string(continued.size() - changes);
}

difference compare(const settings& before, const settings& after) { return comparison(before, after).run(); }

}  // namespace reachd::config

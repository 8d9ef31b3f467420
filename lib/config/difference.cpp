// SPDX-License-Identifier: Apache-2.0
#include "config/difference.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <tuple>
#include <unordered_map>

namespace reachd::config {
namespace {

using index = std::uint32_t;

auto identity(const target_settings& of) { return std::tie(of.probe, of.host, of.port); }

auto plan(const target_settings& of) {
  return std::tie(of.name, of.interval, of.timeout, of.retry, of.down_after, of.up_after, of.paused);
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
    std::unordered_multimap<std::string_view, index> hosts;
    for (index at = 0; at < before_.targets.size(); ++at) {
      if (!name_stays_[at]) hosts.emplace(before_.targets[at].host, at);
    }
    if (hosts.empty()) return;
    for (index at = 0; at < after_.targets.size(); ++at) {
      if (!names_.contains(after_.targets[at].name)) match_host(hosts, at);
    }
  }

  void match_host(std::unordered_multimap<std::string_view, index>& hosts, index at) {
    const auto [first, last] = hosts.equal_range(after_.targets[at].host);
    const auto same = std::find_if(first, last, [&](const auto& each) {
      return identity(before_.targets[each.second]) == identity(after_.targets[at]);
    });
    if (same == last) return;
    match(same->second, at);
    hosts.erase(same);
  }

  void match(index before, index after) {
    continues_[after] = before;
    taken_[before] = true;
  }

  continued_target describe(index before, index after) const {
    const target_settings& was = before_.targets[before];
    const target_settings& is = after_.targets[after];
    return {before, after, plan(was) != plan(is), was.group != is.group || was.labels != is.labels,
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

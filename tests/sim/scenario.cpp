// SPDX-License-Identifier: Apache-2.0
#include "sim/scenario.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ranges>

#include "config/parse.hpp"
#include "config/read_section.hpp"

namespace reachd::sim {
namespace {

using config::field;
using config::value;
using config::value_type;

constexpr std::int64_t ms = 1'000'000;
constexpr std::int64_t s = 1'000 * ms;
constexpr std::string_view family_words[] = {"v4", "v6", "both"};
constexpr std::string_view origin_words[] = {"hour", "zero", "far"};
constexpr std::string_view answer_words[] = {"gone", "moved"};
constexpr std::string_view uplink_words[] = {"silence", "no_route"};

enum key : std::size_t {
  run,
  targets,
  target,
  family,
  added_over,
  named,
  origin,
  receive_queue,
  batch,
  network,
  stalls,
  wall_steps,
  suspends,
  names,
  uplink,
  removed,
  changed,
};
constexpr field top_fields[] = {
    {.name = "run", .type = value_type::duration, .doc = "How long.", .built_in = 60 * s},
    {.name = "targets", .type = value_type::integer, .doc = "How many.", .least = 1, .built_in = 20},
    {.name = "target", .type = value_type::map, .doc = "What each of them is."},
    {.name = "family", .type = value_type::choice, .doc = "", .built_in = 2, .choices = family_words},
    {.name = "added_over", .type = value_type::duration, .doc = "The time over which they are added.", .built_in = 0},
    {.name = "named", .type = value_type::integer, .doc = "Every n-th is a name.", .built_in = 0},
    {.name = "origin", .type = value_type::choice, .doc = "Of the clock.", .built_in = 0, .choices = origin_words},
    {.name = "receive_queue", .type = value_type::integer, .doc = "Packets.", .least = 1, .built_in = 1'000'000},
    {.name = "batch", .type = value_type::integer, .doc = "Packets at once.", .least = 1, .most = 64, .built_in = 64},
    {.name = "network", .type = value_type::map_list, .doc = "What the network does, the last that fits."},
    {.name = "stalls", .type = value_type::map_list, .doc = "When the process does not run."},
    {.name = "wall_steps", .type = value_type::map_list, .doc = "Steps of the wall clock."},
    {.name = "suspends", .type = value_type::map_list, .doc = "When the machine sleeps."},
    {.name = "names", .type = value_type::map_list, .doc = "When lookups fail or answer with another address."},
    {.name = "uplink", .type = value_type::map, .doc = "What is beyond our link, and when it is cut."},
    {.name = "removed", .type = value_type::map_list, .doc = "When targets are no more, until they come again."},
    {.name = "changed", .type = value_type::map_list, .doc = "When targets have other keys, until they are as before."},
};

static_assert(std::size(top_fields) <= config::max_keys);

enum target_key : std::size_t { interval, timeout, retry, down_after, up_after };
constexpr field target_fields[] = {
    {.name = "interval", .type = value_type::duration, .doc = "", .least = ms, .built_in = s},
    {.name = "timeout", .type = value_type::duration, .doc = "", .least = ms, .most = 60 * s, .built_in = s},
    {.name = "retry", .type = value_type::duration, .doc = "", .least = ms, .built_in = s},
    {.name = "down_after", .type = value_type::integer, .doc = "", .least = 1, .built_in = 3},
    {.name = "up_after", .type = value_type::integer, .doc = "", .least = 1, .built_in = 2},
};

enum window_key : std::size_t { from, until, repeat, window_keys };
constexpr std::int64_t for_ever = 365 * 86'400 * s;
constexpr field window_fields[] = {
    {.name = "from", .type = value_type::duration, .doc = "", .built_in = 0},
    {.name = "until", .type = value_type::duration, .doc = "", .built_in = for_ever},
    {.name = "repeat", .type = value_type::duration, .doc = "", .built_in = 0},
};

enum phase_key : std::size_t { does = window_keys, every };
constexpr field phase_fields[] = {
    {.name = "does", .type = value_type::text, .doc = "See behaviour.hpp.", .most = 4096},
    {.name = "every", .type = value_type::integer, .doc = "Every n-th target.", .least = 1, .built_in = 1},
};
enum names_key : std::size_t { answer = window_keys };
constexpr field names_fields[] = {
    {.name = "answer", .type = value_type::choice, .doc = "", .built_in = 0, .choices = answer_words},
};
enum uplink_key : std::size_t { on_link, cut };
constexpr field uplink_fields[] = {
    {.name = "on_link", .type = value_type::integer, .doc = "Every n-th target needs no gateway.", .built_in = 0},
    {.name = "cut", .type = value_type::map_list, .doc = "When nothing beyond our link can be reached."},
};
enum cut_key : std::size_t { how = window_keys };
constexpr field cut_fields[] = {
    {.name = "how", .type = value_type::choice, .doc = "", .built_in = 0, .choices = uplink_words},
};
enum removal_key : std::size_t { every_removed = window_keys };
constexpr field removal_fields[] = {
    {.name = "every", .type = value_type::integer, .doc = "Every n-th target.", .least = 1, .built_in = 1},
};
enum change_key : std::size_t { every_changed = window_keys, first_changed_key };
constexpr field change_fields[] = {
    {.name = "every", .type = value_type::integer, .doc = "Every n-th target.", .least = 1, .built_in = 1},
    target_fields[interval],
    target_fields[timeout],
    target_fields[retry],
    target_fields[down_after],
    target_fields[up_after],
};
enum suspend_key : std::size_t { suspend_at, lasts };
constexpr field suspend_fields[] = {
    {.name = "at", .type = value_type::duration, .doc = "", .built_in = 0},
    {.name = "lasts", .type = value_type::duration, .doc = "", .least = ms, .built_in = 60 * s},
};
enum step_key : std::size_t { at, forward, back };
constexpr field step_fields[] = {
    {.name = "at", .type = value_type::duration, .doc = "", .built_in = 0},
    {.name = "forward", .type = value_type::duration, .doc = "", .built_in = 0},
    {.name = "back", .type = value_type::duration, .doc = "", .built_in = 0},
};

const config::section top_section{"a scenario", top_fields};
const config::section target_section{"target", target_fields};
const config::section phase_section{"network", window_fields, config::everywhere, phase_fields};
const config::section stall_section{"stalls", window_fields};
const config::section names_section{"names", window_fields, config::everywhere, names_fields};
const config::section step_section{"wall_steps", step_fields};
const config::section suspend_section{"suspends", suspend_fields};
const config::section uplink_section{"uplink", uplink_fields};
const config::section cut_section{"cut", window_fields, config::everywhere, cut_fields};
const config::section change_section{"changed", window_fields, config::everywhere, change_fields};
const config::section removal_section{"removed", window_fields, config::everywhere, removal_fields};

/// A map with the built-in values where nothing is written.
struct written {
  const config::section* kind;
  config::section_values values;

  const value& at(std::size_t index) const { return values.at[index]; }
  std::int64_t number(std::size_t index) const {
    return at(index).set() ? at(index).number : kind->at(index).built_in.value_or(0);
  }
  std::uint64_t count(std::size_t index) const { return static_cast<std::uint64_t>(number(index)); }
  core::nanoseconds time(std::size_t index) const { return core::nanoseconds(number(index)); }
  window span() const { return {time(from), time(until), time(repeat)}; }
};

class reader {
 public:
  reader(const config::document& text, config::problem_list& problems) : text_(text), problems_(problems) {}

  scenario read() {
    const written top = section(text_.root(), top_section);
    scenario out;
    out.run = top.time(run);
    out.targets = top.count(targets);
    out.families = static_cast<families>(top.number(family));
    out.added_over = top.time(added_over);
    out.every_named = top.count(named);
    out.origin = static_cast<clock_origin>(top.number(origin));
    out.receive_queue = top.count(receive_queue);
    out.batch = top.count(batch);
    out.plan = read_plan(top.at(target));
    each(top.at(network), phase_section, [&](const written& one) { out.network.push_back(read_phase(one)); });
    each(top.at(stalls), stall_section, [&](const written& one) { out.stalls.push_back(one.span()); });
    each(top.at(wall_steps), step_section, [&](const written& one) {
      out.wall_steps.push_back({one.time(step_key::at), one.time(forward) - one.time(back)});
    });
    each(top.at(names), names_section, [&](const written& one) {
      out.names.push_back({one.span(), static_cast<name_answer>(one.number(answer))});
    });
    each(top.at(suspends), suspend_section, [&](const written& one) {
      out.suspends.push_back({one.time(suspend_at), one.time(lasts)});
    });
    if (top.at(uplink).set()) read_uplink(section(top.at(uplink).node, uplink_section), out);
    each(top.at(removed), removal_section, [&](const written& one) {
      out.removed.push_back({one.span(), one.count(every_removed)});
    });
    each(top.at(changed), change_section, [&](const written& one) {
      out.changed.push_back({one.span(), one.count(every_changed), read_change(one, out.plan)});
    });
    std::ranges::sort(out.wall_steps, {}, &wall_step::at);
    std::ranges::sort(out.suspends, {}, &suspension::at);
    return out;
  }

 private:
  written section(config::node_index node, const config::section& kind) {
    if (text_.kind(node) != config::node_kind::map) {
      problems_.add(text_.problem_at(node, {std::string(kind.name) + " is a map of keys to values", ""}));
      return {&kind, {&text_, {}}};
    }
    return {&kind, config::read_section(text_, node, kind, "", problems_)};
  }
  template <typename Visit>
  void each(const value& list, const config::section& kind, Visit&& visit) {
    if (!list.set()) return;
    text_.for_each_item(list.node, [&](config::node_index item) { visit(section(item, kind)); });
  }

  probe::target_plan read_plan(const value& map) {
    const written keys = map.set() ? section(map.node, target_section) : written{&target_section, {&text_, {}}};
    probe::target_plan plan;
    plan.interval = keys.time(interval);
    plan.timeout = keys.time(timeout);
    plan.retry = keys.at(retry).set() ? keys.time(retry) : plan.interval;
    plan.down_after = static_cast<std::uint32_t>(keys.count(down_after));
    plan.up_after = static_cast<std::uint32_t>(keys.count(up_after));
    return plan;
  }
  static probe::target_plan read_change(const written& keys, probe::target_plan plan) {
    const auto at = [](target_key key) { return std::size_t{first_changed_key} + key; };
    if (keys.at(at(interval)).set()) plan.interval = plan.retry = keys.time(at(interval));
    if (keys.at(at(timeout)).set()) plan.timeout = keys.time(at(timeout));
    if (keys.at(at(retry)).set()) plan.retry = keys.time(at(retry));
    if (keys.at(at(down_after)).set()) plan.down_after = static_cast<std::uint32_t>(keys.count(at(down_after)));
    if (keys.at(at(up_after)).set()) plan.up_after = static_cast<std::uint32_t>(keys.count(at(up_after)));
    return plan;
  }
  void read_uplink(const written& keys, scenario& out) {
    out.every_on_link = keys.count(on_link);
    each(keys.at(cut), cut_section, [&](const written& one) {
      out.uplink_cuts.push_back({one.span(), static_cast<uplink_fault>(one.number(how))});
    });
  }
  network_phase read_phase(const written& keys) {
    network_phase phase;
    phase.when = keys.span();
    phase.every_target = keys.count(every);
    if (!keys.at(does).set()) return phase;
    const auto words = parse_behaviour(keys.at(does).text);
    if (words) {
      phase.behaviour = *words;
    } else {
      problems_.add(text_.problem_at(keys.at(does).node, words.error()));
    }
    return phase;
  }

  const config::document& text_;
  config::problem_list& problems_;
};

}  // namespace

const behaviour& scenario::behaviour_of(std::uint32_t which, core::nanoseconds when) const {
  static const sim::behaviour plain;
  for (const network_phase& phase : std::views::reverse(network)) {
    if (which % phase.every_target == 0 && phase.when.holds(when)) return phase.behaviour;
  }
  return plain;
}

const uplink_cut* scenario::uplink_cut_of(std::uint32_t which, core::nanoseconds when) const {
  const bool direct = which != 0 && every_on_link > 0 && which % every_on_link == 0;
  if (direct) return nullptr;
  const auto cut = std::ranges::find_if(uplink_cuts, [&](const uplink_cut& each) { return each.when.holds(when); });
  return cut != uplink_cuts.end() ? &*cut : nullptr;
}

bool scenario::is_removed(std::uint32_t which, core::nanoseconds when) const {
  return std::ranges::any_of(
      removed, [&](const removal& each) { return which % each.every_target == 0 && each.when.holds(when); });
}

const probe::target_plan& scenario::plan_of(std::uint32_t which, core::nanoseconds when) const {
  for (const plan_change& change : std::views::reverse(changed)) {
    if (which % change.every_target == 0 && change.when.holds(when)) return change.plan;
  }
  return plan;
}

std::expected<scenario, std::string> parse_scenario(const std::string& path, std::string text) {
  const config::source origin(path, std::move(text));
  config::problem_list problems;
  const auto document = config::parse(origin, problems);
  scenario out;
  if (document && !document->empty()) out = reader(*document, problems).read();
  if (out.targets == 0 && problems.empty()) return std::unexpected(path + ": an empty scenario\n");
  if (!problems.empty()) return std::unexpected(config::render(problems.take()));
  out.name = std::filesystem::path(path).stem();
  return out;
}

std::expected<scenario, std::string> read_scenario(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::unexpected(path + ": cannot be read\n");
  return parse_scenario(path, std::string(std::istreambuf_iterator<char>(file), {}));
}

}  // namespace reachd::sim

// SPDX-License-Identifier: Apache-2.0
#include "config/schema.hpp"

#include "config/probe_schema.hpp"
#include "options/blackbox.hpp"
#include "options/kind.hpp"

namespace reachd::config {
namespace {

constexpr std::int64_t ms = 1'000'000;
constexpr std::int64_t s = 1'000 * ms;
constexpr std::int64_t day = 86'400 * s;

constexpr std::string_view log_levels[] = {"debug", "info", "warning", "error"};
constexpr std::string_view log_formats[] = {"logfmt", "json"};
constexpr std::string_view address_families[] = {"any", "4", "6", "both"};
constexpr std::string_view address_choices[] = {"first", "all"};
constexpr std::string_view module_probes[] = {"icmp", "tcp", "http", "dns"};
constexpr std::string_view own_labels[] = {"target", "probe", "address", "group", "le", "state", "outcome"};

constexpr field target_fields[] = {
    {.name = "name",
     .type = value_type::text,
     .doc = "What the target is called everywhere; unique. Default: the text that names it (scalar, host or url).",
     .where = in_target,
     .least = 1,
     .most = 512},
    {.name = "host",
     .type = value_type::text,
     .doc = "An IPv4 or IPv6 address, a DNS name, or _gateway: the gateway of the default route.",
     .where = in_target,
     .least = 1,
     .most = 1024,
     .form = text_form::host},
    {.name = "url",
     .type = value_type::text,
     .doc =
         "Host, port and probe in one: tcp://HOST:PORT, http://HOST/PATH or https://HOST/PATH. Instead of 'host' and "
         "'port'.",
     .where = in_target,
     .least = 1,
     .most = 1024,
     .form = text_form::url},
    {.name = "port",
     .type = value_type::integer,
     .doc = "The TCP port; of a dns probe also that of UDP. Default for dns: 53.",
     .least = 1,
     .most = 65'535},
    {.name = "probe",
     .type = value_type::choice,
     .doc = "How to probe. Default: tcp or http where a url says so, tcp where there is a port, else icmp.",
     .choices = options::kind_names},
    {.name = "family",
     .type = value_type::choice,
     .doc = "Which addresses of a name to look up: IPv4, IPv6, or any, the preferred one first; both: an IPv4 and an "
            "IPv6 address, each as a target NAME/ADDRESS.",
     .built_in = 0,
     .choices = address_families},
    {.name = "address",
     .type = value_type::choice,
     .doc = "The first address of a name, or all of them, each as a target NAME/ADDRESS that comes and goes with the "
            "answers of the name server.",
     .built_in = 0,
     .choices = address_choices},
    {.name = "interval",
     .type = value_type::duration,
     .doc = "From one probe to the next. Default: 1s for icmp and tcp, 30s for the others.",
     .least = 10 * ms,
     .most = day},
    {.name = "timeout",
     .type = value_type::duration,
     .doc = "How long to wait for an answer; may exceed the interval. Default: the interval, at most 5s.",
     .least = ms,
     .most = 60 * s},
    {.name = "retry",
     .type = value_type::duration,
     .doc = "The interval while a change of state is not yet decided. Default: the interval, at most 5s.",
     .least = 10 * ms,
     .most = day},
    {.name = "down_after",
     .type = value_type::integer,
     .doc = "Failed probes in a row that make an up target down.",
     .least = 1,
     .most = 1'000,
     .built_in = 3},
    {.name = "up_after",
     .type = value_type::integer,
     .doc = "Replies in a row that make a down target up.",
     .least = 1,
     .most = 1'000,
     .built_in = 2},
    {.name = "paused", .type = value_type::boolean, .doc = "Keep the target, but do not probe it.", .built_in = 0},
    {.name = "labels",
     .type = value_type::labels,
     .doc = "Labels of your own, shown in reachd_target_info. Maps of all levels are merged; null removes a label."},
    {.name = "parent",
     .type = value_type::text,
     .doc = "The name of the target that this one is reached through: while that is down, this one is unknown. "
            "What a target inherits as its own parent is none; null removes an inherited one.",
     .least = 1,
     .most = 512},
    {.name = "use",
     .type = value_type::texts,
     .doc = "Templates to apply, a later one over an earlier one. Those of a group come before those of its targets; "
            "null drops them.",
     .where = in_target | in_group},
    {.name = "tcp",
     .type = value_type::map,
     .doc = "What a tcp probe does once it is connected.",
     .where = everywhere | in_module,
     .rules = nested,
     .inside = &tcp_section},
    {.name = "http",
     .type = value_type::map,
     .doc = "What an http probe sends and expects. Maps of all levels are merged, lists replaced.",
     .where = everywhere | in_module,
     .rules = nested,
     .inside = &http_section},
    {.name = "exec",
     .type = value_type::map,
     .doc = "The program of an exec probe.",
     .rules = nested,
     .inside = &exec_section},
    {.name = "dns",
     .type = value_type::map,
     .doc = "What a dns probe asks and expects.",
     .where = everywhere | in_module,
     .rules = nested,
     .inside = &dns_section},
    {.name = "size",
     .type = value_type::integer,
     .doc = "Of an icmp probe: bytes of payload in an echo request.",
     .least = 16,
     .most = 65'507,
     .built_in = 56},
    {.name = "ttl",
     .type = value_type::integer,
     .doc = "Of an icmp probe: the time to live (hop limit) of its requests. Default: the system's.",
     .least = 1,
     .most = 255},
    {.name = "dscp",
     .type = value_type::text,
     .doc = "Of an icmp probe: the differentiated services code point of its requests, a number or "
            "a name such as EF, AF41 or CS6. Default: 0.",
     .least = 1,
     .most = 4,
     .form = text_form::dscp},
    {.name = "df",
     .type = value_type::boolean,
     .doc =
         "Of an icmp probe: true sends requests that must not be fragmented, so that one above the path's MTU is not "
         "answered; false lets every router fragment them. Default: the system's path MTU discovery."},
    {.name = "source",
     .type = value_type::text,
     .doc = "Of an icmp probe: the address of this machine to send from; a name is looked up for its family. Default: "
            "the kernel's choice.",
     .least = 1,
     .most = 64,
     .form = text_form::address},
    {.name = "interface",
     .type = value_type::text,
     .doc = "Of an icmp probe: the network interface, or the VRF, to send by and to hear. Default: as the routes say.",
     .least = 1,
     .most = 15,
     .form = text_form::link_name},
    {.name = "mark",
     .type = value_type::integer,
     .doc = "Of an icmp probe: the firewall mark (SO_MARK) of its requests, for policy routing. Default: none.",
     .most = 4'294'967'295},
    {.name = "burst",
     .type = value_type::map,
     .doc = "Of an icmp probe: send several requests at each due time. The target's state counts a burst as one: a "
            "reply to any of them is a reply.",
     .rules = nested,
     .inside = &burst_section},
};

constexpr field group_fields[] = {
    {.name = "name",
     .type = value_type::text,
     .doc = "What the group is called; unique.",
     .least = 1,
     .most = 512,
     .rules = needed | never_null},
    {.name = "targets",
     .type = value_type::item_list,
     .doc = "The targets of the group.",
     .rules = needed | never_null | never_empty,
     .inside = &target_section},
};

constexpr field top_fields[] = {
    {.name = "web", .type = value_type::map, .doc = "The HTTP server.", .where = in_main, .inside = &web_section},
    {.name = "log",
     .type = value_type::map,
     .doc = "What the daemon writes to standard error.",
     .where = in_main,
     .inside = &log_section},
    {.name = "include",
     .type = value_type::texts,
     .doc = "More files, as paths or globs relative to this file; they hold templates, groups and targets only.",
     .where = in_main},
    {.name = "uplink",
     .type = value_type::off_or_map,
     .doc = "How to know that our own link is gone, so that targets are unknown and not down. Default: by the "
            "gateway of the default route; off: not at all.",
     .where = in_main,
     .inside = &uplink_section},
    {.name = "blackbox",
     .type = value_type::map,
     .doc = "What GET /probe?target=...&module=... may probe, as Prometheus' blackbox exporter does. Default: the page "
            "is off.",
     .where = in_main,
     .inside = &blackbox_section},
    {.name = "defaults",
     .type = value_type::map,
     .doc = "Target keys that hold for all targets that do not say otherwise.",
     .where = in_main,
     .inside = &defaults_section},
    {.name = "templates",
     .type = value_type::maps,
     .doc = "Named sets of target keys, applied by 'use'.",
     .where = in_main | in_included,
     .inside = &template_section},
    {.name = "groups",
     .type = value_type::map_list,
     .doc = "Targets that share target keys.",
     .where = in_main | in_included,
     .inside = &group_section},
    {.name = "targets",
     .type = value_type::item_list,
     .doc = "What is probed.",
     .where = in_main | in_included,
     .rules = never_null | never_empty,
     .inside = &target_section},
};

constexpr field web_fields[] = {
    {.name = "listen",
     .type = value_type::texts,
     .doc = "ADDRESS:PORT, or a list of them; IPv6 in brackets. Default: 127.0.0.1:10094 and [::1]:10094.",
     .rules = never_empty | never_twice,
     .form = text_form::endpoint},
    {.name = "lifecycle",
     .type = value_type::boolean,
     .doc = "Whether anybody who reaches a listener may ask for a reload by POST /-/reload. By the control socket it "
            "is always allowed.",
     .built_in = 0},
    {.name = "config_file",
     .type = value_type::text,
     .doc = "TLS, client certificates and passwords, in a file of the format that Prometheus' own servers read "
            "(--web.config.file); its path as seen from this file. The control socket is not concerned.",
     .least = 1,
     .most = 4'096},
};

constexpr field log_fields[] = {
    {.name = "level",
     .type = value_type::choice,
     .doc = "The least severe line to write.",
     .built_in = 1,
     .choices = log_levels},
    {.name = "format", .type = value_type::choice, .doc = "How a line looks.", .built_in = 0, .choices = log_formats},
};

constexpr field uplink_fields[] = {
    {.name = "targets",
     .type = value_type::texts,
     .doc = "The name of a target, or a list of them, whose replies show that our link works.",
     .rules = needed | never_null | never_empty | never_twice},
};

constexpr field blackbox_fields[] = {
    {.name = "allow",
     .type = value_type::item_list,
     .doc = "Where its probes may go: networks, or networks with ports. The address that is dialled is judged, after "
            "each lookup and each redirect.",
     .rules = needed | never_null | never_empty,
     .inside = &allow_section},
    {.name = "modules",
     .type = value_type::maps,
     .doc = "What can be asked for, by name.",
     .rules = needed | never_null,
     .inside = &module_section},
};

constexpr field allow_fields[] = {
    {.name = "net",
     .type = value_type::text,
     .doc = "ADDRESS/BITS, or an address alone.",
     .least = 1,
     .most = 64,
     .rules = needed | never_null,
     .form = text_form::network},
    {.name = "ports",
     .type = value_type::texts,
     .doc = "Ports and ranges of them. Default: every port, and ICMP, which no rule with ports allows.",
     .rules = never_empty,
     .form = text_form::port_range},
};

constexpr field module_fields[] = {
    {.name = "probe",
     .type = value_type::choice,
     .doc = "How to probe.",
     .where = in_module,
     .choices = module_probes,
     .rules = needed | never_null},
    {.name = "timeout",
     .type = value_type::duration,
     .doc = "How long a probe may take. Default: as long as the scrape waits, less half a second; at most 60s.",
     .where = in_module,
     .least = ms,
     .most = 60 * s},
    {.name = "family",
     .type = value_type::choice,
     .doc = "Which of a name's addresses is probed. Default: the first in the order of the system.",
     .where = in_module,
     .built_in = 0,
     .choices = options::family_choice_names},
};

static_assert(std::size(target_fields) == target_keys && target_fields[key_burst].name == "burst");
static_assert(target_keys + std::size(group_fields) == group_keys);
static_assert(std::size(blackbox_fields) == blackbox_keys && std::size(allow_fields) == allow_keys);
static_assert(target_keys + std::size(module_fields) == module_keys);
static_assert(std::size(top_fields) == top_keys && top_fields[key_targets].name == "targets");

}  // namespace

const section main_section{"the configuration", top_fields, in_main};
const section included_section{"an included file", top_fields, in_included};
const section web_section{"web", web_fields};
const section log_section{"log", log_fields};
const section uplink_section{"uplink", uplink_fields};
const section blackbox_section{"blackbox", blackbox_fields};
const section allow_section{"allow", allow_fields};
const section module_section{"module", target_fields, in_module, module_fields};
const section defaults_section{"defaults", target_fields, in_template};
const section template_section{"template", target_fields, in_template};
const section group_section{"group", target_fields, in_group, group_fields};
const section target_section{"target", target_fields, in_target};

const std::span<const std::string_view> reserved_labels = own_labels;

std::optional<std::size_t> section::find(std::string_view wanted) const {
  std::optional<std::size_t> elsewhere;
  for (std::size_t index = 0; index < size(); ++index) {
    if (at(index).name != wanted) continue;
    if (allows(index)) return index;
    elsewhere = index;
  }
  return elsewhere;
}

}  // namespace reachd::config

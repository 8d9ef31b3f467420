// SPDX-License-Identifier: Apache-2.0
// The keys of a target, and of what else has them: defaults, templates, groups, modules.
#include "config/probe_schema.hpp"
#include "config/schema.hpp"
#include "options/blackbox.hpp"
#include "options/kind.hpp"

namespace reachd::config {
namespace {

constexpr std::int64_t ms = 1'000'000;
constexpr std::int64_t s = 1'000 * ms;
constexpr std::int64_t day = 86'400 * s;

constexpr std::string_view address_families[] = {"any", "4", "6", "both"};
constexpr std::string_view address_choices[] = {"first", "all"};
constexpr std::string_view module_probes[] = {"icmp", "tcp", "http", "dns"};

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
     .doc =
         "The name of the target that this one is reached through: while that is down, this one is unknown, not down. "
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
     .where = everywhere | in_module,
     .least = 16,
     .most = 65'507,
     .built_in = 56},
    {.name = "ttl",
     .type = value_type::integer,
     .doc = "Of an icmp probe: the time to live (hop limit) of its requests. Default: the system's.",
     .where = everywhere | in_module,
     .least = 1,
     .most = 255},
    {.name = "dscp",
     .type = value_type::text,
     .doc = "Of an icmp probe: the differentiated services code point of its requests, a number or "
            "a name such as EF, AF41 or CS6. Default: 0.",
     .where = everywhere | in_module,
     .least = 1,
     .most = 4,
     .form = text_form::dscp},
    {.name = "df",
     .type = value_type::boolean,
     .doc =
         "Of an icmp probe: true sends requests that must not be fragmented, so that one above the path's MTU is not "
         "answered; false lets every router fragment them. Default: the system's path MTU discovery.",
     .where = everywhere | in_module},
    {.name = "source",
     .type = value_type::text,
     .doc = "Of an icmp probe: the address of this machine to send from; a name is looked up for its family. Default: "
            "the kernel's choice.",
     .where = everywhere | in_module,
     .least = 1,
     .most = 64,
     .form = text_form::address},
    {.name = "interface",
     .type = value_type::text,
     .doc = "Of an icmp probe: the network interface, or the VRF, to send by and to hear. Default: as the routes say.",
     .where = everywhere | in_module,
     .least = 1,
     .most = 15,
     .form = text_form::link_name},
    {.name = "mark",
     .type = value_type::integer,
     .doc = "Of an icmp probe: the firewall mark (SO_MARK) of its requests, for policy routing. Default: none.",
     .where = everywhere | in_module,
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
static_assert(target_keys + std::size(module_fields) == module_keys);

}  // namespace

const section module_section{"module", target_fields, in_module, module_fields};
const section defaults_section{"defaults", target_fields, in_template};
const section template_section{"template", target_fields, in_template};
const section group_section{"group", target_fields, in_group, group_fields};
const section target_section{"target", target_fields, in_target};

}  // namespace reachd::config

// SPDX-License-Identifier: Apache-2.0
#include "config/schema.hpp"

#include "config/probe_schema.hpp"

namespace reachd::config {
namespace {

constexpr std::string_view log_levels[] = {"debug", "info", "warning", "error"};
constexpr std::string_view log_formats[] = {"logfmt", "json"};
constexpr std::string_view own_labels[] = {"target", "probe", "address", "group", "le", "state", "outcome"};

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

static_assert(std::size(blackbox_fields) == blackbox_keys && std::size(allow_fields) == allow_keys);
static_assert(std::size(top_fields) == top_keys && top_fields[key_targets].name == "targets");

}  // namespace

const section main_section{"the configuration", top_fields, in_main};
const section included_section{"an included file", top_fields, in_included};
const section web_section{"web", web_fields};
const section log_section{"log", log_fields};
const section uplink_section{"uplink", uplink_fields};
const section blackbox_section{"blackbox", blackbox_fields};
const section allow_section{"allow", allow_fields};

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

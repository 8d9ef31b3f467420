// SPDX-License-Identifier: Apache-2.0
// Every key of the configuration, as data. Role: the one table that parsing, unknown-key errors, type errors, ranges,
// defaults and documentation come from, so that they cannot drift. A key is added here and nowhere else becomes known.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace reachd::config {

enum class value_type : std::uint8_t {
  text,        // a scalar, least..most bytes
  duration,    // nanoseconds
  integer,     // decimal
  boolean,     // true or false
  choice,      // one of `choices`; the number is its index
  texts,       // a scalar or a list of scalars
  labels,      // a map of label names to scalars
  scalars,     // a map of names to scalars
  secret,      // where a secret is: a map with one key of secret_section
  secrets,     // a map of names to scalars, or to where they are
  map,         // a section
  off_or_map,  // the word off, or a section
  maps,        // a map of names to sections
  map_list,    // a list of sections
  item_list,   // a list of scalars and sections
};

/// Where a key may be written, as bits.
enum level : std::uint8_t {
  in_target = 1,
  in_group = 2,
  in_template = 4,
  in_main = 8,
  in_included = 16,
  in_module = 128,  // of blackbox, where most keys of a target mean nothing
};
inline constexpr std::uint8_t everywhere = 0x7F;

/// What the readers of a key insist on beyond its type, as bits.
enum rule : std::uint16_t {
  needed = 1,       // the map is wrong without it
  never_null = 2,   // null is no way back to a built-in value: there is none
  never_empty = 4,  // a list
  never_twice = 8,  // a list that names each thing once
  secret = 16,      // never shown
  many_lines = 32,  // a text that may have line feeds
  nested = 64,      // a map that is read with the one it stands in
  a_path = 128,     // of a file, relative to this one
  elsewhere = 256,  // shown as the value of another key
};

/// What a text must look like, when not every text will do.
enum class text_form : std::uint8_t {
  any,
  host,
  url,
  endpoint,
  address,       // a literal one, without a port
  link_name,     // of a network interface
  dscp,          // 46, or EF
  pattern,       // a regular expression of RE2
  token,         // RFC 9110, section 5.6.2
  status,        // 200, or 200-299
  json_pointer,  // RFC 6901
  variable,      // of an environment
  record_type,   // of DNS
  rcode,
  network,     // 192.0.2.0/24
  port_range,  // 443, or 8000-8999
};

struct section;

struct field {
  std::string_view name;
  value_type type;
  std::string_view doc;
  std::uint8_t where = everywhere;
  std::int64_t least = 0;  // nanoseconds for a duration, bytes for a text
  std::int64_t most = INT64_MAX;
  std::optional<std::int64_t> built_in = {};  // nullopt: none, or worked out as `doc` says
  std::span<const std::string_view> choices = {};
  std::uint16_t rules = 0;
  text_form form = text_form::any;  // of a text, of each of texts, or of the names in a map of scalars
  const section* inside = nullptr;  // what a map, or each map of maps or of a list, may hold
};

/// The keys that one kind of map may hold: those of `fields` whose `where` has a bit of `here`, then all of `more`.
struct section {
  std::string_view name;  // as in "in template 'wan'"
  std::span<const field> fields;
  std::uint8_t here = everywhere;
  std::span<const field> more = {};

  /// `index` counts through `fields` and on through `more`.
  const field& at(std::size_t index) const {
    return index < fields.size() ? fields[index] : more[index - fields.size()];
  }
  std::size_t size() const { return fields.size() + more.size(); }
  bool allows(std::size_t index) const { return (at(index).where & here) != 0; }
  std::optional<std::size_t> find(std::string_view name) const;
};

/// Indices into the tables, in their order.
enum target_key : std::size_t {
  key_name,
  key_host,
  key_url,
  key_port,
  key_probe,
  key_family,
  key_address,
  key_interval,
  key_timeout,
  key_retry,
  key_down_after,
  key_up_after,
  key_paused,
  key_labels,
  key_parent,
  key_use,
  key_tcp,
  key_http,
  key_exec,
  key_dns,
  key_size,
  key_ttl,
  key_dscp,
  key_df,
  key_source,
  key_interface,
  key_mark,
  key_burst,
  target_keys
};
/// Of an icmp target, which has no map of its own.
inline constexpr target_key first_icmp_key = key_size;
inline constexpr target_key last_icmp_key = key_burst;
enum group_key : std::size_t { key_group_name = target_keys, key_group_targets, group_keys };
enum module_key : std::size_t { key_module_probe = target_keys, key_module_timeout, key_module_family, module_keys };
enum top_key : std::size_t {
  key_web,
  key_log,
  key_include,
  key_uplink,
  key_blackbox,
  key_defaults,
  key_templates,
  key_groups,
  key_targets,
  top_keys
};
enum web_key : std::size_t { key_listen, key_lifecycle, key_config_file, web_keys };
enum log_key : std::size_t { key_level, key_format, log_keys };
enum uplink_key : std::size_t { key_uplink_targets, uplink_keys };
enum blackbox_key : std::size_t { key_allow, key_modules, blackbox_keys };
enum allow_key : std::size_t { key_allow_net, key_allow_ports, allow_keys };

/// At least as many as any section has.
inline constexpr std::size_t max_keys = 32;
static_assert(group_keys <= max_keys && top_keys <= max_keys && module_keys <= max_keys);
static_assert(web_keys <= max_keys && log_keys <= max_keys && uplink_keys <= max_keys);

extern const section main_section;
extern const section included_section;
extern const section web_section;
extern const section log_section;
extern const section uplink_section;
extern const section blackbox_section;
extern const section allow_section;
extern const section module_section;
extern const section defaults_section;
extern const section template_section;
extern const section group_section;
extern const section target_section;

/// Label names that the daemon's own series use.
extern const std::span<const std::string_view> reserved_labels;

}  // namespace reachd::config

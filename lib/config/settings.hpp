// SPDX-License-Identifier: Apache-2.0
// The configuration as typed values, all rules applied. Role: what `load` returns and the program runs on; nothing
// here knows YAML. Invariant: names are unique, every value is in its range, templates and groups are already merged.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/tls_settings.hpp"
#include "core/address.hpp"
#include "core/families.hpp"
#include "core/time.hpp"
#include "options/blackbox.hpp"
#include "options/kind.hpp"
#include "options/options.hpp"

namespace reachd::config {

enum class log_level : std::uint8_t { debug, info, warning, error };
enum class log_format : std::uint8_t { logfmt, json };

/// Which addresses of a name are probed: one of them, or each as a target of its own.
enum class address_choice : std::uint8_t { first, all };

/// As a host: the gateway of the default route, whatever its address is.
inline constexpr std::string_view gateway_host = "_gateway";

/// Where a value was written: line and column count from 1.
struct place {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

struct target_settings {
  std::string name;                                         // unique; the `target` label
  std::string host;                                         // literal address without brackets, DNS name, gateway_host
  std::string group;                                        // empty: none
  std::vector<std::pair<std::string, std::string>> labels;  // the user's, for reachd_target_info, in order of keys
  core::nanoseconds interval{};
  core::nanoseconds timeout{};
  core::nanoseconds retry{};            // the interval while a streak is undecided
  std::optional<std::uint32_t> parent;  // index into settings::targets; never the target itself, no cycles
  std::uint32_t down_after = 3;
  std::uint32_t up_after = 2;
  std::uint32_t line = 0;  // where the target stands in `file`
  std::uint16_t file = 0;  // index into settings::files
  std::uint16_t port = 0;  // tcp
  options::kind probe = options::kind::icmp;
  core::families family = core::families::any;  // of the addresses of a name
  address_choice address = address_choice::first;
  bool paused = false;
  options::any asks;                             // of that kind, or none
  std::shared_ptr<const std::string> asks_yaml;  // the same, as it is shown; nullptr: nothing is said of it
};

/// Of an HTTP probe; empty for others.
std::string url_of(const target_settings& target);

/// How to judge our own link.
struct uplink_settings {
  enum class mode : std::uint8_t { automatic, off, targets };

  mode by = mode::automatic;           // automatic: by the gateway of the default route
  std::vector<std::uint32_t> targets;  // indices into settings::targets, at least one, if `by` is targets; each once
};

/// Who may read the pages, as `web.config_file` says.
struct web_access {
  std::optional<access::tls_settings> tls;                   // nullopt: plain HTTP
  std::vector<std::pair<std::string, std::string>> users;    // and their bcrypt hashes; none: anybody may ask
  std::vector<std::pair<std::string, std::string>> headers;  // in every answer

  bool operator==(const web_access&) const = default;
};

struct settings {
  /// nullopt: nothing was written, listen on 127.0.0.1:10094 and [::1]:10094 where the kernel has the family.
  std::optional<std::vector<core::endpoint>> listen;
  bool lifecycle = false;       // whether a reload may be asked for by TCP
  std::string web_config_file;  // its absolute path; empty: none
  web_access access;
  log_level level = log_level::info;
  log_format format = log_format::logfmt;
  uplink_settings uplink;
  std::shared_ptr<const options::blackbox> blackbox;  // nullptr: /probe is off
  std::vector<target_settings> targets;
  /// Of those that spread (config/spread.hpp) what ADDRESS is where NAME/ADDRESS is another target, as written there:
  /// an address of that spelling is none of theirs. By index into `targets`.
  std::map<std::uint32_t, std::vector<std::string>> spoken_for;
  std::vector<std::string> files;  // every file that was read, the main one first
};

}  // namespace reachd::config

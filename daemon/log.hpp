// SPDX-License-Identifier: Apache-2.0
// What the daemon says about itself. Role: one line per state change and per problem, never per packet, as logfmt or
// JSON on standard error. Owner: main; used on the loop thread. Invariant: whatever stands in a value, such as a name
// from the network, a line stays one line and its fields stay apart.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "config/settings.hpp"

namespace spdlog {
class logger;
}

namespace reachd::daemon {

/// One `key=value` of a line.
struct field {
  std::string_view key;
  std::variant<std::string_view, double, std::uint64_t> value;
};

class log {
 public:
  /// Writes to standard error; where the journal reads that, each line says how severe it is in the journal's way, too.
  log(config::log_level least, config::log_format format);

  /// From the next line on.
  void set(config::log_level least, config::log_format format);

  void debug(std::string_view message, std::initializer_list<field> fields = {});
  void info(std::string_view message, std::initializer_list<field> fields = {});
  void warning(std::string_view message, std::initializer_list<field> fields = {});
  void error(std::string_view message, std::initializer_list<field> fields = {});

 private:
  void write(config::log_level level, std::string_view message, std::initializer_list<field> fields);

  std::shared_ptr<spdlog::logger> out_;
  config::log_format format_{};
};

/// The fields of a line without time and level: `msg="…" key=value` or `"msg":"…","key":"value"`.
std::string format_fields(config::log_format format, std::string_view message, std::initializer_list<field> fields);

}  // namespace reachd::daemon

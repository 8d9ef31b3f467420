// SPDX-License-Identifier: Apache-2.0
#include "daemon/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace reachd::daemon {
namespace {

spdlog::level::level_enum to_spdlog(config::log_level level) {
  switch (level) {
    case config::log_level::debug:
      return spdlog::level::debug;
    case config::log_level::info:
      return spdlog::level::info;
    case config::log_level::warning:
      return spdlog::level::warn;
    case config::log_level::error:
      break;
  }
  return spdlog::level::err;
}

}  // namespace

log::log(config::log_level least, config::log_format format)
    : out_(std::make_shared<spdlog::logger>("reachd", std::make_shared<spdlog::sinks::stderr_sink_st>())) {
  set(least, format);
  out_->flush_on(spdlog::level::debug);
}

void log::set(config::log_level least, config::log_format format) {
  format_ = format;
  const char* pattern = format == config::log_format::json ? R"({"ts":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})"
                                                           : "ts=%Y-%m-%dT%H:%M:%S.%eZ level=%l %v";
  out_->set_pattern(pattern, spdlog::pattern_time_type::utc);
  out_->set_level(to_spdlog(least));
}

void log::write(config::log_level level, std::string_view message, std::initializer_list<field> fields) {
  const auto as = to_spdlog(level);
  if (!out_->should_log(as)) return;
  const std::string line = format_fields(format_, message, fields);
  out_->log(as, spdlog::string_view_t(line.data(), line.size()));
}

void log::debug(std::string_view message, std::initializer_list<field> fields) {
  write(config::log_level::debug, message, fields);
}
void log::info(std::string_view message, std::initializer_list<field> fields) {
  write(config::log_level::info, message, fields);
}
void log::warning(std::string_view message, std::initializer_list<field> fields) {
  write(config::log_level::warning, message, fields);
}
void log::error(std::string_view message, std::initializer_list<field> fields) {
  write(config::log_level::error, message, fields);
}

}  // namespace reachd::daemon

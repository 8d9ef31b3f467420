// SPDX-License-Identifier: Apache-2.0
#include "daemon/probe_log.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace reachd::daemon {
namespace {

constexpr std::size_t most_waiting_bytes = 64 << 20;

std::string_view name_of(core::stamp_source source) {
  switch (source) {
    case core::stamp_source::kernel:
      return "kernel";
    case core::stamp_source::user:
      return "user";
    case core::stamp_source::none:
      break;
  }
  return "none";
}

std::string number_or_null(core::nanoseconds value, bool known) {
  return known ? fmt::format("{}", value.count()) : "null";
}

}  // namespace

core::result<probe_log> probe_log::open(const std::string& path) {
  core::unique_fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (!file) return std::unexpected(core::error::from_errno("cannot open the probe log " + path, errno));
  return probe_log(std::move(file));
}

std::string probe_line(const std::string& target, std::uint64_t sequence, const core::probe_result& how) {
  const std::string name = nlohmann::json(target).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  const core::nanoseconds sent = how.sent.time_since_epoch();
  return fmt::format(R"({{"target":{},"seq":{},"sent_ns":{},"rtt_ns":{},"outcome":"{}","stamps":"{}/{}"}})"
                     "\n",
                     name, sequence, number_or_null(sent, sent.count() != 0),
                     number_or_null(how.rtt, how.outcome == core::outcome::reply), core::name_of(how.outcome),
                     name_of(how.send_stamp), name_of(how.receive_stamp));
}

void probe_log::add(const std::string& target, std::uint64_t sequence, const core::probe_result& how) {
  if (waiting_.size() >= most_waiting_bytes) {
    ++dropped_;
    return;
  }
  waiting_ += probe_line(target, sequence, how);
}

int write_all(int fd, std::string_view lines) {
  while (!lines.empty()) {
    const ssize_t written = ::write(fd, lines.data(), lines.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    lines.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace reachd::daemon

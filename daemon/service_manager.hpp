// SPDX-License-Identifier: Apache-2.0
// What we tell the service manager. Role: datagrams to $NOTIFY_SOCKET as in sd_notify(3), written by ourselves: it is a
// dozen lines and needs no library. Owner: the supervision. Invariant: never blocks; what could not be sent is told by
// `false`. Without a manager every message is sent to nobody and is good.
#pragma once

#include <optional>
#include <string_view>

#include "core/time.hpp"
#include "core/unique_fd.hpp"

namespace reachd::daemon {

class service_manager {
 public:
  /// Nobody.
  service_manager() = default;
  /// `socket_name` is a path, or an abstract name after an '@'; anything else is nobody.
  explicit service_manager(std::string_view socket_name, std::optional<core::nanoseconds> watchdog = std::nullopt);

  /// By NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID, which are taken out of the environment: what we start is not
  /// the service. Before the first thread.
  static service_manager from_environment();

  bool present() const { return static_cast<bool>(socket_); }
  /// How long the manager waits for feed_watchdog() before it takes us for dead; none: it does not wait.
  std::optional<core::nanoseconds> watchdog() const { return watchdog_; }

  /// READY=1, after the start and after each reload.
  bool ready() const { return send("READY=1"); }
  /// A reload begins; `now` tells the manager which of two it is. ready() ends it, whatever came of it.
  bool reloading(core::instant now) const;
  bool stopping() const { return send("STOPPING=1\nSTATUS=stopping"); }
  bool feed_watchdog() const { return send("WATCHDOG=1"); }
  /// One line for people.
  bool status(std::string_view line) const;

 private:
  bool send(std::string_view message) const;

  core::unique_fd socket_;  // connected
  std::optional<core::nanoseconds> watchdog_;
};

}  // namespace reachd::daemon

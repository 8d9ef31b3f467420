// SPDX-License-Identifier: Apache-2.0
// A network namespace of our own with a TUN device whose other end is us. Role: traffic of the tests never meets the
// machine's network. Both vanish with the last process inside.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "core/unique_fd.hpp"

namespace reachd::test_wire {

/// Moves this process into a new network namespace (in a user namespace too, where only that is allowed).
std::expected<void, std::string> enter_namespace();

/// The far end of a new TUN device: a non-blocking file that reads and writes whole IP packets.
std::expected<core::unique_fd, std::string> open_tun(const std::string& name);

struct device_settings {
  std::string name = "wire0";
  unsigned mtu = 1500;
  std::string local4 = "192.0.2.1";
  std::string local6 = "2001:db8:ffff::1";
  std::vector<std::string> networks;  // routed to the device: "10.77.0.0/16"
};

/// Loopback and device up, addresses and routes set, no reverse path filter.
std::expected<void, std::string> configure(const device_settings& settings);

}  // namespace reachd::test_wire

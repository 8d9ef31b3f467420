// SPDX-License-Identifier: Apache-2.0
// A network namespace whose routes the test sets with ip(8): test0 is a TUN device with 192.0.2.1/24 and
// 2001:db8::1/64, veth0 a cable to veth1 with 198.51.100.1/24 and 2001:db8:1::1/64. Nobody answers at the other ends.
#pragma once

#include <doctest/doctest.h>
#include <poll.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>

#include "route/table.hpp"
#include "support/packets.hpp"
#include "support/private_network.hpp"
#include "support/skip.hpp"

namespace reachd::test {

class kernel_routes {
 public:
  /// False: the case was told to be skipped.
  static bool possible() {
    static const bool tool = std::system("PATH=$PATH:/usr/sbin:/sbin ip -V >/dev/null 2>&1") == 0;
    if (private_network::possible() && tool) return true;
    support::skipped(tool ? "root and /dev/net/tun are needed" : "ip(8) is not installed");
    return false;
  }

  kernel_routes() {
    run("link set lo up\n"
        "link add veth0 type veth peer name veth1\n"
        "link set veth0 up\n"
        "link set veth1 up\n"
        "addr add 198.51.100.1/24 dev veth0\n"
        "addr add 2001:db8:1::1/64 dev veth0 nodad\n");
  }

  /// Lines of `ip -batch`, all of which must succeed.
  static void run(const std::string& lines) {
    std::FILE* tool = ::popen("PATH=$PATH:/usr/sbin:/sbin ip -batch -", "w");
    REQUIRE(tool != nullptr);
    std::fputs(lines.c_str(), tool);
    CAPTURE(lines);
    REQUIRE(::pclose(tool) == 0);
  }
  static void set(const std::string& sysctl, const std::string& value) {
    REQUIRE(static_cast<bool>(std::ofstream("/proc/sys/net/" + sysctl) << value << std::flush));
  }
  static std::uint32_t index(const char* name) { return if_nametoindex(name); }

  static std::unique_ptr<route::table> open() {
    auto table = route::table::open();
    REQUIRE_MESSAGE(table.has_value(), (table ? std::string() : table.error().message()));
    return std::move(*table);
  }
  static void refresh(route::table& table) {
    for (bool done = false; !done;) {
      const auto read = table.refresh();
      REQUIRE(read.has_value());
      done = *read;
    }
  }
  /// Drains what waits and refreshes: ip(8) has come back, so all but carrier changes are told already.
  static void follow(route::table& table) {
    while (readable(table, 0)) table.drain();
    refresh(table);
  }
  /// Follows the notifications until `condition` holds; false when they end first.
  template <typename Condition>
  static bool follow_until(route::table& table, Condition condition) {
    using clock = std::chrono::steady_clock;
    const auto deadline = clock::now() + std::chrono::seconds(30);
    for (follow(table); !condition(); follow(table)) {
      if (clock::now() > deadline) return false;
      readable(table, 1000);
    }
    return true;
  }

 private:
  static bool readable(const route::table& table, int milliseconds) {
    pollfd ready{.fd = table.fd(), .events = POLLIN | POLLPRI, .revents = 0};
    return ::poll(&ready, 1, milliseconds) > 0;
  }

  private_network network_;
};

}  // namespace reachd::test

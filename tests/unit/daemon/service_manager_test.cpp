// SPDX-License-Identifier: Apache-2.0
#include "daemon/service_manager.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "support/notify_socket.hpp"

using namespace std::chrono_literals;
using reachd::core::instant;
using reachd::daemon::service_manager;
using reachd::test::notify_socket;

TEST_CASE("messages are the datagrams of sd_notify, to a path and to an abstract name") {
  for (const bool abstract : {false, true}) {
    const notify_socket heard(abstract);
    const service_manager manager(heard.name());
    REQUIRE(manager.present());
    CHECK(manager.ready());
    CHECK(heard.next() == "READY=1");
    CHECK(manager.reloading(instant(1'234'567'890ns)));
    CHECK(heard.next() == "RELOADING=1\nMONOTONIC_USEC=1234567");
    CHECK(manager.feed_watchdog());
    CHECK(heard.next() == "WATCHDOG=1");
    CHECK(manager.stopping());
    CHECK(heard.next() == "STOPPING=1\nSTATUS=stopping");
    CHECK(heard.next().empty());
  }
}

TEST_CASE("a status stays one line: what it shows cannot say READY or STOPPING") {
  const notify_socket heard;
  CHECK(service_manager(heard.name()).status("3 targets: 3 up\nSTOPPING=1"));
  CHECK(heard.next() == "STATUS=3 targets: 3 up STOPPING=1");
}

TEST_CASE("a manager that does not read keeps nobody waiting") {
  const notify_socket deaf;
  const service_manager manager(deaf.name());
  int sent = 0;
  while (manager.feed_watchdog()) ++sent;
  CHECK(sent > 0);
  CHECK_FALSE(manager.ready());
  while (!deaf.next().empty()) --sent;
  CHECK(sent == 0);
  CHECK(manager.ready());
}

TEST_CASE("without a manager, or with a name that is none, everything goes to nobody") {
  const std::string too_long = "/" + std::string(200, 'x');
  for (const std::string& name : {std::string(), std::string("relative"), std::string("@"), std::string("vsock:2:9"),
                                  std::string("/nobody/listens/here"), too_long}) {
    const service_manager nobody(name, 1s);
    CHECK_FALSE(nobody.present());
    CHECK_FALSE(nobody.watchdog().has_value());
    CHECK(nobody.ready());
  }
}

TEST_CASE("the environment is read once: what we start does not speak for us") {
  const notify_socket heard;
  const auto set = [&](const char* usec, const std::string& pid) {
    setenv("NOTIFY_SOCKET", heard.name().c_str(), 1);
    setenv("WATCHDOG_USEC", usec, 1);
    setenv("WATCHDOG_PID", pid.c_str(), 1);
    return service_manager::from_environment();
  };
  CHECK(set("30000000", std::to_string(getpid())).watchdog() == 30s);
  for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) CHECK(std::getenv(name) == nullptr);
  CHECK_FALSE(service_manager::from_environment().present());
  CHECK_FALSE(set("30000000", std::to_string(getppid())).watchdog().has_value());
  for (const char* usec : {"0", "", "-1", "30s", "99999999999999999999", "18446744073709551615"}) {
    const service_manager manager = set(usec, std::to_string(getpid()));
    CHECK(manager.present());
    CHECK_FALSE(manager.watchdog().has_value());
  }
}

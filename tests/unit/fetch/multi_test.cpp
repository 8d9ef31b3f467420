// SPDX-License-Identifier: Apache-2.0
#include "fetch/multi.hpp"

#include <dirent.h>
#include <doctest/doctest.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "web.hpp"

using reachd::async::task;
using reachd::fetch::outcome;
using reachd::test::plan;
using reachd::test::web;

namespace {

const char* const answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// Asks again and again, each time another host by name.
task<void> ask_in_turn(web& server, int times, int& good) {
  for (int time = 0; time < times; ++time) {
    auto asked = server.to_server();
    asked.authority = "host-" + std::to_string(time) + ".test:" + std::to_string(1024 + time % 60'000);
    auto got = co_await server.client.get(asked);
    good += got && got->body == "ok";
  }
}

std::size_t heap_bytes() { return mallinfo2().uordblks; }

std::ptrdiff_t entries_of(const char* folder) {
  const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(folder), ::closedir);
  std::ptrdiff_t count = 0;
  while (::readdir(open.get()) != nullptr) ++count;
  return count;
}

}  // namespace

TEST_CASE("nothing grows with the number of requests to changing hosts, and no thread is started") {
  web server;
  int good = 0;
  server.run(ask_in_turn(server, 500, good), plan{.answer = answer});
  const std::size_t heap = heap_bytes();
  const auto descriptors = entries_of("/proc/self/fd");
  const auto threads = entries_of("/proc/self/task");
  for (int round = 0; round < 4; ++round) {
    server.seen.clear();
    server.seen.shrink_to_fit();
    server.run(ask_in_turn(server, 500, good), plan{.answer = answer});
  }
  server.seen.clear();
  server.seen.shrink_to_fit();
  CHECK(good == 2500);
  // An entry of libcurl's cache of names alone would be some 300 bytes for each of 2,000 hosts.
  CHECK(heap_bytes() < heap + 100'000);
  CHECK(entries_of("/proc/self/fd") == descriptors);
  CHECK(entries_of("/proc/self/task") == threads);
}

TEST_CASE("its descriptor is gone with it") {
  const auto before = entries_of("/proc/self/fd");
  {
    reachd::uv::loop on;
    const reachd::fetch::multi many(on, "reachd/test");
  }
  CHECK(entries_of("/proc/self/fd") == before);
}

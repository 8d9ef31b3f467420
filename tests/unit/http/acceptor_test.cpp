// SPDX-License-Identifier: Apache-2.0
#include "http/acceptor.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <atomic>
#include <vector>

#include "support/http_client.hpp"
#include "support/http_fixture.hpp"

using namespace std::chrono_literals;
using reachd::async::task;
using reachd::http::limits;
using reachd::http::request;
using reachd::http::response;
using reachd::http::routes;
using reachd::test::http_answer;
using reachd::test::http_client;
using reachd::test::http_fixture;

namespace {

task<response> hello(request) { co_return response::text(200, "hello"); }

routes pages() {
  routes all;
  all.add("GET", "/", hello);
  return all;
}

limits patient(std::size_t connections) {
  limits bounds;
  bounds.connections = connections;
  bounds.header = bounds.idle = bounds.write = 1h;
  return bounds;
}

/// Takes every descriptor of the process but those that are there already.
class all_descriptors {
 public:
  all_descriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit low = before_;
    low.rlim_cur = 256;
    ::setrlimit(RLIMIT_NOFILE, &low);
    for (int fd = ::dup(2); fd >= 0; fd = ::dup(2)) taken_.emplace_back(fd);
  }
  ~all_descriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
  std::vector<reachd::core::unique_fd> taken_;
};

/// While `greedy`, takes each descriptor that became free, in every turn and after the server.
class greedy_neighbour final : private reachd::async::turn_port {
 public:
  explicit greedy_neighbour(reachd::uv::loop& on) { on.scheduler().add(*this); }

  std::atomic<bool> greedy = false;

 private:
  bool drain(reachd::core::instant) override { return take_all(); }
  bool flush() override { return take_all(); }
  bool take_all() {
    for (int fd = -1; greedy && (fd = ::dup(2)) >= 0;) taken_.emplace_back(fd);
    return true;
  }

  std::vector<reachd::core::unique_fd> taken_;
};

}  // namespace

TEST_CASE("a scraper gets in past any number of half-open connections") {
  http_fixture fixture(pages(), patient(8));
  int served = 0;
  fixture.run([&] {
    std::vector<http_client> half_open;
    for (int i = 0; i < 300; ++i) {
      half_open.emplace_back(fixture.at).send("GET / HTTP/1.1\r\n");
      if (i % 20 == 0 && http_client(fixture.at).get("/").status == 200) ++served;
    }
    if (http_client(fixture.at).get("/").status == 200) ++served;
  });
  CHECK(served == 16);
  CHECK(fixture.server.counts().open == 0);
  CHECK(fixture.server.counts().evicted >= 300 - 8);
  CHECK(fixture.server.counts().rejected == 0);
}

TEST_CASE("connections that are used stay while waiting ones make room") {
  http_fixture fixture(pages(), patient(4));
  std::vector<int> statuses;
  fixture.run([&] {
    std::vector<http_client> others;
    for (int i = 0; i < 20; ++i) {
      others.emplace_back(fixture.at).send("GET");
      statuses.push_back(http_client(fixture.at).get("/", "Connection: close\r\n").status);
    }
  });
  CHECK(statuses == std::vector<int>(20, 200));
}

TEST_CASE("the server answers while the process has no descriptor left") {
  http_fixture fixture(pages(), patient(8));
  http_answer first, second, third;
  fixture.run([&] {
    std::vector<http_client> clients;
    for (int i = 0; i < 3; ++i) clients.emplace_back(reachd::core::family::v4);
    const all_descriptors none_left;
    clients[0].connect(fixture.at);
    first = clients[0].get("/");
    clients[1].connect(fixture.at);
    second = clients[1].get("/");
    clients[1].close();
    clients[2].connect(fixture.at);
    third = clients[2].get("/");
  });
  CHECK(first.status == 200);
  CHECK(second.status == 200);
  CHECK(third.status == 200);
}

TEST_CASE("a descriptor that a client gives back is kept for the next one") {
  http_fixture fixture(pages(), patient(8));
  greedy_neighbour neighbour(fixture.on);
  std::vector<int> statuses;
  fixture.run([&] {
    std::vector<http_client> clients;
    for (int i = 0; i < 3; ++i) clients.emplace_back(reachd::core::family::v4);
    const all_descriptors none_left;
    neighbour.greedy = true;
    for (http_client& client : clients) {
      client.connect(fixture.at);
      statuses.push_back(client.get("/", "Connection: close\r\n").status);
    }
    neighbour.greedy = false;
  });
  CHECK(statuses == std::vector<int>(3, 200));
}

// SPDX-License-Identifier: Apache-2.0
#include "daemon/web_access.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "async/scope.hpp"
#include "async/sleep.hpp"

using reachd::async::live_frames;
using reachd::async::task;
using reachd::config::web_access;
using reachd::http::request;

namespace {

// Of "secret" and of "other", at cost 4.
const std::string of_secret = "$2b$04$CtKBs3LS9s3k0zCKG9HQsO4X4R1f1r7bNt8uBZLKLpqTRAVdcUMJK";
const std::string of_other = "$2b$04$qREOauoKsBuuofH6f8J0zezhFFG37twe5YQ2UeAd7ijeoZ9GLhraC";

// Of "secret", at cost 11: a tenth of a second, which is many turns.
const std::string of_dear = "$2b$11$Y5fAggCWXFmKTUpmXiRkAum94DoRv04BJSJVqq/P213LgXD0r5Dse";

struct door {
  /// The status that is answered; 0: admitted.
  task<void> knock(request asked, int& status) {
    auto refusal = co_await access.admit(asked);
    status = refusal ? static_cast<int>(refusal->status) : 0;
  }
  task<void> a_while() {
    const auto until = loop.scheduler().now() + std::chrono::milliseconds(5);
    co_await reachd::async::sleep_until(loop.scheduler(), until);
  }
  int knock(std::optional<reachd::http::user_password> with) {
    request asked;
    asked.credentials = std::move(with);
    int status = -1;
    loop.run(knock(std::move(asked), status));
    return status;
  }
  void use(std::vector<std::pair<std::string, std::string>> users) {
    web_access wanted;
    wanted.users = std::move(users);
    REQUIRE(access.change(server, wanted).has_value());
  }

  reachd::uv::loop loop;
  reachd::daemon::web_access access{loop};
  reachd::http::server server{loop, {}};
};

}  // namespace

TEST_CASE("without users everybody is admitted") {
  door to;
  CHECK(to.knock(std::nullopt) == 0);
  CHECK(live_frames() == 0);
}

TEST_CASE("only the right password of a known user opens, each time it is asked") {
  door to;
  to.use({{"ann", of_secret}, {"bob", of_other}});
  for (int round = 0; round < 2; ++round) {
    CHECK(to.knock(std::nullopt) == 401);
    CHECK(to.knock({{"ann", "secret"}}) == 0);
    CHECK(to.knock({{"ann", "other"}}) == 401);
    CHECK(to.knock({{"bob", "other"}}) == 0);
    CHECK(to.knock({{"carl", "secret"}}) == 401);
    CHECK(to.knock({{"", ""}}) == 401);
  }
}

TEST_CASE("guesses that would wait behind many others are sent away, and each of the others is judged") {
  door to;
  to.use({{"ann", of_secret}});
  std::vector<int> statuses(20, -1);
  const auto all = [&]() -> task<void> {
    reachd::async::scope work(to.loop.ready());
    for (std::size_t guess = 0; guess < statuses.size(); ++guess) {
      request asked;
      asked.credentials = {"ann", std::to_string(guess)};
      work.spawn(to.knock(std::move(asked), statuses[guess]));
    }
    co_await work.join();
  };
  to.loop.run(all());
  CHECK(std::ranges::count(statuses, 503) == 20 - 9);  // one is checked, eight wait
  CHECK(std::ranges::count(statuses, 401) == 9);
  CHECK(to.knock({{"ann", "secret"}}) == 0);
}

TEST_CASE("a check whose client has gone still holds its turn") {
  door to;
  to.use({{"ann", of_dear}});
  int gone = -1, after = -1;
  const auto both = [&]() -> task<void> {
    reachd::async::scope leaving(to.loop.ready());
    reachd::async::scope staying(to.loop.ready());
    request first;
    first.credentials = {"ann", "guess"};
    leaving.spawn(to.knock(std::move(first), gone));
    co_await to.a_while();
    leaving.request_stop();
    co_await leaving.join();
    request second;
    second.credentials = {"ann", "other"};
    staying.spawn(to.knock(std::move(second), after));
    co_await to.a_while();
    CHECK(to.access.waiting() == 1);
    co_await staying.join();
  };
  to.loop.run(both());
  CHECK(gone == 503);
  CHECK(after == 401);
}

TEST_CASE("a change of users holds at once") {
  door to;
  to.use({{"ann", of_secret}});
  CHECK(to.knock({{"ann", "secret"}}) == 0);
  to.use({{"ann", of_other}});
  CHECK(to.knock({{"ann", "secret"}}) == 401);
  CHECK(to.knock({{"ann", "other"}}) == 0);
  to.use({});
  CHECK(to.knock(std::nullopt) == 0);
}

TEST_CASE("TLS that cannot be set up leaves all as it was") {
  door to;
  to.use({{"ann", of_secret}});
  web_access bad;
  bad.tls.emplace();
  CHECK_FALSE(to.access.change(to.server, bad).has_value());
  CHECK(to.knock(std::nullopt) == 401);
}

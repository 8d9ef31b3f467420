// SPDX-License-Identifier: Apache-2.0
#include "daemon/web_access.hpp"

#include <doctest/doctest.h>

#include "async/scope.hpp"

using reachd::async::live_frames;
using reachd::async::task;
using reachd::config::web_access;
using reachd::http::request;

namespace {

// Of "secret" and of "other", at cost 4.
const std::string of_secret = "$2b$04$CtKBs3LS9s3k0zCKG9HQsO4X4R1f1r7bNt8uBZLKLpqTRAVdcUMJK";
const std::string of_other = "$2b$04$qREOauoKsBuuofH6f8J0zezhFFG37twe5YQ2UeAd7ijeoZ9GLhraC";

struct door {
  /// The status that is answered; 0: admitted.
  task<void> knock(request asked, int& status) {
    auto refusal = co_await access.admit(asked);
    status = refusal ? static_cast<int>(refusal->status) : 0;
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

// SPDX-License-Identifier: Apache-2.0
// Where an HTTP probe goes when it is sent elsewhere, and what it says there.
#include <doctest/doctest.h>

#include "unit/probe/web_probe.hpp"

using namespace std::chrono_literals;
using namespace reachd;
using core::outcome;
using stats::reading_kind;
using test::holds;
using test::http_answer;
using test::redirect_to;
using test::web_probe;
using test::web_server;

namespace {

options::http following(std::uint32_t most = 5) {
  options::http how;
  how.follow = most;
  how.basic = {"user", options::secret_text{"open sesame"}};
  return how;
}

const std::string credentials = "Authorization: Basic dXNlcjpvcGVuIHNlc2FtZQ==\r\n";

}  // namespace

TEST_CASE("a redirect that is not followed is the answer") {
  web_probe f;
  web_server server({redirect_to("/next"), http_answer("200 OK")});
  const auto got = f.ask(server.port());
  CHECK(got.how.outcome == outcome::mismatch);
  CHECK(got.problem == "the status is 302, expected 200-299");
  CHECK(server.asked().size() == 1);
}

TEST_CASE("one that is followed is a request of its own, and its last answer counts") {
  web_probe f;
  web_server server({redirect_to("/next?x=1"), redirect_to("last"), http_answer("200 OK", "end")});
  const auto got = f.ask(server.port(), following());
  CAPTURE(got.problem);
  CHECK(got.how.outcome == outcome::reply);
  CHECK(got.value(reading_kind::http_redirects) == 2);
  CHECK(got.value(reading_kind::http_body_bytes) == 3);
  REQUIRE(server.asked().size() == 3);
  CHECK(server.asked()[1].starts_with("GET /next?x=1 "));
  CHECK(server.asked()[2].starts_with("GET /last "));
  for (const std::string& each : server.asked()) CHECK(holds(each, credentials));
  CHECK(f.names.asked == 0);
}

TEST_CASE("a loop, and any chain that is longer than wanted, ends with the redirect as its answer") {
  web_probe f;
  web_server server({redirect_to("/")});
  const auto got = f.ask(server.port(), following(3));
  CHECK(got.how.outcome == outcome::mismatch);
  CHECK(got.problem == "the status is 302, expected 200-299");
  CHECK(got.value(reading_kind::http_redirects) == 3);
  CHECK(server.asked().size() == 4);
}

TEST_CASE("another host is looked up by us, and hears no secret") {
  web_probe f;
  f.names.table["other.test"] = {"127.0.0.1"};
  web_server other({http_answer("200 OK")});
  web_server server({redirect_to("http://other.test:" + std::to_string(other.port()) + "/there")});
  options::http how = following();
  how.headers = {{"X-Key", options::secret_text{"the key"}}};
  const auto got = f.ask(server.port(), how);
  CAPTURE(got.problem);
  CHECK(got.how.outcome == outcome::reply);
  CHECK(f.names.asked == 1);
  CHECK(got.value(reading_kind::phase, "resolve") > 0.005);
  REQUIRE(other.asked().size() == 1);
  const std::string asked = other.asked().front();
  CHECK(asked.starts_with("GET /there "));
  CHECK(holds(asked, "Host: other.test:" + std::to_string(other.port()) + "\r\n"));
  CHECK_FALSE(holds(asked, "Authorization"));
  CHECK_FALSE(holds(asked, "X-Key"));
  CHECK(holds(server.asked().front(), credentials));
}

TEST_CASE("a redirect leads to no address of another family") {
  web_probe f;
  f.families = core::families::v6;
  f.pinned = false;
  f.names.table["other.test"] = {"127.0.0.1"};
  for (const std::string host : {"other.test", "127.0.0.9"}) {
    web_server server({redirect_to("http://" + host + ":1/there")});
    const auto got = f.ask(server.port(), following());
    CAPTURE(host);
    CHECK(got.how.outcome == outcome::mismatch);
    CHECK(got.problem.starts_with("the redirect leads to '" + host + "': "));
  }
}

TEST_CASE("from the one address of a name that is meant a redirect leads to its family, whatever the target asks for") {
  web_probe f;
  web_server other({http_answer("200 OK")});
  const std::string place = "other.test:" + std::to_string(other.port());
  for (const auto families : {core::families::any, core::families::both}) {
    f.families = families;
    f.names.table["other.test"] = {"::1", "127.0.0.1"};
    web_server server({redirect_to("http://" + place + "/")});
    CHECK(f.ask(server.port(), following()).how.outcome == outcome::reply);
    f.names.table["other.test"] = {"::1"};
    web_server again({redirect_to("http://" + place + "/")});
    CHECK(f.ask(again.port(), following()).problem.starts_with("the redirect leads to 'other.test': "));
  }
}

TEST_CASE("another port is another origin") {
  web_probe f;
  web_server other({http_answer("200 OK")});
  web_server server({redirect_to("http://" + other.place() + "/", "307 Temporary Redirect")});
  options::http how = following();
  how.method = "POST";
  how.body = "the body";
  CHECK(f.ask(server.port(), how).how.outcome == outcome::reply);
  REQUIRE(other.asked().size() == 1);
  CHECK(other.asked().front().starts_with("POST / "));
  CHECK_FALSE(holds(other.asked().front(), "Authorization"));
  CHECK_FALSE(holds(other.asked().front(), "the body"));
  CHECK(f.names.asked == 0);
}

TEST_CASE("back at its origin it says again who it is") {
  web_probe f;
  web_server origin({http_answer("500 Not Yet")});
  web_server other({redirect_to("http://" + origin.place() + "/back")});
  origin.answers = {redirect_to("http://" + other.place() + "/"), http_answer("200 OK")};
  CHECK(f.ask(origin.port(), following()).how.outcome == outcome::reply);
  REQUIRE(origin.asked().size() == 2);
  CHECK(origin.asked()[1].starts_with("GET /back "));
  CHECK(holds(origin.asked()[1], credentials));
  CHECK_FALSE(holds(other.asked().front(), "Authorization"));
}

TEST_CASE("back at the host of its url it asks the address that is probed, whichever else the name has") {
  web_probe f;
  f.host = "many.test";
  f.names.table["many.test"] = {"127.0.0.9"};
  web_server origin({http_answer("500 Not Yet")});
  const std::string home = "http://many.test:" + std::to_string(origin.port());
  web_server other({redirect_to(home + "/back")});
  origin.answers = {redirect_to("http://" + other.place() + "/"), http_answer("200 OK")};
  CHECK(f.ask(origin.port(), following()).how.outcome == outcome::reply);
  CHECK(origin.asked().size() == 2);
  CHECK(f.names.asked == 0);
}

TEST_CASE("a POST is a GET after 302 and stays a POST after 307") {
  for (const auto& [status, method] : {std::pair("302 Found", "GET"), std::pair("303 See Other", "GET"),
                                       std::pair("307 Temporary Redirect", "POST")}) {
    CAPTURE(status);
    web_probe f;
    web_server server({redirect_to("/next", status), http_answer("200 OK")});
    options::http how = following();
    how.method = "POST";
    how.body = "the body";
    CHECK(f.ask(server.port(), how).how.outcome == outcome::reply);
    REQUIRE(server.asked().size() == 2);
    CHECK(server.asked()[1].starts_with(method));
    CHECK(holds(server.asked()[1], "Content-Length: 8\r\n") == (std::string(method) == "POST"));
  }
}

TEST_CASE("a redirect that leads nowhere is a mismatch that says why") {
  web_probe f;
  f.names.table["empty.test"] = {};
  const std::pair<const char*, const char*> cases[] = {
      {"ftp://127.0.0.1/", "the redirect leads nowhere: "},
      {"file:///etc/passwd", "the redirect leads nowhere: "},
      {"http://user@127.0.0.1/", "the redirect leads nowhere: "},
      {"http://127.0.0.1:99999/", "the redirect leads nowhere: "},
      {"http://unknown.test/", "the redirect leads to 'unknown.test': no such name"},
      {"http://empty.test/", "the redirect leads to 'empty.test': it has no address"}};
  for (const auto& [where, problem] : cases) {
    CAPTURE(where);
    web_server server({redirect_to(where)});
    const auto got = f.ask(server.port(), following());
    CHECK(got.how.outcome == outcome::mismatch);
    CHECK(got.problem.starts_with(problem));
    CHECK(got.told(reading_kind::phase, "connect"));
    CHECK(server.asked().size() == 1);
  }
}

TEST_CASE("a redirect to where nobody listens is refused") {
  web_probe f;
  web_server server({redirect_to("http://127.0.0.1:" + std::to_string(test::closed_port()) + "/")});
  CHECK(f.ask(server.port(), following()).how.outcome == outcome::refused);
}

TEST_CASE("a lookup that does not end is lost") {
  web_probe f;
  f.names.delay = 1h;
  const web_server server({redirect_to("http://slow.test/")});
  CHECK(f.ask(server.port(), following(), 200ms).how.outcome == outcome::lost);
}

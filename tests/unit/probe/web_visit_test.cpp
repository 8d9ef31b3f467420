// SPDX-License-Identifier: Apache-2.0
// What a visit does that no target asks for: it keeps to a list, names the host otherwise and gives an account.
#include "probe/web_visit.hpp"

#include <doctest/doctest.h>

#include "unit/probe/web_probe.hpp"

using namespace reachd;
using core::outcome;
using test::holds;
using test::http_answer;
using test::redirect_to;
using test::web_probe;
using test::web_server;

namespace {

struct visited : web_probe {
  probe::web_visit what;
  probe::account told;
  options::allow_list within{{{core::network::parse("127.0.0.1/32").value(), {}}}};

  probe::reply visit(const web_server& server, options::http how) {
    what.how = std::make_shared<const options::http>(std::move(how));
    what.first = {what.how->secure, "127.0.0.1", server.port(), server.place(), "/"};
    what.address = core::address::parse("127.0.0.1").value();
    what.tell = &told;
    const probe::web_means with{loop, client, names, contexts};
    return loop.run(probe::visit(with, what));
  }
};

options::http following() {
  options::http how;
  how.follow = 5;
  how.bearer = options::secret_text{"t0ken-of-the-test", options::text_source::environment, "TOKEN"};
  return how;
}

}  // namespace

TEST_CASE("an account tells requests and answers, and no secret that a server repeats") {
  visited f;
  web_server server({redirect_to("/next?t0ken-of-the-test"), http_answer("200 OK", "hello")});
  CHECK(f.visit(server, following()).how.outcome == outcome::reply);
  CHECK(f.told.redirects == 1);
  REQUIRE(f.told.web);
  CHECK(f.told.web->status == 200);
  CHECK(f.told.web->version == "1.1");
  CHECK(f.told.web->body_bytes == 5);
  REQUIRE(f.told.steps.size() == 4);
  CHECK(f.told.steps[0].what == "GET http://" + server.place() + "/ to " + server.place());
  CHECK(f.told.steps[1].what == "HTTP/1.1 302, Location: /next?***");
  CHECK(f.told.steps[2].what == "GET http://" + server.place() + "/next?*** to " + server.place());
  CHECK(f.told.steps[3].what == "HTTP/1.1 200");
}

TEST_CASE("where it may not go it does not go, from the first hop on") {
  visited f;
  f.what.within = &f.within;
  web_server elsewhere({http_answer("200 OK")});
  web_server server({redirect_to("http://127.0.0.2:" + std::to_string(elsewhere.port()) + "/")});
  CHECK(f.visit(server, following()).how.outcome == outcome::mismatch);
  CHECK(f.told.forbidden == "127.0.0.2:" + std::to_string(elsewhere.port()));
  f.told.forbidden.reset();
  const options::allow_list nowhere;
  f.what.within = &nowhere;
  CHECK(f.visit(server, following()).how.outcome == outcome::mismatch);
  CHECK(f.told.forbidden == server.place());
  CHECK(server.asked().size() == 1);
}

TEST_CASE("another name for the host goes to its origin alone") {
  visited f;
  f.what.host_header = "named.test";
  web_server other({http_answer("200 OK")});
  web_server server({redirect_to("/next"), redirect_to("http://" + other.place() + "/")});
  CHECK(f.visit(server, following()).how.outcome == outcome::reply);
  REQUIRE(server.asked().size() == 2);
  CHECK(holds(server.asked()[0], "Host: named.test\r\n"));
  CHECK(holds(server.asked()[1], "Host: named.test\r\n"));
  CHECK(holds(other.asked().front(), "Host: " + other.place() + "\r\n"));
}

TEST_CASE("a body that does not match is told apart from a status") {
  visited f;
  options::http how;
  how.body_pattern = match::pattern::compile("farewell").value();
  web_server server({http_answer("200 OK", "welcome"), http_answer("404 Not Found", "welcome")});
  f.visit(server, how);
  CHECK(f.told.pattern_missed);
  f.visit(server, how);
  CHECK_FALSE(f.told.pattern_missed);
}

TEST_CASE("an answer over TLS comes with what the handshake showed, verified or not") {
  test::wanted what;
  what.alternative = "IP:127.0.0.1";
  const test::identity own = test::issue(what);
  web_server server({http_answer("200 OK")}, &own);
  visited f;
  options::http how;
  how.secure = true;
  how.tls.insecure = true;
  CHECK(f.visit(server, how).how.outcome == outcome::reply);
  REQUIRE(f.told.tls);
  CHECK(f.told.tls->shown);
  CHECK_FALSE(f.told.tls->judged.ok());
  f.told.tls.reset();
  how.tls.insecure = false;
  CHECK(f.visit(server, how).how.outcome == outcome::mismatch);
  CHECK_FALSE(f.told.tls);
}

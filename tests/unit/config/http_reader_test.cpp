// SPDX-License-Identifier: Apache-2.0
#include "config/http_reader.hpp"

#include "workspace.hpp"

namespace reachd::config {
namespace {

/// The options of one target with `http: TEXT`.
struct loaded {
  explicit loaded(const std::string& text, const std::string& more = "") {
    here.write("token", "canary\n");
    here.write("broken", "one\ntwo");
    result = here.load("targets: [{url: 'https://a.test:8443/x?y', http: " + text + "}]\n" + more);
  }
  const options::http& get() const {
    CAPTURE(render(result.problems));
    REQUIRE(result.ok());
    return *options::get<options::http>(result.value.targets.front().asks);
  }
  std::string problem() const { return first_of(result.problems); }

  workspace here;
  load_result result;
};

}  // namespace

TEST_CASE("what is built in") {
  const loaded one("{}");
  const options::http& how = one.get();
  CHECK(how.secure);
  CHECK(how.authority == "a.test:8443");
  CHECK(how.path == "/x?y");
  CHECK(how.method == "GET");
  CHECK(how.follow == 0);
  CHECK(how.http2);
  CHECK(how.max_bytes == 1'048'576);
  REQUIRE(how.status.size() == 1);
  CHECK(how.status[0] == options::status_range{200, 299});
}

TEST_CASE("all that can be said is read") {
  const loaded one(
      "{method: PATCH, headers: {B: 2, A: {file: token}}, body: \"a\\nb\", auth: {user: me, password: {file: token}}, "
      "follow: 4, expect: {status: [404, 500-503], body: ok$, json: {/a: 1, /b: \"1\", /c: null}}, "
      "tls: {server_name: b.test, insecure: true, warn_before: 14d}, http2: false, max_bytes: 10}");
  const options::http& how = one.get();
  CHECK(how.method == "PATCH");
  REQUIRE(how.headers.size() == 2);
  CHECK(how.headers[0].first == "A");
  CHECK(how.headers[0].second.value == "canary");
  CHECK(how.headers[1].second.value == "2");
  CHECK(how.body == "a\nb");
  CHECK(how.basic->first == "me");
  CHECK(how.basic->second.value == "canary");
  CHECK(how.follow == 4);
  REQUIRE(how.status.size() == 2);
  CHECK(how.status[1] == options::status_range{500, 503});
  CHECK(how.body_pattern->text() == "ok$");
  REQUIRE(how.json.size() == 3);
  CHECK(how.json[0] == match::json_field{"/a", "1", false});
  CHECK(how.json[1] == match::json_field{"/b", "1", true});
  CHECK(how.json[2] == match::json_field{"/c", "null", false});
  CHECK(how.tls.server_name == "b.test");
  CHECK(how.tls.insecure);
  CHECK(how.tls.warn_before == std::chrono::hours(14 * 24));
  CHECK_FALSE(how.http2);
  CHECK(how.max_bytes == 10);
}

TEST_CASE("a body makes it a POST, unless another method is wanted") {
  CHECK(loaded("{body: x}").get().method == "POST");
  CHECK(loaded("{body: x, method: PUT}").get().method == "PUT");
}

TEST_CASE("maps of the levels are merged") {
  const loaded one("{headers: {B: 3}, follow: ~}",
                   "defaults: {http: {headers: {A: 1, B: 2}, follow: 5, expect: {status: 201}}}\n");
  const options::http& how = one.get();
  REQUIRE(how.headers.size() == 2);
  CHECK(how.headers[1].second.value == "3");
  CHECK(how.follow == 0);
  CHECK(how.status[0] == options::status_range{201, 201});
}

TEST_CASE("names of headers do not differ by case") {
  const loaded one("{headers: {accept: b}}", "defaults: {http: {headers: {Accept: a, Z: z}}}\n");
  REQUIRE(one.get().headers.size() == 2);
  CHECK(one.get().headers[0].second.value == "b");
  const loaded twice("{headers: {authorization: {file: token}}, auth: {bearer: {file: token}}}");
  CHECK(twice.problem().find("'auth' beside a header") != std::string::npos);
}

TEST_CASE("a bearer token, and not beside a password") {
  CHECK(loaded("{auth: {bearer: {file: token}}}").get().bearer->value == "canary");
  CHECK(loaded("{auth: {bearer: {file: token}, user: u, password: {file: token}}}").problem().find("beside") !=
        std::string::npos);
  CHECK(loaded("{auth: {password: {file: token}}}").problem().find("belong together") != std::string::npos);
  CHECK(loaded("{auth: {user: 'a:b', password: {file: token}}}").problem().find("':'") != std::string::npos);
}

TEST_CASE("a secret of two lines would be two header fields") {
  CHECK(loaded("{auth: {bearer: {file: broken}}}").problem().find("control character") != std::string::npos);
  CHECK(loaded("{headers: {A: {file: broken}}}").problem().find("control character") != std::string::npos);
}

TEST_CASE("no error shows a secret that was written in plain, whatever else is wrong in its line") {
  for (const char* text :
       {"{auth: {user: u, password: canary}}", "{auth: {bearer: canary}}", "{auth: {bearer: [canary]}}",
        "{headers: {Authorization: canary}}", "{headers: {cookie: canary}, follow: many}", "{auth: {passwort: canary}}",
        "{auth: 'u:canary'}", "{headers: {Cookie: [canary]}}", "{auth: {bearer: {token: canary}}}",
        "{headers: {A: \"canary\\n\"}}", "{tls: {key: canary}}", "{auth: {user: u, password: canary}, nothing: 1}"}) {
    const loaded one(text);
    CAPTURE(text);
    CHECK_FALSE(one.result.ok());
    CHECK(render(one.result.problems).find("canary") == std::string::npos);
  }
}

}  // namespace reachd::config

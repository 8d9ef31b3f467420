// SPDX-License-Identifier: Apache-2.0
#include "config/web_reader.hpp"

#include "workspace.hpp"

namespace reachd::config {

TEST_CASE("listeners, and what is wrong with them") {
  const workspace here;
  const auto got = here.load("web: {listen: ['127.0.0.1:1', '[::1]:2'], lifecycle: true}\ntargets: [a]\n");
  REQUIRE(got.ok());
  REQUIRE(got.value.listen->size() == 2);
  CHECK(got.value.listen->back().port == 2);
  CHECK(got.value.lifecycle);
  CHECK(first_of(here.load("web: {listen: x}\ntargets: [a]\n").problems) ==
        "1:15 'listen' takes ADDRESS:PORT, not 'x'");
  CHECK(first_of(here.load("web: {listen: []}\ntargets: [a]\n").problems) == "1:7 'listen' is empty");
  CHECK(first_of(here.load("web: {listen: ['[::1]:2', '[::1]:2']}\ntargets: [a]\n").problems) ==
        "1:27 '[::1]:2' is listed twice");
}

TEST_CASE("the file of TLS and passwords is named as seen from the main file") {
  const workspace here;
  here.write("etc/web.yml", "http_server_config: {headers: {X-Frame-Options: deny}}\n");
  const auto got = here.load("web: {config_file: etc/web.yml}\ntargets: [a]\n");
  REQUIRE(got.ok());
  CHECK(got.value.web_config_file == here.path("etc/web.yml"));
  CHECK(got.value.access.headers.size() == 1);
  CHECK_FALSE(got.value.access.tls.has_value());
}

TEST_CASE("a change of that file is a change of the configuration") {
  const workspace here;
  const std::string text = "web: {config_file: web.yml}\ntargets: [a]\n";
  here.write("web.yml", "{}\n");
  const auto before = here.load(text).origin;
  CHECK(before.concerns(std::filesystem::path(here.path("web.yml")).parent_path().string(), "web.yml"));
  here.write("web.yml", "http_server_config: {http2: false}\n");
  CHECK(before.hash() != here.load(text).origin.hash());
}

TEST_CASE("a file that is missing or broken is an error, and no line of it is shown") {
  const workspace here;
  const auto missing = here.load("web: {config_file: web.yml}\ntargets: [a]\n");
  CHECK(first_of(missing.problems).starts_with("1:20 cannot read"));
  here.write("web.yml", "basic_auth_users: {ann: hunter2}\nx: 1\n");
  const auto got = here.load("web: {config_file: web.yml}\ntargets: [a]\n");
  REQUIRE(got.problems.size() == 2);
  CHECK(got.problems[0].where.file == here.path("web.yml"));
  CHECK(render(got.problems).find("hunter2") == std::string::npos);
  CHECK(render(got.problems).find("unknown key 'x' in the web configuration") != std::string::npos);
}

}  // namespace reachd::config

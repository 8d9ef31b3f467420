// SPDX-License-Identifier: Apache-2.0
#include "config/load.hpp"

#include <algorithm>
#include <sstream>

#include "config/probe_schema.hpp"
#include "config/schema.hpp"
#include "workspace.hpp"

namespace reachd::config {
namespace {

std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

const std::filesystem::path source_folder = REACHD_SOURCE_DIR;

/// The first line of a corpus file: "# LINE:COL: error: beginning of the message".
std::string expectation(const std::string& text) { return text.substr(2, text.find('\n') - 2); }

}  // namespace

TEST_CASE("every bad file of the corpus gets its error at its place") {
  const workspace here;
  std::size_t count = 0;
  for (const auto& file : std::filesystem::directory_iterator(source_folder / "tests/config/bad")) {
    const std::string text = content_of(file.path());
    const std::string path = here.write(file.path().filename().string(), text);
    const auto got = load(path);
    const std::string block = render(got.problems);
    CAPTURE(file.path().filename().string());
    REQUIRE_FALSE(got.ok());
    CHECK(block.substr(0, block.find('\n')).substr(path.size() + 1).starts_with(expectation(text)));
    CHECK(std::none_of(block.begin(), block.end(),
                       [](char byte) { return byte == '\x1B' || byte == '\t' || byte == '\r'; }));
    ++count;
  }
  CHECK(count >= 90);
}

TEST_CASE("the shipped configurations load") {
  const workspace here;
  const auto small = load(here.write("reachd.yaml", content_of(source_folder / "config/reachd.yaml")));
  CHECK(render(small.problems).empty());
  CHECK(small.value.targets.size() == 4);
  here.write("reachd.web.yml", content_of(source_folder / "config/reachd.web.yml"));
  here.write("reachd.token", "token");
  const auto full = load(here.write("reachd.full.yaml", content_of(source_folder / "config/reachd.full.yaml")));
  CHECK(render(full.problems).empty());
}

TEST_CASE("the full example shows every key there is") {
  const std::string text = content_of(source_folder / "config/reachd.full.yaml");
  for (const section* kind :
       {&main_section, &web_section, &log_section, &uplink_section, &group_section, &target_section, &tcp_section,
        &tls_option_section, &http_section, &http_auth_section, &http_expect_section, &exec_section, &dns_section,
        &dns_expect_section, &burst_section, &secret_section}) {
    for (std::size_t index = 0; index < kind->size(); ++index) {
      CAPTURE(kind->at(index).name);
      CHECK(text.find(std::string(kind->at(index).name) + ":") != std::string::npos);
    }
  }
  CHECK(text.find("host: _gateway") != std::string::npos);
}

TEST_CASE("web and log are read") {
  const workspace here;
  const auto one = here.load("web: {listen: '[::1]:0'}\nlog: {level: debug, format: json}\ntargets: [a]\n");
  REQUIRE(one.ok());
  CHECK(one.value.listen->at(0).to_string() == "[::1]:0");
  CHECK(one.value.level == log_level::debug);
  CHECK(one.value.format == log_format::json);
  const auto none = here.load("web:\nlog: {level: ~}\ntargets: [a]\n");
  REQUIRE(none.ok());
  CHECK_FALSE(none.value.listen.has_value());
  CHECK(none.value.level == log_level::info);
}

TEST_CASE("the gateway of the default route is a target, for an echo and for a connect") {
  const workspace here;
  const auto got = here.load("targets: [_gateway, {name: web, host: _gateway, port: 80}, 'tcp://_gateway:443']\n");
  REQUIRE(got.ok());
  for (const target_settings& one : got.value.targets) CHECK(one.host == gateway_host);
  CHECK(got.value.targets[0].name == "_gateway");
  CHECK(got.value.targets[0].probe == options::kind::icmp);
  CHECK(got.value.targets[1].port == 80);
  CHECK(got.value.targets[2].port == 443);
}

TEST_CASE("parents and uplink may name targets of any file") {
  const workspace here;
  here.write("conf.d/a.yaml", "targets: [gw, {host: b, parent: main}]\n");
  here.write("conf.d/b.yaml", "groups: [{name: g, parent: gw, targets: [c]}]\n");
  const auto got =
      here.load("include: conf.d/*.yaml\nuplink: {targets: [c, gw]}\ntargets: [{name: main, host: a, parent: gw}]\n");
  REQUIRE(got.ok());
  const auto& targets = got.value.targets;
  const auto parent_of = [&targets](std::size_t at) { return targets.at(targets.at(at).parent.value()).name; };
  CHECK(parent_of(0) == "gw");
  CHECK(parent_of(2) == "main");
  CHECK(parent_of(3) == "gw");
  CHECK(got.value.uplink.targets == std::vector<std::uint32_t>{3, 1});
}

TEST_CASE("an unknown parent in an included file is shown there") {
  const workspace here;
  here.write("a.yaml", "targets:\n  - {host: b, parent: mian}\n");
  const auto got = here.load("include: a.yaml\ntargets: [main]\n");
  REQUIRE(got.problems.size() == 1);
  CHECK(to_string(got.problems[0].where) == here.path("a.yaml") + ":2:23");
  CHECK(got.problems[0].hint == "did you mean 'main'?");
}

TEST_CASE("no parent is called unknown while a file is missing or is no map") {
  const workspace here;
  here.write("list.yaml", "- gw\n");
  for (const char* lost : {"none.yaml", "list.yaml"}) {
    const auto got = here.load("include: " + std::string(lost) + "\ntargets: [{host: a, parent: gw}]\n");
    CAPTURE(render(got.problems));
    CHECK(got.problems.size() == 1);
  }
}

TEST_CASE("a file that cannot be read is an error of the whole file") {
  const workspace here;
  const auto got = load(here.path("none.yaml"));
  CHECK(render(got.problems) == here.path("none.yaml") + ": error: cannot read '" + here.path("none.yaml") +
                                    "': No such file or directory (ENOENT); check the path, or create the file\n");
  REQUIRE(::mkfifo(here.path("fifo").c_str(), 0644) == 0);
  CHECK_FALSE(load(here.path("fifo")).ok());
  CHECK_FALSE(load(here.path("")).ok());
  const std::string big = here.write("big.yaml", "");
  REQUIRE(::truncate(big.c_str(), 100'000'000) == 0);
  CHECK_FALSE(load(big).ok());
}

TEST_CASE("an empty file, and one of comments alone, has no targets") {
  const workspace here;
  CHECK(first_of(here.load("").problems) == "1:1 the file is empty: no targets");
  CHECK(first_of(here.load("# targets: [a]\n").problems) == "1:1 the file is empty: no targets");
  CHECK(first_of(here.load("log: {}\n").problems) == "1:1 no targets");
}

TEST_CASE("errors come in the order of files and lines, whatever order they are found in") {
  const workspace here;
  here.write("inc.yaml", "x: 1\n");
  const auto got = here.load("targets: [127.1]\ninclude: inc.yaml\ntemplates: {t: {a: 1}}\nweb: {b: 1}\n");
  REQUIRE(got.problems.size() == 4);
  for (std::size_t at = 0; at < 3; ++at) CHECK(got.problems[at].where.file == here.path("main.yaml"));
  CHECK(got.problems[0].where.line == 1);
  CHECK(got.problems[2].where.line == 4);
  CHECK(got.problems[3].where.file == here.path("inc.yaml"));
}

TEST_CASE("anchors and merge keys work in a whole file") {
  const workspace here;
  const auto got =
      here.load("templates:\n  a: &a {interval: 7s}\n  b: {<<: *a, up_after: 5}\ntargets:\n  - {host: h, use: b}\n");
  REQUIRE(got.ok());
  CHECK(got.value.targets[0].interval == std::chrono::seconds(7));
  CHECK(got.value.targets[0].up_after == 5);
}

}  // namespace reachd::config

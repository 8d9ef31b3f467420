// SPDX-License-Identifier: Apache-2.0
#include "config/file_set.hpp"

#include "workspace.hpp"

namespace reachd::config {

TEST_CASE("globs and paths are relative to the including file, and sorted") {
  const workspace here;
  here.write("conf.d/b.yaml", "targets: [b]\n");
  here.write("conf.d/a.yaml", "targets: [a]\n");
  here.write("more.yaml", "templates: {t: {up_after: 7}}\n");
  const auto got = here.load("include: [conf.d/*.yaml, more.yaml]\ntargets: [{host: m, use: t}]\n");
  REQUIRE(got.ok());
  CHECK(got.value.files == std::vector<std::string>{here.path("main.yaml"), here.path("conf.d/a.yaml"),
                                                    here.path("conf.d/b.yaml"), here.path("more.yaml")});
  REQUIRE(got.value.targets.size() == 3);
  CHECK(got.value.targets[0].up_after == 7);
  CHECK(got.value.targets[1].file == 1);
}

TEST_CASE("a wildcard may match nothing, a plain path may not") {
  const workspace here;
  CHECK(here.load("include: none.d/*.yaml\ntargets: [a]\n").ok());
  const auto got = here.load("include: none.yaml\ntargets: [a]\n");
  REQUIRE(got.problems.size() == 1);
  CHECK(first_of(got.problems).starts_with("1:10 cannot read"));
  CHECK(got.problems[0].message.find("No such file or directory") != std::string::npos);
}

TEST_CASE("a file is read once only, and never includes") {
  const workspace here;
  here.write("a.yaml", "targets: [a]\n");
  here.write("b.yaml", "include: a.yaml\n");
  CHECK(first_of(here.load("include: [a.yaml, ./a.yaml]\n").problems).find("is included twice") != std::string::npos);
  CHECK(first_of(here.load("include: main.yaml\ntargets: [x]\n").problems).find("is included twice") !=
        std::string::npos);
  CHECK(first_of(here.load("include: b.yaml\ntargets: [x]\n").problems) ==
        "1:1 'include' cannot be set in an included file");
}

TEST_CASE("an included file that is broken or not to be trusted is an error at its include") {
  const workspace here;
  REQUIRE(::mkfifo(here.path("fifo").c_str(), 0644) == 0);
  REQUIRE(::chmod(here.write("open.yaml", "targets: [a]\n").c_str(), 0666) == 0);
  here.write("bad.yaml", "a: 'x\n");
  const auto got = here.load("include:\n  - fifo\n  - open.yaml\n  - bad.yaml\ntargets: [{host: a, use: elsewhere}]\n");
  REQUIRE(got.problems.size() == 3);
  CHECK(got.problems[0].where.line == 2);
  CHECK(got.problems[1].message.find("can be written by others") != std::string::npos);
  CHECK(got.problems[2].where.file == here.path("bad.yaml"));
}

TEST_CASE("names are unique across files, and an empty included file is fine") {
  const workspace here;
  here.write("a.yaml", "# nothing yet\n");
  here.write("b.yaml", "targets:\n  - x\n");
  const auto got = here.load("include: [a.yaml, b.yaml]\ntargets: [x]\n");
  REQUIRE(got.problems.size() == 1);
  CHECK(got.problems[0].where.file == here.path("b.yaml"));
  CHECK(got.problems[0].message == "two targets are called 'x'; the first is at " + here.path("main.yaml") + ":2:11");
}

TEST_CASE("all files together are bounded") {
  const workspace here;
  const std::string path = here.write("big.yaml", "");
  REQUIRE(::truncate(path.c_str(), 64 << 20) == 0);
  CHECK(first_of(here.load("include: big.yaml\ntargets: [a]\n").problems).find("are left of the 64 MiB") !=
        std::string::npos);
}

TEST_CASE("a folder with wildcards in its name is taken as it is") {
  const workspace here;
  here.write("odd[1]*/main.yaml", "include: '*.inc'\ntargets: [a]\n");
  here.write("odd[1]*/b.inc", "targets: [b]\n");
  CHECK(load(here.path("odd[1]*/main.yaml")).value.targets.size() == 2);
}

}  // namespace reachd::config

// SPDX-License-Identifier: Apache-2.0
#include "uv/directory_watch.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "async/sleep.hpp"
#include "support/temporary_folder.hpp"

using namespace std::chrono_literals;
using namespace reachd;
using kind = uv::directory_event::kind;

namespace {

struct watched {
  watched() {
    auto opened = uv::directory_watch::open(loop, [this](const uv::directory_event& event) { seen.push_back(event); });
    REQUIRE(opened.has_value());
    watch = std::move(*opened);
  }

  std::string path(const std::string& name) const { return folder + "/" + name; }
  bool has(kind what, const std::string& name) const {
    return std::ranges::any_of(seen, [&](const auto& each) { return each.what == what && each.name == name; });
  }

  /// Runs turns until an event of that kind and name was seen, ten seconds at most.
  void wait(kind what, const std::string& name) { loop.run(wait_for(what, name)); }

  test::temporary_folder own;
  const std::string& folder = own.name;
  uv::loop loop;
  std::vector<uv::directory_event> seen;
  std::unique_ptr<uv::directory_watch> watch;

 private:
  async::task<void> wait_for(kind what, std::string name) {
    for (int turns = 0; turns < 2000 && !has(what, name); ++turns) {
      const auto again = loop.scheduler().now() + 5ms;
      co_await async::sleep_until(loop.scheduler(), again);
    }
    CHECK(has(what, name));
  }
};

}  // namespace

TEST_CASE("a file that is written to is told so until it is closed") {
  watched t;
  CHECK(t.watch->watch({t.folder}).empty());
  std::ofstream file(t.path("a"));
  t.wait(kind::changed, "a");  // created
  t.seen.clear();
  file << "half" << std::flush;
  t.wait(kind::writing, "a");
  CHECK_FALSE(t.has(kind::changed, "a"));
  file.close();
  t.wait(kind::changed, "a");
}

TEST_CASE("renames, links, removals and modes are told under the name in the folder that was given") {
  watched t;
  std::ofstream(t.path("a")) << "x";
  CHECK(t.watch->watch({t.folder}).empty());
  std::filesystem::rename(t.path("a"), t.path("b"));
  t.wait(kind::changed, "b");
  CHECK(t.has(kind::changed, "a"));
  std::filesystem::create_symlink("b", t.path("..data"));
  t.wait(kind::changed, "..data");
  CHECK(t.seen.back().folder == t.folder);
  t.seen.clear();
  std::filesystem::permissions(t.path("b"), std::filesystem::perms::none);
  t.wait(kind::changed, "b");
  t.seen.clear();
  std::filesystem::remove(t.path("b"));
  t.wait(kind::changed, "b");
}

TEST_CASE("only the folders that were named last are watched") {
  watched t;
  for (const char* name : {"one", "two"}) std::filesystem::create_directory(t.path(name));
  CHECK(t.watch->watch({t.path("one")}).empty());
  CHECK(t.watch->watch({t.path("two")}).empty());
  std::ofstream(t.path("one/a")) << "x";
  std::ofstream(t.path("two/b")) << "x";
  t.wait(kind::changed, "b");
  CHECK_FALSE(t.has(kind::changed, "a"));
}

TEST_CASE("one folder under two paths is told under both") {
  watched t;
  std::filesystem::create_directory(t.path("real"));
  std::filesystem::create_directory_symlink("real", t.path("link"));
  CHECK(t.watch->watch({t.path("real"), t.path("link")}).empty());
  std::ofstream(t.path("real/a")) << "x";
  t.wait(kind::changed, "a");
  std::set<std::string> folders;
  for (const auto& each : t.seen) folders.insert(each.folder);
  CHECK(folders == std::set{t.path("real"), t.path("link")});
}

TEST_CASE("a folder that goes, or is not there, is told") {
  watched t;
  std::filesystem::create_directory(t.path("gone"));
  CHECK(t.watch->watch({t.path("gone")}).empty());
  std::filesystem::remove(t.path("gone"));
  t.wait(kind::lost, "");
  const auto problems = t.watch->watch({t.path("gone"), t.folder});
  REQUIRE(problems.size() == 1);
  CHECK(problems.front().code() == ENOENT);
  CHECK(problems.front().message().find(t.path("gone")) != std::string::npos);
}

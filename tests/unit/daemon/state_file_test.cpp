// SPDX-License-Identifier: Apache-2.0
#include "daemon/state_file.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <fstream>

#include "support/temporary_folder.hpp"

using reachd::daemon::state_file;
using reachd::state::bytes;
using reachd::test::temporary_folder;

TEST_CASE("what was written is read, and nothing else is left in the folder") {
  const temporary_folder folder;
  const state_file file(folder.name);
  CHECK(file.path() == folder.name + "/state");
  REQUIRE(file.read().has_value());
  CHECK_FALSE(file.read()->has_value());
  for (const bytes& content : {bytes{1, 2, 3}, bytes{}, bytes(3'000'000, 7)}) {
    REQUIRE(file.write(content).has_value());
    CHECK(**file.read() == content);
  }
  CHECK(std::distance(std::filesystem::directory_iterator(folder.name), {}) == 1);
  struct stat known {};
  REQUIRE(stat(file.path().c_str(), &known) == 0);
  CHECK((known.st_mode & 077) == 0);
}

TEST_CASE("a write that fails says where, and leaves the old file") {
  const temporary_folder folder;
  const state_file file(folder.name);
  REQUIRE(file.write({1}).has_value());
  std::filesystem::create_directory(file.path() + ".new");
  const auto failed = file.write({2});
  REQUIRE_FALSE(failed.has_value());
  CHECK(failed.error().message().find(file.path() + ".new") != std::string::npos);
  CHECK(**file.read() == bytes{1});
  CHECK_FALSE(state_file(folder.name + "/missing").write({1}).has_value());
  CHECK_FALSE(state_file(folder.name + "/missing").read()->has_value());
}

TEST_CASE("what is no plain file is refused without waiting for it") {
  const temporary_folder folder;
  const state_file file(folder.name);
  REQUIRE(mkfifo(file.path().c_str(), 0600) == 0);
  CHECK_FALSE(file.read().has_value());
  REQUIRE(file.set_aside().has_value());
  std::filesystem::create_directory(file.path());
  CHECK_FALSE(file.read().has_value());
  std::filesystem::remove(file.path());
  std::filesystem::create_symlink(file.path(), file.path());
  CHECK_FALSE(file.read().has_value());
}

TEST_CASE("a file that was set aside is not destroyed by the next write") {
  const temporary_folder folder;
  const state_file file(folder.name);
  std::ofstream(file.path()) << "precious";
  CHECK(file.set_aside() == folder.name + "/state.refused");
  REQUIRE(file.write({1}).has_value());
  std::string kept;
  std::ifstream(folder.name + "/state.refused") >> kept;
  CHECK(kept == "precious");
  CHECK_FALSE(state_file(folder.name + "/missing").set_aside().has_value());
}

TEST_CASE("a boot has one name") { CHECK(reachd::daemon::this_boot() == reachd::daemon::this_boot()); }

// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal_stream.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/unique_fd.hpp"

using namespace reachd::daemon;
using reachd::core::unique_fd;

TEST_CASE("the journal reads a descriptor when device and inode are what it said") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const unique_fd reading(ends[0]), writing(ends[1]);
  struct stat file {};
  REQUIRE(fstat(writing.get(), &file) == 0);
  const std::string device = std::to_string(file.st_dev), inode = std::to_string(file.st_ino);
  CHECK(is_journal_stream(writing.get(), (device + ":" + inode).c_str()));
  CHECK_FALSE(is_journal_stream(writing.get(), (device + ":" + inode + "1").c_str()));
  CHECK_FALSE(is_journal_stream(writing.get(), inode.c_str()));
  CHECK_FALSE(is_journal_stream(writing.get(), ""));
  CHECK_FALSE(is_journal_stream(writing.get(), nullptr));
  CHECK_FALSE(is_journal_stream(-1, (device + ":" + inode).c_str()));
}

TEST_CASE("every line gets its level, and only for the journal") {
  CHECK(for_stderr("a\nb\n", journal_error, true) == "<3>a\n<3>b\n");
  CHECK(for_stderr("a\n\nb", journal_info, true) == "<6>a\n<6>\n<6>b");
  CHECK(for_stderr("", journal_error, true).empty());
  CHECK(for_stderr("a\nb\n", journal_error, false) == "a\nb\n");
}

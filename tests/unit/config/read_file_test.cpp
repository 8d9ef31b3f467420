// SPDX-License-Identifier: Apache-2.0
#include "config/read_file.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include "config/limits.hpp"
#include "core/unique_fd.hpp"
#include "workspace.hpp"

namespace reachd::config {

TEST_CASE("a regular file of ours is read whole") {
  const workspace here;
  CHECK(read_file(here.write("a", "text\n"), 100).value().text == "text\n");
  CHECK(read_file(here.write("b", ""), 100).value().text.empty());
  CHECK(read_file(here.write("c", std::string(100, 'x')), 100).value().text.size() == 100);
  REQUIRE(::symlink("a", here.path("link").c_str()) == 0);
  CHECK(read_file(here.path("link"), 100).value().inode == read_file(here.path("a"), 100).value().inode);
}

TEST_CASE("what is no regular file is refused without waiting for anybody") {
  const workspace here;
  REQUIRE(::mkfifo(here.path("fifo").c_str(), 0644) == 0);
  CHECK(read_file(here.path("fifo"), 100).error().message.find("is a FIFO") != std::string::npos);
  CHECK(read_file(here.path(""), 100).error().message.find("is a directory") != std::string::npos);
  CHECK(read_file("/dev/null", 100).error().message.find("is a device") != std::string::npos);
  CHECK(read_file(here.path("none"), 100).error().message.find("No such file") != std::string::npos);
  CHECK_FALSE(read_file("-", 100).has_value());
}

TEST_CASE("a file that is too big is refused before it is read") {
  const workspace here;
  const std::string path = here.write("big", "");
  REQUIRE(::truncate(path.c_str(), 100 << 20) == 0);
  CHECK(read_file(path, max_bytes).error().message.find("has 104857600 bytes") != std::string::npos);
}

TEST_CASE("a file that others can write is refused") {
  const workspace here;
  const std::string path = here.write("a", "text");
  REQUIRE(::chmod(path.c_str(), 0664) == 0);
  CHECK(read_file(path, 100).error().message.find("can be written by its group") != std::string::npos);
  REQUIRE(::chmod(path.c_str(), 0646) == 0);
  CHECK(read_file(path, 100).error().message.find("can be written by others") != std::string::npos);
}

TEST_CASE("files of root and of our own user are trusted, and no others") {
  struct stat status {};
  status.st_mode = S_IFREG | 0644;
  status.st_uid = 1000;
  CHECK(check_trust("f", status, 1000).has_value());
  CHECK_FALSE(check_trust("f", status, 0).has_value());
  CHECK_FALSE(check_trust("f", status, 1001).has_value());
  status.st_uid = 0;
  CHECK(check_trust("f", status, 1000).has_value());
}

TEST_CASE("a file that may not be read, or that another user owns, is refused") {
  const workspace here;
  const std::string path = here.write("a", "text");
  if (::geteuid() == 0) {
    MESSAGE("skipped: root may read every file; another owner is tested instead");
    REQUIRE(::chown(path.c_str(), 12345, 0) == 0);
    CHECK(read_file(path, 100).error().message.find("belongs to user 12345") != std::string::npos);
    return;
  }
  REQUIRE(::chmod(path.c_str(), 0) == 0);
  CHECK(read_file(path, 100).error().message.find("Permission denied") != std::string::npos);
}

}  // namespace reachd::config

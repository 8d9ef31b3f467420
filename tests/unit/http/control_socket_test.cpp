// SPDX-License-Identifier: Apache-2.0
#include "http/control_socket.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

using reachd::http::listen_at_path;

namespace {

std::string free_path() {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("reachd-" + std::to_string(::getpid()) + ".sock")).string();
  std::filesystem::remove(path);
  return path;
}

/// A socket file that nobody listens on.
void leave_behind(const std::string& path) {
  const reachd::core::unique_fd fd(::socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  path.copy(at.sun_path, sizeof at.sun_path - 1);
  REQUIRE(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0);
}

}  // namespace

TEST_CASE("owner and group may open it, nobody else, and it is gone when it is closed") {
  const std::string path = free_path();
  {
    const auto opened = listen_at_path(path);
    REQUIRE(opened);
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK(S_ISSOCK(status.st_mode));
    CHECK((status.st_mode & 0777) == 0660);
    const auto second = listen_at_path(path);
    REQUIRE_FALSE(second);
    CHECK(second.error().code() == EADDRINUSE);
    CHECK(std::filesystem::exists(path));
  }
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("what a dead process left is replaced, another kind of file is not") {
  const std::string path = free_path();
  leave_behind(path);
  CHECK(listen_at_path(path).has_value());
  std::ofstream(path) << "precious";
  const auto refused = listen_at_path(path);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == ENOTSOCK);
  CHECK(std::filesystem::file_size(path) == 8);
  std::filesystem::remove(path);
}

TEST_CASE("a path without a folder, or too long, is refused with what to do") {
  const auto nowhere = listen_at_path("/nonexistent/reachd.sock");
  REQUIRE_FALSE(nowhere);
  CHECK(nowhere.error().message().find("its folder must be there") != std::string::npos);
  const auto too_long = listen_at_path("/tmp/" + std::string(108, 'x'));
  REQUIRE_FALSE(too_long);
  CHECK(too_long.error().code() == ENAMETOOLONG);
}

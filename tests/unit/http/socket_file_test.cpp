// SPDX-License-Identifier: Apache-2.0
#include "http/socket_file.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

using reachd::http::socket_file;

TEST_CASE("the file goes with its last owner, and one that took its place stays") {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("reachd-file-" + std::to_string(::getpid()))).string();
  std::ofstream(path) << "first";
  {
    socket_file first(path);
    socket_file moved(std::move(first));
    CHECK(std::filesystem::exists(path));
  }
  CHECK_FALSE(std::filesystem::exists(path));
  std::ofstream(path) << "second";
  {
    const socket_file owner(path);
    std::ofstream(path + ".new") << "third";
    std::filesystem::rename(path + ".new", path);
  }
  CHECK(std::filesystem::exists(path));
  std::filesystem::remove(path);
  { const socket_file none("/nonexistent/file"); }
}

// SPDX-License-Identifier: Apache-2.0
// A folder of a test's own, gone at its end.
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace reachd::test {

struct temporary_folder {
  temporary_folder() { REQUIRE(mkdtemp(name.data()) != nullptr); }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  ~temporary_folder() { std::filesystem::remove_all(name); }
  std::string name = (std::filesystem::temp_directory_path() / "reachd-test-XXXXXX").string();
};

}  // namespace reachd::test

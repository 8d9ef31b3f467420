// SPDX-License-Identifier: Apache-2.0
// A folder with a configuration for one test, gone when it ends.
#pragma once

#include <doctest/doctest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace reachd::test {

class config_files {
 public:
  config_files() {
    std::string pattern = (std::filesystem::temp_directory_path() / "reachd-reload-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
  }
  config_files(const config_files&) = delete;
  config_files& operator=(const config_files&) = delete;
  ~config_files() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::string path(const std::string& name = "reachd.yaml") const { return folder_ + "/" + name; }
  /// In place, as an editor that knows no better.
  void write(std::string_view text, const std::string& name = "reachd.yaml") const {
    std::ofstream(path(name), std::ios::binary) << text;
    REQUIRE(::chmod(path(name).c_str(), 0644) == 0);
  }
  /// By a rename.
  void replace(std::string_view text) const {
    write(text, "reachd.yaml.new");
    std::filesystem::rename(path("reachd.yaml.new"), path());
  }

 private:
  std::string folder_;
};

}  // namespace reachd::test

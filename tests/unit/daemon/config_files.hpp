// SPDX-License-Identifier: Apache-2.0
// A folder with a configuration for one test, gone when it ends.
#pragma once

#include <sys/stat.h>

#include <fstream>
#include <string_view>

#include "support/temporary_folder.hpp"

namespace reachd::test {

class config_files {
 public:
  std::string path(const std::string& name = "reachd.yaml") const { return folder_.name + "/" + name; }
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
  temporary_folder folder_;
};

}  // namespace reachd::test

// SPDX-License-Identifier: Apache-2.0
// A folder of files for one test, and the parser without files. Invariant: the folder is gone when the test ends;
// files are 0644, whatever the umask, because a configuration that others can write is refused.
#pragma once

#include <doctest/doctest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "config/load.hpp"
#include "config/parse.hpp"

namespace reachd::config {

class workspace {
 public:
  workspace() {
    std::string pattern = (std::filesystem::temp_directory_path() / "reachd-config-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
  }
  workspace(const workspace&) = delete;
  workspace& operator=(const workspace&) = delete;
  ~workspace() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  std::string write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << text;
    REQUIRE(::chmod(path(name).c_str(), 0644) == 0);
    return path(name);
  }

  load_result load(std::string_view text) const { return config::load(write("main.yaml", text)); }

 private:
  std::filesystem::path folder_;
};

/// A parsed text, kept with its source and its problems.
struct parsed {
  explicit parsed(std::string text)
      : origin("t.yaml", std::move(text)), content(parse(origin, list)), problems(list.take()) {}

  source origin;
  problem_list list;
  std::optional<document> content;
  std::vector<problem> problems;
};

/// "LINE:COL MESSAGE" of the first problem, empty if there is none.
inline std::string first_of(const std::vector<problem>& problems) {
  if (problems.empty()) return {};
  const problem& one = problems.front();
  return std::to_string(one.where.line) + ":" + std::to_string(one.where.column) + " " + one.message;
}

}  // namespace reachd::config

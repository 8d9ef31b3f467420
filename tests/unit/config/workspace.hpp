// SPDX-License-Identifier: Apache-2.0
// A folder of files for one test, and the parser without files. Invariant: the folder is gone when the test ends;
// files are 0644, whatever the umask, because a configuration that others can write is refused.
#pragma once

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "config/load.hpp"
#include "config/parse.hpp"
#include "support/temporary_folder.hpp"

namespace reachd::config {

class workspace {
 public:
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  std::string write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << text;
    REQUIRE(::chmod(path(name).c_str(), 0644) == 0);
    return path(name);
  }

  load_result load(std::string_view text) const { return config::load(write("main.yaml", text)); }

 private:
  test::temporary_folder own_;
  std::filesystem::path folder_{own_.name};
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

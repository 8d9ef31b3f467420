// SPDX-License-Identifier: Apache-2.0
// A folder for one process with a configuration that is written anew for each input, and two files that it may include.
// Owner: the target, to the end of the process. Invariant: files are 0644, whatever the umask, because a configuration
// that others can write is refused.
#pragma once

#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "fuzz/target.hpp"

namespace reachd::fuzz {

class private_folder {
 public:
  private_folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "reachd-fuzz-XXXXXX").string();
    require(::mkdtemp(pattern.data()) != nullptr, "a folder can be made");
    folder_ = pattern;
    write("good.yaml", "targets: [192.0.2.1]\ntemplates: {far: {timeout: 5s}}\n");
    write("bad.yaml", "targets:\n  - {host: 127.1}\nweb: {}\n");
  }
  private_folder(const private_folder&) = delete;
  private_folder& operator=(const private_folder&) = delete;
  ~private_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::string main_path() const { return folder_ + "/main.yaml"; }
  void write_main(std::string_view text) { write("main.yaml", text); }
  /// nullopt: no such file was written.
  std::optional<std::string_view> text_of(const std::string& path) const {
    const auto found = texts_.find(path);
    return found == texts_.end() ? std::nullopt : std::optional<std::string_view>(found->second);
  }

 private:
  void write(const std::string& name, std::string_view text) {
    const std::string path = folder_ + "/" + name;
    std::ofstream(path, std::ios::binary) << text;
    require(::chmod(path.c_str(), 0644) == 0, "a file can be written");
    texts_[path] = text;
  }

  std::string folder_;
  std::map<std::string, std::string> texts_;
};

}  // namespace reachd::fuzz

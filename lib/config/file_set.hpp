// SPDX-License-Identifier: Apache-2.0
// The files of one configuration, read and parsed. Role: finds what `include` names; no file twice, no include inside
// an included file, all of them together within max_bytes. Owner of every source and document, at stable addresses.
#pragma once

#include <sys/stat.h>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "config/document.hpp"
#include "config/footprint.hpp"
#include "config/limits.hpp"
#include "config/problem.hpp"
#include "config/read_section.hpp"

namespace reachd::config {

struct loaded_file {
  std::unique_ptr<source> origin;
  std::unique_ptr<const document> content;  // none: it is no YAML, and a problem says so
};

/// `path` as seen from the folder of the file `from`.
std::string relative_to(const std::string& from, std::string_view path);

class file_set {
 public:
  explicit file_set(problem_list& problems) : problems_(problems) {}

  /// The first file; a problem without a line if it cannot be read.
  void read_main(const std::string& path);
  /// What the `include` of the main file names, in its order; files of one glob in the order of their names.
  void read_included(const section_values& top);

  /// A file that `item` names and that is no part of the configuration's own text, such as web.config_file. nullptr,
  /// and a problem, when it cannot be read or is no YAML.
  const document* read_beside(const document& from, node_index item);
  /// A file that is no YAML, such as a certificate: nullopt, and a problem at `item`, when it cannot be read.
  std::optional<std::string> read_text(const document& from, node_index item);
  /// The same by its path; `item` is what stands for it.
  std::optional<std::string> read_path(const document& from, node_index item, const std::string& path);

  const std::vector<loaded_file>& files() const { return files_; }
  const std::vector<loaded_file>& beside() const { return beside_; }
  /// Every file that was named could be read and parsed.
  bool complete() const { return complete_; }
  const footprint& origin() const { return origin_; }

 private:
  std::optional<complaint> add(const std::string& path);
  std::optional<std::string> read_named(const document& from, node_index item, std::string& path);
  void read_pattern(const document& from, node_index item);
  void refuse(const document& from, node_index item, complaint what);

  problem_list& problems_;
  std::vector<loaded_file> files_;
  std::vector<loaded_file> beside_;
  std::set<std::pair<dev_t, ino_t>> seen_;
  footprint origin_;
  std::size_t bytes_left_ = max_bytes;
  bool complete_ = true;
};

}  // namespace reachd::config

// SPDX-License-Identifier: Apache-2.0
// Texts that come from elsewhere. Role: where the configuration says that a secret or a file of PEM is, what is there;
// the only code of this folder that sees a secret. Owner: the reading of one configuration. Invariant: no problem holds
// a secret; a file that was read belongs to the configuration's footprint, so a change of it is a reload.
#pragma once

#include <string>

#include "config/file_set.hpp"
#include "config/layered.hpp"
#include "options/secret.hpp"

namespace reachd::config {

class secret_reader {
 public:
  /// `files`: nullptr when nothing but the references counts.
  secret_reader(file_set* files, problem_list& problems) : files_(files), problems_(problems) {}

  /// A scalar is a text as it stands; a map says where it is. What cannot be had is a problem.
  options::secret_text read(const document& from, node_index at);
  /// The text of the file named at `at`, and in `path` its absolute path.
  std::string read_file(const document& from, node_index at, std::string& path);

  problem_list& problems() { return problems_; }
  bool reads_files() const { return files_ != nullptr; }

 private:
  void read_credential(const document& from, node_index at, options::secret_text& into);
  void read_environment(const document& from, node_index at, options::secret_text& into);
  void refuse(const document& from, node_index at, std::string message, std::string hint);

  file_set* files_;
  problem_list& problems_;
};

}  // namespace reachd::config

// SPDX-License-Identifier: Apache-2.0
// Takes what a probe knows of secrets out of what came back. [pure] Role: a server that repeats what it was sent, or a
// program that prints its environment, must not bring a password into the log. Owner: stands where an answer is
// described. Invariant: only what the configuration says to be a secret is hidden, as it is and as basic
// authentication sends it.
#pragma once

#include <string>
#include <vector>

#include "options/exec.hpp"
#include "options/http.hpp"

namespace reachd::probe {

class veil {
 public:
  explicit veil(const options::http& over);
  explicit veil(const options::exec& over);

  /// Each secret in it becomes "***". Whether there was any.
  bool hide(std::string& text) const;

 private:
  void add(std::string secret);
  void add(const options::secret_text& text);

  std::vector<std::string> secrets_;  // the longest first, for one may be part of another
};

}  // namespace reachd::probe

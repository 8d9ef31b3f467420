// SPDX-License-Identifier: Apache-2.0
// A configuration file, with all it includes, as settings. Role: the one entry point of this folder. Runs on any
// thread: it reads files and touches nothing else of the process. It takes as long as the files are big (100,000
// targets: about a second), so the daemon calls it off its loop.
#pragma once

#include <string>
#include <vector>

#include "config/explanation.hpp"
#include "config/footprint.hpp"
#include "config/problem.hpp"
#include "config/settings.hpp"

namespace reachd::config {

struct load_result {
  settings value;                 // to be used only if there are no problems
  std::vector<problem> problems;  // by file, in the order of reading, then by place; at most max_problems
  footprint origin;

  bool ok() const { return problems.empty(); }
};

/// Never throws but for lack of memory; whatever is wrong with the files is among the problems. `render` shows them.
/// `watcher`, if any, is told how one target came to its values.
load_result load(const std::string& path, explainer* watcher = nullptr);

}  // namespace reachd::config

// SPDX-License-Identifier: Apache-2.0
// A configuration file, with all it includes, as settings. Role: the one entry point of this folder. Runs on any
// thread: it reads files and touches nothing else of the process. It takes as long as the files are big (100,000
// targets: about a second), so the daemon calls it off its loop.
#pragma once

#include <cstdint>
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

/// What becomes of the file that `web.config_file` names. `named`: only its path counts, for who may not read its keys
/// or asks about what is running.
enum class web_file : std::uint8_t { read, named };

/// Never throws but for lack of memory; whatever is wrong with the files is among the problems. `render` shows them.
/// `watcher`, if any, is told how one target came to its values.
load_result load(const std::string& path, explainer* watcher = nullptr, web_file access = web_file::read);

}  // namespace reachd::config

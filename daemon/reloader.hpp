// SPDX-License-Identifier: Apache-2.0
// Takes the configuration anew while the program runs. Role: one reload at a time, whoever asked: SIGHUP, a request or
// a changed file. The file is parsed, checked and compared on the pool; the loop applies the difference. Owner:
// runtime. Invariant: a request is answered by a reload that began after it; a bad file changes nothing but what is
// said of it.
#pragma once

#include <functional>
#include <string>

#include "async/event.hpp"
#include "daemon/config_watch.hpp"
#include "daemon/live_targets.hpp"
#include "daemon/plans.hpp"
#include "metrics/self.hpp"

namespace reachd::daemon {

struct reload_answer {
  bool applied = false;
  std::string text;  // what changed, in a line, or the errors as `reachd check` prints them
};

class reloader {
 public:
  struct hooks {
    std::function<void()> begins;
    /// Before it is applied: the error refuses it as a whole.
    std::function<core::result<void>(const config::settings& next)> admits = [](const config::settings&) {
      return core::result<void>();
    };
    /// A configuration was applied, the targets are done.
    std::function<void(const config::settings& now, const echo_load& load)> applied;
    std::function<void()> ended;  // whatever came of it
  };

  reloader(uv::loop& loop, std::string file, live_targets& targets, metrics::self_metrics& self, log& out, hooks told);

  /// The running configuration came from there.
  void follow(config::footprint read);
  /// Reads it once more, and applies it if it is another one: what was written since it was read has told nobody.
  void look_again() { wanted_.set(); }
  /// A reload that begins after the call, and how it ended.
  async::task<reload_answer> reload();
  /// The same, and nobody waits for it.
  void request();
  /// Until stopped; a reload that has begun to apply ends first.
  async::task<void> run();

  /// Of the file as it was last read; empty while it is good.
  const std::string& problem() const { return problem_; }

 private:
  struct prepared;
  static prepared prepare(const std::string& file, const config::settings& before);
  async::task<void> take(prepared& next);
  void refuse(const prepared& next);
  void say_what_waits(const config::settings& before, const config::settings& after);

  uv::loop* loop_;
  std::string file_;
  live_targets* targets_;
  metrics::self_metrics* self_;
  log* out_;
  hooks told_;
  config_watch watch_;
  async::event wanted_;
  async::event ended_;
  std::uint64_t asked_ = 0;   // requests so far
  std::uint64_t served_ = 0;  // of these, answered
  std::uint64_t last_hash_ = 0;
  bool closed_ = false;
  reload_answer answer_;
  std::string problem_;
};

}  // namespace reachd::daemon

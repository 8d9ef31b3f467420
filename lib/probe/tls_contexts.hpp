// SPDX-License-Identifier: Apache-2.0
// What is needed for TLS, made once for options that are the same. Role: the authorities of the system are 10 to 20 ms
// of reading, on the pool and once a day; a context is some hundred microseconds. Owner: the probers share it.
// Invariant: a context is that of the options it is asked for, whatever a reload has changed.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "async/semaphore.hpp"
#include "async/task.hpp"
#include "options/tls.hpp"
#include "tls/context.hpp"
#include "uv/loop.hpp"

namespace reachd::probe {

class tls_contexts {
 public:
  using made = core::result<std::shared_ptr<const tls::context>>;

  /// Authorities of the system come and go with its updates.
  static constexpr core::nanoseconds usually_kept = std::chrono::hours(24);

  explicit tls_contexts(uv::loop& loop, core::nanoseconds kept_for = usually_kept)
      : loop_(&loop), kept_for_(kept_for), making_(loop.ready(), 1) {}

  /// Error: something in the options cannot be used; ECANCELED when stopped.
  async::task<made> get(const options::tls& asked);

 private:
  struct known_context {
    options::tls asked;
    std::shared_ptr<const tls::context> context;
    core::instant since{};  // when its authorities were read
  };

  void forget_old();
  const known_context* find(const options::tls& asked);

  uv::loop* loop_;
  std::vector<known_context> known_;  // the latest used last
  core::nanoseconds kept_for_;
  async::semaphore making_;  // one at a time: who waits mostly finds then what it waits for
  std::optional<tls::authorities> system_;
  core::instant system_read_{};
};

}  // namespace reachd::probe

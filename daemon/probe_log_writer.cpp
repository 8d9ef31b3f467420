// SPDX-License-Identifier: Apache-2.0
#include "daemon/probe_log_writer.hpp"

#include "async/late_stop.hpp"
#include "async/sleep.hpp"
#include "core/error.hpp"
#include "uv/offload.hpp"

namespace reachd::daemon {
namespace {

using namespace std::chrono_literals;

constexpr core::nanoseconds write_every = 200ms;
/// How long a file that takes no more may hold up the end of the program.
constexpr core::nanoseconds last_write_within = 300ms;

async::task<int> write_waiting(uv::loop& loop, probe_log& probes) {
  auto write = [fd = probes.fd(), lines = probes.take()] { return write_all(fd, lines); };
  const auto failed = co_await uv::offload(loop, std::move(write));
  co_return failed.value_or(0);
}

}  // namespace

async::task<void> write_probe_log(uv::loop& loop, probe_log& probes, log& out) {
  const async::stop_token parent = co_await async::current_stop_token();
  async::late_stop giving_up(loop.scheduler(), last_write_within,
                             parent);  // lines once taken are written while stopping
  int last_failure = 0;
  std::uint64_t dropped = 0;
  for (bool going_on = true; going_on;) {
    const core::instant again = loop.scheduler().now() + write_every;
    const bool awake = co_await async::sleep_until(loop.scheduler(), again);
    going_on = awake;
    auto writing = write_waiting(loop, probes);
    writing.use_stop(giving_up.token());
    const int failure = co_await std::move(writing);
    if (giving_up.stop_requested()) {
      out.error("the probe log takes no more: its last lines are lost");
      co_return;
    }
    if (failure != 0 && failure != last_failure) {
      out.error("cannot write the probe log", {{"error", core::errno_name(failure)}});
    }
    last_failure = failure;
    if (probes.dropped() != dropped) {
      dropped = probes.dropped();
      out.error("the probe log cannot keep up: lines were dropped", {{"dropped", dropped}});
    }
  }
}

}  // namespace reachd::daemon

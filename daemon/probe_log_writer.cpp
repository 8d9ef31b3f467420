// SPDX-License-Identifier: Apache-2.0
#include "daemon/probe_log_writer.hpp"

#include "async/sleep.hpp"
#include "core/error.hpp"
#include "uv/offload.hpp"

namespace reachd::daemon {
namespace {

using namespace std::chrono_literals;

constexpr core::nanoseconds write_every = 200ms;

async::task<int> write_waiting(uv::loop& loop, probe_log& probes) {
  auto write = [fd = probes.fd(), lines = probes.take()] { return write_all(fd, lines); };
  const auto failed = co_await uv::offload(loop, std::move(write));
  co_return failed.value_or(0);
}

}  // namespace

async::task<void> write_probe_log(uv::loop& loop, probe_log& probes, log& out) {
  int last_failure = 0;
  std::uint64_t dropped = 0;
  for (bool going_on = true; going_on;) {
    const core::instant again = loop.scheduler().now() + write_every;
    const bool awake = co_await async::sleep_until(loop.scheduler(), again);
    going_on = awake;
    auto writing = write_waiting(loop, probes);
    writing.use_stop(async::stop_token());  // lines once taken are written, also while stopping
    const int failure = co_await std::move(writing);
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

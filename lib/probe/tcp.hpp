// SPDX-License-Identifier: Apache-2.0
// TCP ping: connect, take the kernel's handshake RTT, close by RST. One task per probe in the target's scope.
// The RTT is tcpi_rtt when no SYN was sent twice (tcp_info in linux/tcp.h), else the time until connected, however late
// that is seen; a retransmitted SYN is the loss signal of this kind of probe and is counted. Refused, unreachable,
// silent and local errors are told apart. Where the target asks for more, a dialogue follows the handshake, whose RTT
// stays what it was.
#pragma once

#include "probe/attempt.hpp"
#include "probe/prober.hpp"
#include "probe/recorder.hpp"
#include "probe/tls_contexts.hpp"
#include "uv/loop.hpp"

namespace reachd::probe {

/// Connects and goes. What was not in time by the kernel's account is no reply.
async::task<reply> ping(uv::loop& loop, core::endpoint to, core::nanoseconds timeout);

class tcp final : public prober {
 public:
  tcp(uv::loop& loop, recorder& record, tls_contexts& contexts)
      : loop_(&loop), record_(&record), contexts_(&contexts) {}

  void begin(target& probed) override;
  /// Its probes are tasks of the target's scope, which stops them.
  void stop(target&) override {}

 private:
  uv::loop* loop_;
  recorder* record_;
  tls_contexts* contexts_;
};

}  // namespace reachd::probe

// SPDX-License-Identifier: Apache-2.0
// DNS as a kind of probe: one question to one name server, by UDP, and by TCP when the answer does not fit. Role: is
// that server there, does it know that name, how long does it take. The RTT is that of the answer that counts, its
// connection included. Sources: RFC 1035, section 4.2; RFC 7766.
// Invariant: only a packet from the server, with our number and our question in it, is an answer (RFC 5452, section 9).
#pragma once

#include "probe/account.hpp"
#include "probe/attempt.hpp"
#include "probe/prober.hpp"

namespace reachd::probe {

/// `tell` may be nullptr.
async::task<reply> ask_server(uv::loop& loop, core::endpoint server, std::shared_ptr<const options::dns> how,
                              account* tell = nullptr);

class name_query final : public prober {
 public:
  name_query(uv::loop& loop, recorder& record) : loop_(&loop), record_(&record) {}

  void begin(target& probed) override;
  /// Its probes are tasks of the target's scope, which stops them.
  void stop(target&) override {}

 private:
  uv::loop* loop_;
  recorder* record_;
};

}  // namespace reachd::probe

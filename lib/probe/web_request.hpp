// SPDX-License-Identifier: Apache-2.0
// HTTP as a kind of probe: a request, its redirects where they are followed, and what the last answer must be. Role:
// whether a web server does what it is there for. The RTT is the time from the first connection to the end of the last
// answer, lookups of hosts that a redirect names included. Sources: RFC 9110, RFC 6750, RFC 7617.
// Invariant: each hop is a connection of its own, to an address that we looked up; what tells who we are goes to the
// origin of the url and to no other.
#pragma once

#include "fetch/client.hpp"
#include "probe/attempt.hpp"
#include "probe/name_source.hpp"
#include "probe/prober.hpp"
#include "probe/tls_contexts.hpp"

namespace reachd::probe {

class web_request final : public prober {
 public:
  web_request(uv::loop& loop, recorder& record, fetch::client& client, name_source& names, tls_contexts& contexts)
      : loop_(&loop), record_(&record), client_(&client), names_(&names), contexts_(&contexts) {}

  void begin(target& probed) override;
  /// Its probes are tasks of the target's scope, which stops them.
  void stop(target&) override {}

 private:
  uv::loop* loop_;
  recorder* record_;
  fetch::client* client_;
  name_source* names_;
  tls_contexts* contexts_;
};

}  // namespace reachd::probe

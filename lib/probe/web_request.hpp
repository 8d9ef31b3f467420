// SPDX-License-Identifier: Apache-2.0
// HTTP as a kind of probe. Role: whether a web server does what it is there for; what a probe does is in web_visit.
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

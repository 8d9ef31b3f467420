// SPDX-License-Identifier: Apache-2.0
// One probe of somebody who asks for it: `auto found = co_await blackbox::run(with, what);`. Role: the same probers as
// those of targets, with a time limit, and kept where it may go. Invariant: one lookup a host; the address that it gave
// is judged by the allow-list and then dialled, and no other. A stop from above ends it at once.
#pragma once

#include <memory>
#include <string>

#include "blackbox/finding.hpp"
#include "fetch/client.hpp"
#include "fetch/url.hpp"
#include "icmp/pinger.hpp"
#include "options/blackbox.hpp"
#include "probe/echo_way.hpp"
#include "probe/name_source.hpp"
#include "probe/tls_contexts.hpp"

namespace reachd::blackbox {

/// They outlive the run.
struct means {
  uv::loop& loop;
  icmp::pinger& pinger;
  probe::lane_source* lanes;  // nullptr: nobody has any
  probe::name_source& names;
  fetch::client& client;
  probe::tls_contexts& contexts;
};

struct order {
  std::shared_ptr<const options::blackbox> box;
  const options::probe_module* by = nullptr;  // one of the box
  std::string host = {};
  std::uint16_t port = 0;     // not for icmp
  fetch::url url = {};        // for http
  std::string hostname = {};  // the server's name for TLS and, with http, of the request; empty: the host
  core::nanoseconds limit{};
};

async::task<finding> run(means with, order what);

}  // namespace reachd::blackbox

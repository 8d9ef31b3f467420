// SPDX-License-Identifier: Apache-2.0
// One visit of a web server: a request, its redirects where they are followed, and what the last answer must be. Role:
// what an HTTP probe awaits, of a target as of somebody who asks once. The RTT is the time from the first connection to
// the end of the last answer, lookups of hosts that a redirect names included. Sources: RFC 9110, RFC 6750, RFC 7617.
// Invariant: each hop is a connection of its own, to an address that we looked up and that was allowed; what tells who
// we are goes to the origin of the url and to no other.
#pragma once

#include <memory>
#include <string>

#include "fetch/client.hpp"
#include "fetch/url.hpp"
#include "options/blackbox.hpp"
#include "probe/account.hpp"
#include "probe/attempt.hpp"
#include "probe/name_source.hpp"
#include "probe/tls_contexts.hpp"

namespace reachd::probe {

struct web_means {
  uv::loop& loop;
  fetch::client& client;
  name_source& names;
  tls_contexts& contexts;
};

struct web_visit {
  std::shared_ptr<const options::http> how;
  fetch::url first;
  core::address address;                        // of its host
  std::string host_header = {};                 // for that origin, in place of the url's; also the name for TLS
  const options::allow_list* within = nullptr;  // nullptr: it may go everywhere
  options::family_choice family = options::family_choice::as_ordered;  // of hosts that redirects name
  account* tell = nullptr;
};

/// What the visit names outlives it.
async::task<reply> visit(web_means with, web_visit what);

}  // namespace reachd::probe

// SPDX-License-Identifier: Apache-2.0
// An engine and a server that talk without a connection.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>

#include "support/tls_server.hpp"
#include "tls/engine.hpp"

namespace reachd::test {

using step = tls::engine::step;

inline std::shared_ptr<const tls::context> context_with(const std::string& authorities,
                                                        const tls::protocol_names& protocols = {},
                                                        bool insecure = false) {
  options::tls asked;
  asked.authorities = authorities;
  asked.insecure = insecure;
  const auto made = tls::context::make(asked, protocols);
  REQUIRE(made);
  return *made;
}

inline std::shared_ptr<const tls::context> believer(const tls::protocol_names& protocols = {}, bool insecure = false) {
  return context_with(pem(world().root.certificate), protocols, insecure);
}

/// False: it failed.
inline bool give(tls::engine& to, std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t size = std::min(bytes.size(), to.room().size());
    std::memcpy(to.room().data(), bytes.data(), size);
    bytes.remove_prefix(size);
    if (!to.feed(size)) return false;
  }
  return true;
}

/// Goes on until the client is done, has failed, or neither has more to say.
inline step shake(tls::engine& client, tls_server& server) {
  for (int turn = 0; turn < 10; ++turn) {
    const step how = client.shake();
    const std::string answer = server.step(client.take_output());
    if (how != step::wants_more) return give(client, answer) ? how : step::failed;
    if (!give(client, answer)) return step::failed;
  }
  return step::wants_more;
}

}  // namespace reachd::test

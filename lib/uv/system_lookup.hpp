// SPDX-License-Identifier: Apache-2.0
// Name lookup as the system does it. Role: the lookup_port over uv_getaddrinfo, which honours nsswitch.conf, hosts(5)
// and resolv.conf(5). Owner: it may go while a lookup runs; the answer still comes. Invariant: one
// lookup asks for A, for AAAA, or for both.
#pragma once

#include "uv/lookup_port.hpp"
#include "uv/loop.hpp"

namespace reachd::uv {

class system_lookup final : public lookup_port {
 public:
  explicit system_lookup(loop& on) : loop_(&on) {}
  /// Errors: what getaddrinfo(3) says, in words with its EAI name; the code is 0, or the errno when it was one.
  void begin(const std::string& name, core::families wanted, done ended) override;

 private:
  loop* loop_;
};

}  // namespace reachd::uv

// SPDX-License-Identifier: Apache-2.0
// The host name `_gateway`: the gateway of the default route, whatever it is now (nss-myhostname(8) has the same name).
// Role: a name_source before the real one. Owner: the composition root.
#pragma once

#include <functional>
#include <utility>

#include "probe/name_source.hpp"

namespace reachd::probe {

class gateway_names final : public name_source {
 public:
  using source = std::function<std::vector<core::address>()>;

  gateway_names(source gateways, name_source& others) : gateways_(std::move(gateways)), others_(&others) {}

  async::task<core::result<std::vector<core::address>>> lookup(std::string name, core::families wanted) override;

 private:
  source gateways_;
  name_source* others_;
};

}  // namespace reachd::probe

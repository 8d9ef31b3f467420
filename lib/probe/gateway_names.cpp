// SPDX-License-Identifier: Apache-2.0
#include "probe/gateway_names.hpp"

namespace reachd::probe {

async::task<core::result<std::vector<core::address>>> gateway_names::lookup(std::string name) {
  using answer = core::result<std::vector<core::address>>;
  if (name == "_gateway") {
    std::vector<core::address> found = gateways_();
    if (found.empty()) co_return answer(std::unexpected(core::error("there is no default route with a gateway now")));
    co_return answer(std::move(found));
  }
  auto found = co_await others_->lookup(std::move(name));
  co_return found;
}

}  // namespace reachd::probe

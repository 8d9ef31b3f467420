// SPDX-License-Identifier: Apache-2.0
#include "probe/gateway_names.hpp"

namespace reachd::probe {
namespace {

core::error none(core::families wanted) {
  const bool any = wanted == core::families::any || wanted == core::families::both;
  return core::error("there is no default route with a gateway" +
                     (any ? "" : " that has an " + std::string(core::address_word(wanted))) + " now");
}

}  // namespace

async::task<core::result<std::vector<core::address>>> gateway_names::lookup(std::string name, core::families wanted) {
  using answer = core::result<std::vector<core::address>>;
  if (name == "_gateway") {
    std::vector<core::address> found = gateways_();
    std::erase_if(found, [wanted](const core::address& one) { return !core::holds(wanted, one.family()); });
    if (found.empty()) co_return answer(std::unexpected(none(wanted)));
    co_return answer(std::move(found));
  }
  auto found = co_await others_->lookup(std::move(name), wanted);
  co_return found;
}

}  // namespace reachd::probe

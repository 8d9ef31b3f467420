// SPDX-License-Identifier: Apache-2.0
#include "probe/web_request.hpp"

#include "core/network.hpp"
#include "probe/pick_address.hpp"
#include "probe/web_visit.hpp"

namespace reachd::probe {
namespace {

/// Of hosts that a redirect names. What is told of one address of a name is told of its family all the way.
core::families families_from(const target& probed) {
  if (!probed.pinned) return probed.families;
  return core::destination_of(*probed.address).family() == core::family::v4 ? core::families::v4 : core::families::v6;
}

}  // namespace

void web_request::begin(target& probed) {
  web_visit what;
  what.how = std::get<std::shared_ptr<const options::http>>(probed.asks);
  what.first.secure = what.how->secure;
  what.first.host = probed.host;
  what.first.port = probed.port;
  what.first.authority = what.how->authority;
  what.first.path = what.how->path;
  what.address = *probed.address;
  what.family = choice_of(families_from(probed));
  const web_means with{*loop_, *client_, *names_, *contexts_};
  begin_attempt(probed, *loop_, *record_, visit(with, std::move(what)));
}

}  // namespace reachd::probe

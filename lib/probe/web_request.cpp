// SPDX-License-Identifier: Apache-2.0
#include "probe/web_request.hpp"

#include "probe/pick_address.hpp"
#include "probe/web_visit.hpp"

namespace reachd::probe {

void web_request::begin(target& probed) {
  web_visit what;
  what.how = std::get<std::shared_ptr<const options::http>>(probed.asks);
  what.first.secure = what.how->secure;
  what.first.host = probed.host;
  what.first.port = probed.port;
  what.first.authority = what.how->authority;
  what.first.path = what.how->path;
  what.address = *probed.address;
  what.family = choice_of(probed.families);
  const web_means with{*loop_, *client_, *names_, *contexts_};
  begin_attempt(probed, *loop_, *record_, visit(with, std::move(what)));
}

}  // namespace reachd::probe

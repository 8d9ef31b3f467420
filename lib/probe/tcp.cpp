// SPDX-License-Identifier: Apache-2.0
#include "probe/tcp.hpp"

#include "probe/handshake_time.hpp"
#include "probe/tcp_dialogue.hpp"
#include "uv/connect.hpp"
#include "uv/status.hpp"

namespace reachd::probe {

async::task<reply> ping(uv::loop& loop, core::endpoint to, core::nanoseconds timeout) {
  const core::instant began = uv::monotonic_now();
  auto connected = co_await uv::connect(loop, to);
  reply out;
  if (connected) {
    out.how = describe_connection(connected->fd(), uv::monotonic_now() - began, timeout);
    connected->close_reset();
  } else if (uv::is_stopped(connected.error())) {
    out.stopped = true;
  } else {
    out.how = describe_failure(connected.error());
  }
  co_return out;
}

void tcp::begin(target& probed) {
  const core::endpoint to{*probed.address, probed.port};
  const auto* const asks = std::get_if<std::shared_ptr<const options::tcp>>(&probed.asks);
  if (asks == nullptr) return begin_attempt(probed, *loop_, *record_, ping(*loop_, to, probed.timeout));
  const dialogue what{*asks, probed.host, probed.timeout};
  begin_attempt(probed, *loop_, *record_, converse(*loop_, *contexts_, to, what));
}

}  // namespace reachd::probe

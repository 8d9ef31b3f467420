// SPDX-License-Identifier: Apache-2.0
#include "daemon/listeners.hpp"

#include "http/adopted_socket.hpp"

namespace reachd::daemon {
namespace {

constexpr std::uint16_t default_port = 10094;

std::vector<core::endpoint> default_endpoints() {
  return {{*core::address::parse("127.0.0.1"), default_port}, {*core::address::parse("::1"), default_port}};
}

}  // namespace

bool listen_everywhere(http::server& server, const std::optional<std::vector<core::endpoint>>& asked, log& out) {
  bool good = true;
  for (const core::endpoint& at : asked ? *asked : default_endpoints()) {
    const auto listening = server.listen(at);
    if (listening) {
      out.info("listening", {{"address", listening->to_string()}});
    } else if (!asked && http::lacks_address(listening.error())) {
      out.info("not listening: this machine lacks the address", {{"address", at.to_string()}});
    } else {
      out.error("cannot listen", {{"address", at.to_string()}, {"error", listening.error().message()}});
      good = good && !asked;
    }
  }
  if (good && server.endpoints().empty()) {
    out.error("no listener is left: nobody could read the metrics");
    return false;
  }
  return good;
}

bool listen_control(http::server& server, const std::string& path, log& out) {
  const auto listening = server.listen_control(path);
  if (listening) {
    out.info("listening", {{"socket", path}});
    return true;
  }
  out.error("cannot listen", {{"socket", path}, {"error", listening.error().message()}});
  return false;
}

bool listen_on(http::server& server, std::vector<passed_socket> passed, log& out) {
  bool good = true;
  for (passed_socket& each : passed) {
    auto adopted = http::adopt_socket(std::move(each.fd));
    if (!adopted) {
      out.error("cannot listen", {{"socket", each.name}, {"error", adopted.error().message()}});
      good = false;
      continue;
    }
    const core::endpoint at = server.listen(std::move(*adopted));
    out.info("listening", {{"address", at.to_string()}, {"socket", each.name}});
  }
  return good;
}

}  // namespace reachd::daemon

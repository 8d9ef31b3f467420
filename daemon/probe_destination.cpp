// SPDX-License-Identifier: Apache-2.0
#include "daemon/probe_destination.hpp"

#include <algorithm>

#include "config/host.hpp"

namespace reachd::daemon {
namespace {

using read = std::expected<probe_destination, no_destination>;

constexpr std::uint16_t dns_port = 53;

read refuse(const config::complaint& why, bool looked_up) {
  return std::unexpected(no_destination{why.hint.empty() ? why.message : why.message + "; " + why.hint, looked_up});
}

/// One colon outside of brackets.
bool has_port(std::string_view text) {
  const std::size_t bracket = text.starts_with('[') ? text.find(']') : 0;
  return bracket != std::string_view::npos && std::ranges::count(text.substr(bracket), ':') == 1;
}

/// A host and, behind its last colon, digits.
bool is_like_authority(std::string_view text) {
  const std::size_t bracket = text.find(']');
  if (text.starts_with('[') != (bracket != std::string_view::npos)) return false;
  const std::size_t colon = text.find(':', text.starts_with('[') ? bracket : text.rfind(':'));
  const std::string_view port = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  return text.find_first_of(" <>\"\\^`{|}") == std::string_view::npos &&
         port.find_first_not_of("0123456789") == std::string_view::npos;
}

read read_url(std::string_view text) {
  const bool has_scheme = text.starts_with("http://") || text.starts_with("https://");
  const std::string whole = has_scheme ? std::string(text) : "http://" + std::string(text);
  const std::string_view rest = std::string_view(whole).substr(whole.find("://") + 3);
  auto parts = config::parse_url(whole);
  if (!parts) return refuse(parts.error(), is_like_authority(rest.substr(0, rest.find_first_of("/?#"))));
  probe_destination out;
  out.host = parts->host;
  out.port = parts->port;
  out.url = {parts->secure, std::move(parts->host), parts->port, std::move(parts->authority), std::move(parts->path)};
  return out;
}

read read_host(std::string_view text) {
  const auto good = config::check_host(text);
  if (!good) return refuse(good.error(), true);
  return probe_destination{.host = std::string(text)};
}

read read_server(std::string_view text, std::uint16_t usual_port, bool looked_up) {
  auto parts = config::parse_server(text);
  if (!parts) return refuse(parts.error(), looked_up);
  if (parts->port == 0 && usual_port == 0) return refuse({"a tcp probe without a port", "write HOST:PORT"}, looked_up);
  const std::uint16_t port = parts->port == 0 ? usual_port : parts->port;
  return probe_destination{.host = std::move(parts->host), .port = port};
}

}  // namespace

std::expected<probe_destination, no_destination> read_destination(options::kind probe, std::string_view text) {
  switch (probe) {
    case options::kind::http:
      return read_url(text);
    case options::kind::tcp:
      return read_server(text, 0, has_port(text));
    case options::kind::dns:
      return read_server(text, dns_port, true);
    case options::kind::icmp:
    case options::kind::exec:
      break;
  }
  return read_host(text);
}

}  // namespace reachd::daemon

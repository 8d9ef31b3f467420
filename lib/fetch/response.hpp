// SPDX-License-Identifier: Apache-2.0
// What became of a request. Role: an answer, or a failure of a kind that says whom to blame; both tell how long each
// phase took. Invariant: a failure's message is one printable line of bounded length and holds nothing secret.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "core/address.hpp"
#include "core/time.hpp"

namespace reachd::fetch {

/// Zero: that phase was not reached, or there is none.
struct phases {
  core::nanoseconds connect{};     // TCP's handshake
  core::nanoseconds tls{};         // its handshake
  core::nanoseconds first_byte{};  // from the request to the first byte of the answer
  core::nanoseconds transfer{};    // from there to the end
};

enum class phase : std::uint8_t { connect, tls, first_byte, transfer };
inline constexpr std::array<std::string_view, 4> phase_names = {"connect", "tls", "first_byte", "transfer"};
constexpr std::string_view name_of(phase value) { return phase_names[static_cast<std::size_t>(value)]; }

/// Those headers of the answer that somebody looks at, each cut where it is too long to be meant.
struct header_fields {
  std::string location = {};
  std::string content_type = {};
  std::string last_modified = {};
  std::string date = {};
  std::optional<std::uint64_t> content_length = {};
};

struct response {
  long status = 0;
  std::string_view http_version = {};  // "1.0", "1.1", "2"
  header_fields headers = {};
  std::string body = {};             // unpacked; empty where it was not to be kept
  std::uint64_t body_bytes = 0;      // of it
  bool cut = false;                  // there was more of it than was wanted
  std::uint64_t received_bytes = 0;  // headers and body as they came
  phases times = {};
  core::endpoint local = {};
  core::endpoint remote = {};
  bool verified = false;  // the certificate and its name are good; without it nobody looked
  std::optional<core::wall_time> certificate_ends = {};  // the first of the chain's
};

enum class failure_kind : std::uint8_t {
  refused,      // a reset in place of a connection
  unreachable,  // the network says that nobody gets there
  silent,       // the kernel gave up
  tls,          // no common ground, or the connection ended in the handshake
  certificate,  // it cannot be verified
  closed,       // the connection ended before the answer did
  protocol,     // what came is not HTTP
  too_large,    // headers without end
  encoding,     // the body cannot be unpacked
  stopped,      // by us
  local,        // we could not ask: no descriptor, no port, no route, a request that may not be sent
};
inline constexpr std::array<std::string_view, 11> failure_names = {
    "refused",  "unreachable", "silent",   "tls",     "certificate", "closed",
    "protocol", "too_large",   "encoding", "stopped", "local"};
constexpr std::string_view name_of(failure_kind value) { return failure_names[static_cast<std::size_t>(value)]; }

struct failure {
  failure_kind kind = failure_kind::local;
  int errno_value = 0;  // 0: unknown
  std::string message = {};
  phase reached = phase::connect;  // where it ended
  phases times = {};
};

using outcome = std::expected<response, failure>;

}  // namespace reachd::fetch

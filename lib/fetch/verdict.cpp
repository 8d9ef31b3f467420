// SPDX-License-Identifier: Apache-2.0
#include "fetch/verdict.hpp"

#include <curl/curl.h>

#include <cerrno>

namespace reachd::fetch {
namespace {

constexpr std::size_t longest_message = 300;

failure_kind no_connection(int errno_value, bool at_once) {
  switch (errno_value) {
    case ECONNREFUSED:
      return failure_kind::refused;
    case ECONNRESET:
      return failure_kind::closed;
    case ETIMEDOUT:
      return failure_kind::silent;
    case 0:  // no socket was made, or it could not be watched
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
    case EADDRNOTAVAIL:
    case EADDRINUSE:
    case EACCES:
    case EPERM:
    case EAFNOSUPPORT:
    case EINVAL:
      return failure_kind::local;
    default:
      // Said at once it is our own route, later an answer of the network.
      return at_once ? failure_kind::local : failure_kind::unreachable;
  }
}

}  // namespace

failure_kind kind_of(const circumstances& how) {
  const bool answered = how.reached == phase::transfer;
  switch (how.curl_code) {
    case CURLE_COULDNT_CONNECT:
      return no_connection(how.errno_value, how.at_once);
    case CURLE_OPERATION_TIMEDOUT:
      return failure_kind::silent;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CIPHER:
      return failure_kind::tls;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
      return failure_kind::certificate;
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_SEND_ERROR:
    case CURLE_SEND_FAIL_REWIND:
      return failure_kind::closed;
    case CURLE_RECV_ERROR:
      if (how.complaint.ends_with("in chunked-encoding")) return failure_kind::protocol;
      return how.reached == phase::tls ? failure_kind::tls : failure_kind::closed;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_CHUNK_FAILED:
      return how.reached == phase::connect ? failure_kind::local : failure_kind::protocol;
    case CURLE_BAD_CONTENT_ENCODING:
      return failure_kind::encoding;
    case CURLE_FILESIZE_EXCEEDED:
      return failure_kind::too_large;
    case CURLE_OUT_OF_MEMORY:
      // libcurl says so as well of a header line that does not end.
      return answered ? failure_kind::too_large : failure_kind::local;
    default:
      return answered ? failure_kind::protocol : failure_kind::local;
  }
}

std::string printable(std::string_view text) {
  std::string out(text.substr(0, longest_message));
  for (char& letter : out)
    if (letter < 0x20 || letter == 0x7f) letter = '?';
  return out;
}

}  // namespace reachd::fetch

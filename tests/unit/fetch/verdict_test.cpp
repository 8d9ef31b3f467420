// SPDX-License-Identifier: Apache-2.0
#include "fetch/verdict.hpp"

#include <curl/curl.h>
#include <doctest/doctest.h>

#include <cerrno>

using namespace reachd::fetch;

namespace {

failure_kind connecting(int errno_value, bool at_once = false) {
  circumstances how;
  how.curl_code = CURLE_COULDNT_CONNECT;
  how.errno_value = errno_value;
  how.at_once = at_once;
  return kind_of(how);
}

failure_kind at(CURLcode code, phase reached, std::string_view complaint = "") {
  circumstances how;
  how.curl_code = code;
  how.reached = reached;
  how.complaint = complaint;
  return kind_of(how);
}

}  // namespace

TEST_CASE("a connection that was not made is judged by its errno") {
  CHECK(connecting(ECONNREFUSED) == failure_kind::refused);
  CHECK(connecting(ECONNREFUSED, true) == failure_kind::refused);
  CHECK(connecting(ETIMEDOUT) == failure_kind::silent);
  CHECK(connecting(EHOSTUNREACH) == failure_kind::unreachable);
  CHECK(connecting(ECONNRESET) == failure_kind::closed);
  for (const int ours : {EMFILE, ENFILE, EADDRNOTAVAIL, ENOBUFS, EPERM, EACCES, 0})
    CHECK(connecting(ours) == failure_kind::local);
}

TEST_CASE("no route is ours when it is said at once, and the network's later") {
  CHECK(connecting(ENETUNREACH, true) == failure_kind::local);
  CHECK(connecting(ENETUNREACH) == failure_kind::unreachable);
}

TEST_CASE("what comes later is judged by libcurl's code and by how far it came") {
  CHECK(at(CURLE_SSL_CONNECT_ERROR, phase::tls) == failure_kind::tls);
  CHECK(at(CURLE_RECV_ERROR, phase::tls) == failure_kind::tls);
  CHECK(at(CURLE_PEER_FAILED_VERIFICATION, phase::tls) == failure_kind::certificate);
  CHECK(at(CURLE_RECV_ERROR, phase::transfer) == failure_kind::closed);
  CHECK(at(CURLE_RECV_ERROR, phase::transfer, "Illegal or missing hexadecimal sequence in chunked-encoding") ==
        failure_kind::protocol);
  CHECK(at(CURLE_GOT_NOTHING, phase::first_byte) == failure_kind::closed);
  CHECK(at(CURLE_UNSUPPORTED_PROTOCOL, phase::transfer) == failure_kind::protocol);
  CHECK(at(CURLE_UNSUPPORTED_PROTOCOL, phase::connect) == failure_kind::local);
  CHECK(at(CURLE_OUT_OF_MEMORY, phase::transfer) == failure_kind::too_large);
  CHECK(at(CURLE_OUT_OF_MEMORY, phase::connect) == failure_kind::local);
  CHECK(at(CURLE_BAD_CONTENT_ENCODING, phase::transfer) == failure_kind::encoding);
  CHECK(at(CURLE_SSL_CERTPROBLEM, phase::connect) == failure_kind::local);
}

TEST_CASE("a message is one printable line of bounded length") {
  CHECK(printable("a\r\nb\x1b[0m") == "a??b?[0m");
  CHECK(printable(std::string(1000, 'x')).size() == 300);
}

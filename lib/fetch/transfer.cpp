// SPDX-License-Identifier: Apache-2.0
#include "fetch/transfer.hpp"

#include <sys/socket.h>

#include <cerrno>

#include "core/error.hpp"
#include "fetch/multi.hpp"
#include "fetch/verdict.hpp"

namespace reachd::fetch {

transfer::~transfer() {
  if (easy_ != nullptr) multi_->remove(*this);
}

void transfer::begin() {
  if (const auto flaw = flaw_of(*asked_)) {
    fail(failure_kind::local, EINVAL, "the request was not sent: " + *flaw);
    ended();
    return;
  }
  multi_->add(*this);
}

void transfer::stop() noexcept {
  fail(failure_kind::stopped, ECANCELED, "stopped");
  multi_->remove(*this);
}

void transfer::prepare(easy_handle easy, const identity& us) {
  easy_ = std::move(easy);
  set_options(easy_.get(), *asked_, us, texts_);
  const auto set = [this](CURLoption option, auto value) { curl_easy_setopt(easy_.get(), option, value); };
  set(CURLOPT_ERRORBUFFER, complaint_.data());
  set(CURLOPT_PRIVATE, static_cast<void*>(this));
  set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(this));
  set(CURLOPT_SSL_CTX_FUNCTION, &begin_tls);
  set(CURLOPT_SSL_CTX_DATA, static_cast<void*>(this));
  set(CURLOPT_HEADERFUNCTION, &take_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  set(CURLOPT_WRITEFUNCTION, &take_body);
  set(CURLOPT_WRITEDATA, static_cast<void*>(this));
}

void transfer::fail(failure_kind kind, int errno_value, std::string message) {
  failure what;
  what.kind = kind;
  what.errno_value = errno_value;
  what.message = std::move(message);
  if (easy_ != nullptr) {
    what.reached = reached_by(easy_.get(), asked_->secure, own_marks());
    what.times = times_of(easy_.get(), own_marks());
  }
  outcome_.emplace(std::unexpected(std::move(what)));
}

void transfer::conclude(CURLcode code, bool at_once) {
  if (own_errno_ != 0)
    return fail(failure_kind::local, own_errno_, core::error::from_errno("connect", own_errno_).message());
  if (received_.too_many_headers()) return fail(failure_kind::too_large, 0, "headers without end");
  // Our own callback ends what is long enough; libcurl calls that an error.
  if (code == CURLE_OK && !received_.header_is_whole())  // which is enough for libcurl
    return fail(failure_kind::closed, 0, "the connection ended in the header of the answer");
  if (code == CURLE_OK || received_.cut()) {
    response got = describe(easy_.get(), *asked_, own_marks());
    got.headers = received_.take_fields();
    got.body = received_.take_text();
    got.body_bytes = received_.body_bytes();
    got.cut = received_.cut();
    outcome_.emplace(std::move(got));
    return;
  }
  circumstances how;
  how.curl_code = code;
  how.at_once = at_once;
  how.reached = reached_by(easy_.get(), asked_->secure, own_marks());
  long errno_value = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &errno_value);
  how.errno_value = static_cast<int>(errno_value);
  const char* const words = complaint_[0] != 0 ? complaint_.data() : curl_easy_strerror(code);
  how.complaint = words;
  fail(kind_of(how), how.errno_value, printable(words));
}

/// The first that libcurl does once the connection is there.
CURLcode transfer::begin_tls(CURL*, void*, void* self) {
  static_cast<transfer*>(self)->connected_at_ = uv::monotonic_now();
  return CURLE_OK;
}

marks transfer::own_marks() const {
  marks ours;
  if (connected_at_ != core::instant()) ours.connected = connected_at_ - counted_from_;
  if (answered_at_ != core::instant()) {
    ours.answered = answered_at_ - counted_from_;
  } else if (asked_->body.empty()) {
    // No line of a header, yet something may have come.
    ours.answered = time_of(easy_.get(), CURLINFO_STARTTRANSFER_TIME_T);
  }
  return ours;
}

curl_socket_t transfer::open_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& of = *static_cast<transfer*>(self);
  of.counted_from_ = uv::monotonic_now() - time_of(of.easy_.get(), CURLINFO_NAMELOOKUP_TIME_T);
  const int fd = ::socket(address->family, address->socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, address->protocol);
  if (fd < 0) {
    of.own_errno_ = errno;
    return CURL_SOCKET_BAD;
  }
  if (address->family == AF_INET6)
    reinterpret_cast<sockaddr_in6*>(&address->addr)->sin6_scope_id = of.asked_->to.address.scope_id();
  return fd;
}

std::size_t transfer::take_header(char* data, std::size_t size, std::size_t count, void* self) {
  auto& of = *static_cast<transfer*>(self);
  if (of.answered_at_ == core::instant()) of.answered_at_ = uv::monotonic_now();
  return of.received_.take_header({data, size * count}) ? size * count : 0;
}

std::size_t transfer::take_body(char* data, std::size_t size, std::size_t count, void* self) {
  return static_cast<transfer*>(self)->received_.take_body({data, size * count}) ? size * count : 0;
}

}  // namespace reachd::fetch

// SPDX-License-Identifier: Apache-2.0
#include "http/engine.hpp"

#include <microhttpd.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "access/client_certificate.hpp"
#include "access/priorities.hpp"
#include "http/exchange.hpp"

namespace reachd::http {
namespace {

/// Blocks sent, at most, per connection and run: about 60 KiB, so that a fast client does not hold up a turn.
constexpr int passes_per_run = 4;
/// Between runs in which nothing happened.
constexpr auto idle_run_every = std::chrono::milliseconds(20);
/// Connections that are being closed while their successors are taken in.
constexpr unsigned closing_allowance = 64;

const MHD_ConnectionInfo& info(MHD_Connection* raw, MHD_ConnectionInfoType what) {
  return *MHD_get_connection_info(raw, what);
}

connection& client_of(MHD_Connection* raw) {
  return *static_cast<connection*>(info(raw, MHD_CONNECTION_INFO_SOCKET_CONTEXT).socket_context);
}

void on_connection(void* self, MHD_Connection* raw, void** client, MHD_ConnectionNotificationCode what) {
  engine& on = *static_cast<engine*>(self);
  on.was_called();
  if (what == MHD_CONNECTION_NOTIFY_STARTED) {
    const int fd = info(raw, MHD_CONNECTION_INFO_CONNECTION_FD).connect_fd;
    const auto peer = core::address::from(info(raw, MHD_CONNECTION_INFO_CLIENT_ADDRESS).client_addr);
    on.opened();
    if (on.tls()) access::prepare_handshake(tls_session(*raw), *on.tls());
    *client = &on.told().opened(on, fd, peer.value_or(core::address()));
  } else if (*client != nullptr) {
    on.closed();
    on.told().closed(*static_cast<connection*>(std::exchange(*client, nullptr)));
  }
}

MHD_Result on_request(void* self, MHD_Connection* raw, const char* target, const char* method, const char*, const char*,
                      std::size_t* body_bytes, void** context) {
  engine& on = *static_cast<engine*>(self);
  on.was_called();
  if (*context == nullptr) {
    exchange& begun = on.told().begun(on, client_of(raw), *raw, method, target);
    *context = &begun;
    return !begun.answered() || begun.queue_answer() ? MHD_YES : MHD_NO;
  }
  exchange& asked = *static_cast<exchange*>(*context);
  if (*body_bytes > 0) return asked.take_body(std::exchange(*body_bytes, 0), on.bounds().body_bytes) ? MHD_YES : MHD_NO;
  if (asked.answered()) return asked.queue_answer() ? MHD_YES : MHD_NO;
  asked.suspend();
  on.told().received(asked);
  return MHD_YES;
}

void on_completed(void* self, MHD_Connection* raw, void** context, MHD_RequestTerminationCode how) {
  static_cast<engine*>(self)->was_called();
  if (*context == nullptr) return;
  static_cast<engine*>(self)->told().ended(*static_cast<exchange*>(std::exchange(*context, nullptr)));
  // After an error libmicrohttpd only shuts the sending side down and then waits for the client to go.
  if (how != MHD_REQUEST_TERMINATED_COMPLETED_OK && how != MHD_REQUEST_TERMINATED_DAEMON_SHUTDOWN)
    client_of(raw).close();
}

/// Leaves names and values as they came: we decode them ourselves, with their length.
std::size_t keep_encoded(void*, MHD_Connection*, char* text) { return std::strlen(text); }

/// What TLS adds to how it is started. The texts are read at once.
std::vector<MHD_OptionItem> tls_options(const access::tls_settings& tls, std::string& words) {
  const auto made = access::priorities(tls);
  if (!made) throw std::runtime_error("TLS cannot be set up: " + made.error().message());
  words = *made;
  const auto text = [](const std::string& of) { return const_cast<char*>(of.c_str()); };
  std::vector<MHD_OptionItem> out{{MHD_OPTION_HTTPS_MEM_KEY, 0, text(tls.key)},
                                  {MHD_OPTION_HTTPS_MEM_CERT, 0, text(tls.certificate)},
                                  {MHD_OPTION_HTTPS_PRIORITIES, 0, text(words)}};
  // Without authorities no client would be asked. Where any certificate will do our own stands for them; where it is
  // verified that would let in whoever has one from our own authority.
  const bool verified =
      tls.clients == access::client_auth::verify_if_given || tls.clients == access::client_auth::require_and_verify;
  if (verified && tls.authorities.empty()) throw std::runtime_error("TLS cannot be set up: no authority for clients");
  const std::string& trust = tls.authorities.empty() ? tls.certificate : tls.authorities;
  if (tls.clients != access::client_auth::none) out.push_back({MHD_OPTION_HTTPS_MEM_TRUST, 0, text(trust)});
  return out;
}

}  // namespace

void* tls_session(MHD_Connection& raw) { return info(&raw, MHD_CONNECTION_INFO_GNUTLS_SESSION).tls_session; }

void engine::stop_daemon::operator()(MHD_Daemon* stopped) const { MHD_stop_daemon(stopped); }

engine::engine(uv::loop& on, const limits& bounds, events& told, std::optional<access::tls_settings> tls)
    : loop_(&on), bounds_(&bounds), told_(&told), tls_(std::move(tls)) {
  const unsigned flags =
      MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME | (tls_ ? unsigned{MHD_USE_TLS} : 0U);
  std::string words;
  std::vector<MHD_OptionItem> more = tls_ ? tls_options(*tls_, words) : std::vector<MHD_OptionItem>();
  more.push_back({MHD_OPTION_END, 0, nullptr});
  const auto most = static_cast<unsigned>(bounds.connections) + closing_allowance;
  // Besides the header field lines this holds what libmicrohttpd makes of them and the header of the answer.
  const std::size_t memory = std::max<std::size_t>(2 * bounds.header_bytes, 4096);
  daemon_.reset(MHD_start_daemon(flags, 0, nullptr, nullptr, &on_request, this,                                  //
                                 MHD_OPTION_NOTIFY_CONNECTION, &on_connection, this,                             //
                                 MHD_OPTION_NOTIFY_COMPLETED, &on_completed, this,                               //
                                 MHD_OPTION_UNESCAPE_CALLBACK, &keep_encoded, nullptr,                           //
                                 MHD_OPTION_CONNECTION_LIMIT, most, MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory,  //
                                 MHD_OPTION_STRICT_FOR_CLIENT, 1,                                                //
                                 MHD_OPTION_ARRAY, more.data(), MHD_OPTION_END));
  if (!daemon_) {
    throw std::runtime_error(tls_ ? "TLS cannot be set up: libmicrohttpd refuses the certificate, its key or both"
                                  : "libmicrohttpd cannot start: no memory or no file descriptor left");
  }
  readable_.emplace(on, MHD_get_daemon_info(daemon_.get(), MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd);
  readable_->start();
}

bool engine::add(core::unique_fd fd, const core::socket_address& from) {
  pending_ = true;
  return MHD_add_connection(daemon_.get(), fd.release(), from.get(), from.length) == MHD_YES;
}

void engine::run() {
  const std::uint64_t calls_before = calls_;
  for (int pass = 0; pass < passes_per_run; ++pass) {
    MHD_run(daemon_.get());
    unsigned long long wait_ms = 0;
    pending_ = MHD_get_timeout(daemon_.get(), &wait_ms) == MHD_YES && wait_ms == 0;
    if (!pending_) return;
  }
  // libmicrohttpd 0.9.75 wants to be run again and again while a handshake waits for its client. What comes from there
  // makes its descriptor readable; the timer is for what it may have read already.
  if (!tls_ || calls_ != calls_before) return;
  pending_ = false;
  auto& wheel = loop_->scheduler().wheel();
  wheel.add(*this, wheel.now() + idle_run_every);
}

void engine::resume(MHD_Connection& suspended) {
  MHD_resume_connection(&suspended);
  pending_ = true;
}

void engine::close() {
  async::timer_wheel::remove(*this);
  readable_.reset();
  daemon_.reset();
  pending_ = false;
}

}  // namespace reachd::http

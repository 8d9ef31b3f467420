// SPDX-License-Identifier: Apache-2.0
#include "http/server.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "access/client_certificate.hpp"
#include "http/accept_encoding.hpp"
#include "http/content_coding.hpp"
#include "http/control_socket.hpp"
#include "http/read_request.hpp"

namespace reachd::http {
namespace {

/// Connections taken per turn; the rest waits in the kernel for the next one.
constexpr int accepts_per_turn = 16;

/// Sends `from` chunk by chunk, one ahead of what the client has taken.
async::task<void> send_stream(exchange& on, body_stream& from) {
  for (;;) {
    auto chunk = co_await from.next();
    if (!chunk || on.stop_requested()) break;
    if (chunk->empty()) {
      on.end_body();
      co_return;
    }
    on.supply(std::move(*chunk));
    const bool wanted = co_await on.chunk_wanted();
    if (!wanted) break;
  }
  on.fail_body();
}

/// The same rules with another certificate of ours. Nobody is turned away for it, and no handshake broken off.
bool is_renewal(const access::tls_settings& before, access::tls_settings after) {
  after.certificate = before.certificate;
  after.key = before.key;
  return after == before;
}

/// Whose certificate is not good enough gets a page that says why.
std::optional<response> refuse_client(const engine& by, connection& client, MHD_Connection& raw) {
  if (!by.tls() || by.tls()->clients == access::client_auth::none) return std::nullopt;
  if (!client.certificate_fault()) {
    const auto good = access::check_client(tls_session(raw), *by.tls());
    client.judged(good ? "" : good.error().message());
  }
  if (client.certificate_fault()->empty()) return std::nullopt;
  return response::text(403, *client.certificate_fault());
}

}  // namespace

server::server(uv::loop& on, routes served, const limits& bounds)
    : loop_(&on),
      routes_(std::move(served)),
      bounds_(bounds),
      stopped_(on.ready()),
      work_(on.ready()),
      acceptor_(on),
      plain_(on, bounds_, *this) {
  on.scheduler().add(*this);
}

core::result<core::endpoint> server::listen(const core::endpoint& at) {
  auto opened = listen_at(at);
  if (!opened) return std::unexpected(opened.error());
  return listen(std::move(*opened));
}

core::endpoint server::listen(listen_socket opened) {
  endpoints_.push_back(opened.at);
  acceptor_.add(std::move(opened));
  return endpoints_.back();
}

core::result<void> server::listen_control(const std::string& path) {
  auto opened = listen_at_path(path);
  if (!opened) return std::unexpected(opened.error());
  acceptor_.add(std::move(*opened));
  return {};
}

core::result<void> server::speak(std::optional<access::tls_settings> tls) {
  const bool secure = tls.has_value();
  const bool renewed = secure && is_secure_ && is_renewal(*secure_.back()->tls(), *tls);
  engine::events& told = *this;
  try {
    if (secure) secure_.push_back(std::make_unique<engine>(*loop_, bounds_, told, std::move(tls)));
  } catch (const std::runtime_error& problem) {
    return std::unexpected(core::error(problem.what()));
  }
  if (secure || is_secure_) connections_.dismiss(!renewed);
  is_secure_ = secure;
  return {};
}

void server::stop() {
  if (stopped_.is_set()) return;
  stopped_.set();
  acceptor_.close();
  connections_.close_waiting();
  work_.request_stop();
}

async::task<void> server::join() {
  const bool stopped = co_await stopped_.wait();
  if (!stopped) stop();
  try {
    co_await work_.join();
  } catch (...) {
    close();
    throw;
  }
  close();
}

void server::close() {
  for (const auto& open : exchanges_) open->fail_body();
  for_each_engine([](engine& each) { each.close(); });
  exchanges_.clear();
}

/// Whether nothing is left to do.
bool server::run_engines(bool with_news) {
  bool done = true;
  for_each_engine([&](engine& each) {
    if (with_news ? each.due() : each.pending()) each.run();
    done = done && !each.pending();
  });
  const auto left = [&](const auto& each) {
    const bool serves = is_secure_ && each == secure_.back();
    return !serves && each->connections() == 0 && !each->pending();
  };
  // Not while one of them may be on the stack: nothing calls back into here.
  std::erase_if(secure_, left);
  return done;
}

bool server::drain(core::instant) {
  bool done = run_engines(true);
  if (acceptor_.take()) {
    accept_pending();
    done = run_engines(false);
  }
  acceptor_.refill_reserve();
  return done;
}

bool server::flush() {
  for_each_engine([](engine& each) {
    while (exchange* suspended = each.unwatched().pop_front()) suspended->watch();
  });
  const bool done = run_engines(false);
  acceptor_.refill_reserve();
  return done;
}

void server::accept_pending() {
  for (int i = 0; i < accepts_per_turn && acceptor_.pending(); ++i) {
    const bool room = connections_.staying(false) < bounds_.connections || make_room();
    // Strangers that take all the room must not lock out whoever looks into it from the machine itself.
    const bool local_room = connections_.staying(true) < bounds_.local_connections;
    auto next = acceptor_.accept(room, local_room);
    if (next.exhausted && !make_room()) return acceptor_.rest();
    if (!next.fd && !(room && local_room)) return acceptor_.rest();
    if (!next.fd) continue;
    ++counts_.accepted;
    engine& by = is_secure_ && !next.by_control_socket ? *secure_.back() : plain_;
    if (!by.add(std::move(next.fd), next.from)) ++counts_.rejected;
  }
}

bool server::make_room() {
  connection* leaving = connections_.victim(loop_->scheduler().now());
  if (leaving == nullptr) return false;
  ++counts_.evicted;
  leaving->close();
  for_each_engine([](engine& each) { each.run(); });
  return true;
}

connection& server::opened(engine&, int fd, const core::address& peer) {
  auto& wheel = loop_->scheduler().wheel();
  connection& client = connections_.add(std::make_unique<connection>(wheel, bounds_, counts_, fd, peer));
  counts_.open = connections_.size();
  return client;
}

void server::closed(connection& gone) {
  connections_.remove(gone);
  counts_.open = connections_.size();
  acceptor_.go_on();
}

exchange& server::begun(engine& by, connection& client, MHD_Connection& raw, const char* method, const char* target) {
  auto header = read_request(raw, method, target, bounds_);
  header.asked.by_control_socket = client.by_control_socket();
  if (!header.refusal) header.refusal = refuse_client(by, client, raw);
  auto begun = std::make_shared<exchange>(by, client, raw, std::move(header.asked));
  if (header.refusal) {
    for (const name_value& field : fields_) header.refusal->headers.push_back(field);
    ++counts_.answers.at(header.refusal->status / 100);
    begun->answer(std::move(*header.refusal));
  }
  return *exchanges_.emplace_back(std::move(begun));
}

void server::received(exchange& asked) { work_.spawn(serve(asked.shared_from_this())); }

void server::ended(exchange& over) {
  const auto kept = over.shared_from_this();
  std::erase(exchanges_, kept);
  over.ended();
}

async::task<void> server::serve(std::shared_ptr<exchange> on) {
  const async::stop_token parent = co_await async::current_stop_token();
  auto work = answer(*on);
  work.use_stop(on->begin_work(parent));
  try {
    co_await std::move(work);
  } catch (...) {
    stop();
    throw;
  }
}

async::task<response> server::page(request asked) {
  if (admission_ && !asked.by_control_socket) {
    auto refusal = co_await admission_(asked);
    if (refusal) co_return std::move(*refusal);
  }
  co_return co_await routes_.respond(std::move(asked));
}

async::task<void> server::answer(exchange& on) {
  request asked = on.take_request();
  const bool body_wanted = !on.head_only();
  const bool gzip_wanted = prefers_gzip(asked.header("Accept-Encoding"));
  auto plain = co_await page(std::move(asked));
  for (const name_value& field : fields_) plain.headers.push_back(field);
  auto made = co_await coded(*loop_, std::move(plain), gzip_wanted);
  ++counts_.answers.at(std::min(made.status / 100, 5U));
  body_stream* body = on.answer(std::move(made));
  if (body == nullptr || !body_wanted) co_return;
  co_await send_stream(on, *body);
}

}  // namespace reachd::http

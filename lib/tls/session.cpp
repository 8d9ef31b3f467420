// SPDX-License-Identifier: Apache-2.0
#include "tls/session.hpp"

namespace reachd::tls {
namespace {

/// One record (RFC 8446 §5.1), so that no more than that is held of a long text.
constexpr std::size_t piece_bytes = 16384;

std::unexpected<failure> not_yet() {
  return std::unexpected(failure(failed_by::local, "TLS: there was no handshake before"));
}

}  // namespace

session::session(uv::tcp_stream& over, std::shared_ptr<const context> how, std::string_view host)
    : stream_(&over), engine_(std::make_unique<engine>(std::move(how), host)) {}
session::session(session&&) noexcept = default;
session::~session() = default;

bool session::truncated() const { return engine_->truncated(); }

async::task<std::expected<void, failure>> session::flush() {
  const std::string all = engine_->take_output();
  const auto sent = co_await stream_->write(all);
  if (!sent) co_return std::unexpected(of_stream(sent.error()));
  co_return std::expected<void, failure>();
}

async::task<std::expected<void, failure>> session::receive() {
  const auto size = co_await stream_->read(engine_->room());
  if (!size) co_return std::unexpected(of_stream(size.error()));
  if (*size == 0) {
    const std::optional<failure> problem = engine_->end_of_stream();
    if (problem) co_return std::unexpected(*problem);
  } else if (!engine_->feed(*size)) {
    co_return std::unexpected(engine_->problem());
  }
  co_return std::expected<void, failure>();
}

async::task<std::expected<handshake_result, failure>> session::handshake() {
  while (true) {
    const engine::step how = engine_->shake();
    const auto sent = co_await flush();
    if (!sent && sent.error().kind() == failed_by::stopped) co_return std::unexpected(sent.error());
    // An alert of ours that could not be sent matters less than why it was to be sent.
    if (how == engine::step::failed) co_return std::unexpected(engine_->problem());
    if (how == engine::step::done && !sent) co_return std::unexpected(sent.error());
    if (how == engine::step::done) co_return engine_->result();
    // Where nothing can be sent any more, what the peer said before it went may still be there, such as an alert.
    const auto came = co_await receive();
    if (!came) co_return std::unexpected(came.error());
  }
}

async::task<std::expected<std::size_t, failure>> session::read(std::span<char> into) {
  if (!engine_->established()) co_return not_yet();
  while (true) {
    std::size_t size = 0;
    const engine::step how = engine_->decrypt(into, size);
    // What there is to answer, such as a change of keys, waits until all is read that came: a stop loses no byte.
    if (how == engine::step::ended) co_return 0;
    if (how == engine::step::done) co_return size;
    const auto sent = co_await flush();
    if (!sent && sent.error().kind() == failed_by::stopped) co_return std::unexpected(sent.error());
    if (how == engine::step::failed) co_return std::unexpected(engine_->problem());
    // Where nothing can be sent any more, what the peer sent before may still be read.
    const auto came = co_await receive();
    if (!came) co_return std::unexpected(came.error());
  }
}

async::task<std::expected<void, failure>> session::write(std::string_view data) {
  if (!engine_->established()) co_return not_yet();
  if (!engine_->may_write()) {
    co_return std::unexpected(
        failure(failed_by::local, "TLS: nothing is sent to a server whose certificate cannot be verified"));
  }
  while (!data.empty()) {
    const std::string_view piece = data.substr(0, piece_bytes);
    data.remove_prefix(piece.size());
    if (engine_->encrypt(piece) != engine::step::done) co_return std::unexpected(engine_->problem());
    const auto sent = co_await flush();
    if (!sent) co_return std::unexpected(sent.error());
  }
  co_return std::expected<void, failure>();
}

async::task<std::expected<void, failure>> session::finish() {
  if (!engine_->established()) co_return not_yet();
  engine_->say_end();
  co_return co_await flush();
}

}  // namespace reachd::tls

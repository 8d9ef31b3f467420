// SPDX-License-Identifier: Apache-2.0
#include "probe/tcp_dialogue.hpp"

#include <array>
#include <optional>

#include "probe/certificate_readings.hpp"
#include "probe/handshake_time.hpp"
#include "tls/readable.hpp"
#include "tls/session.hpp"
#include "tls/starttls.hpp"
#include "uv/connect.hpp"
#include "uv/status.hpp"

namespace reachd::probe {
namespace {

using nothing = std::expected<void, tls::failure>;
using size_read = std::expected<std::size_t, tls::failure>;

constexpr std::size_t most_heard_bytes = 65'536;
/// Each is searched, so a server that sends byte by byte is not listened to for ever.
constexpr int most_pieces = 1'024;
constexpr std::size_t longest_shown = 128;

/// One connection, with or without TLS.
class conversation {
 public:
  conversation(tls_contexts& contexts, const dialogue& what, uv::tcp_stream& over)
      : contexts_(&contexts), what_(&what), stream_(&over), since_(uv::monotonic_now()) {}

  /// The problem is in told(), or in the failure.
  async::task<nothing> run() {
    const options::tcp& asks = *what_->asks;
    if (asks.tls) {
      const auto secured = co_await secure(*asks.tls);
      if (!secured || !told_.problem.empty()) co_return secured;
    }
    if (!asks.send.empty()) {
      const auto sent = co_await write(asks.send);
      if (!sent) co_return sent;
    }
    if (asks.expect) co_return co_await listen();
    co_return nothing();
  }

  stats::readings& told() { return told_; }

 private:
  void end_phase(std::string_view name) {
    const core::instant now = uv::monotonic_now();
    told_.add(stats::reading_kind::phase, core::to_seconds(now - since_), name);
    since_ = now;
  }

  async::task<nothing> secure(const options::tls& how) {
    const options::starttls upgrade = what_->asks->upgrade;
    if (upgrade != options::starttls::none) {
      const auto asked = co_await tls::start_tls(*stream_, upgrade);
      if (!asked) co_return asked;
      end_phase("starttls");
    }
    const auto context = co_await contexts_->get(how);
    if (!context) co_return std::unexpected(failure_of(context.error()));
    since_ = uv::monotonic_now();
    tls_.emplace(*stream_, *context, what_->host);
    const auto shaken = co_await tls_->handshake();
    if (!shaken) co_return std::unexpected(shaken.error());
    end_phase("tls");
    add_certificate(told_, *shaken, how, uv::wall_now());
    told_.problem = certificate_problem(*shaken, how).value_or("");
    if (what_->tell != nullptr) note_handshake(*shaken);
    co_return nothing();
  }

  void note_handshake(const tls::handshake_result& shaken) {
    what_->tell->note(uv::monotonic_now(), shaken.version + ", " + shaken.cipher + ", certificate of '" +
                                               (shaken.shown ? shaken.shown->subject : std::string()) + "'");
    if (told_.problem.empty()) what_->tell->tls = shaken;
  }

  static tls::failure failure_of(const core::error& why) {
    return {uv::is_stopped(why) ? tls::failed_by::stopped : tls::failed_by::local, why.message(), why.code()};
  }

  async::task<nothing> write(std::string_view text) {
    if (tls_) co_return co_await tls_->write(text);
    const auto written = co_await stream_->write(text);
    if (!written) co_return std::unexpected(tls::of_stream(written.error()));
    co_return nothing();
  }

  async::task<size_read> read(std::span<char> into) {
    if (tls_) co_return co_await tls_->read(into);
    const auto size = co_await stream_->read(into);
    if (!size) co_return std::unexpected(tls::of_stream(size.error()));
    co_return *size;
  }

  async::task<nothing> listen() {
    std::string heard;
    std::array<char, 4'096> piece{};
    const std::span<char> room(piece);
    for (int pieces = 0; pieces < most_pieces && heard.size() < most_heard_bytes; ++pieces) {
      const auto size = co_await read(room);
      const bool silent = !size && size.error().kind() == tls::failed_by::stopped;
      if (!size && (!silent || heard.empty())) co_return std::unexpected(size.error());
      if (silent || *size == 0) break;
      if (heard.empty()) end_phase("first_byte");
      heard.append(piece.data(), *size);
      if (what_->asks->expect->found_in(heard)) co_return nothing();
    }
    if (what_->tell != nullptr) what_->tell->pattern_missed = true;
    told_.problem = heard.empty() ? std::string("the server closed and said nothing")
                                  : "the server says '" + tls::readable(heard, longest_shown) +
                                        "', which does not match '" + what_->asks->expect->text() + "'";
    co_return nothing();
  }

  tls_contexts* contexts_;
  const dialogue* what_;
  uv::tcp_stream* stream_;
  std::optional<tls::session> tls_;
  core::instant since_;
  stats::readings told_;
};

/// What a conversation came to that went wrong.
reply failed(const tls::failure& why, stats::readings told) {
  if (why.kind() == tls::failed_by::stopped) return {.how = {}, .told = nullptr, .stopped = true};
  told.problem = why.message();
  reply out = answered({}, std::move(told));
  if (why.kind() == tls::failed_by::connection) out.how = describe_errno(why.code());
  if (why.kind() != tls::failed_by::local) return out;
  out.how.outcome = core::outcome::local_error;
  out.how.errno_value = why.code() != 0 ? why.code() : EINVAL;
  return out;
}

}  // namespace

async::task<reply> converse(uv::loop& loop, tls_contexts& contexts, core::endpoint to, dialogue what) {
  const core::instant began = uv::monotonic_now();
  auto connected = co_await uv::connect(loop, to);
  if (!connected) {
    const bool stopped = uv::is_stopped(connected.error());
    reply none;
    none.stopped = stopped;
    if (!stopped) none.how = describe_failure(connected.error());
    co_return none;
  }
  const core::probe_result shaken = describe_connection(connected->fd(), uv::monotonic_now() - began, what.timeout);
  if (shaken.outcome != core::outcome::reply) {
    connected->close_reset();
    co_return reply{.how = shaken, .told = nullptr};
  }
  conversation talk(contexts, what, *connected);
  talk.told().add(stats::reading_kind::phase, core::to_seconds(shaken.rtt), "connect");
  const auto said = co_await talk.run();
  connected->close_reset();
  stats::readings told = std::move(talk.told());
  reply out;
  if (!said) {
    out = failed(said.error(), std::move(told));
  } else {
    out = answered(shaken.rtt, std::move(told));
  }
  out.how.receive_stamp = shaken.receive_stamp;
  out.how.syn_retransmits = shaken.syn_retransmits;
  co_return out;
}

}  // namespace reachd::probe

// SPDX-License-Identifier: Apache-2.0
#include "probe/web_request.hpp"

#include <cerrno>

#include "fetch/url.hpp"
#include "probe/certificate_readings.hpp"
#include "probe/veil.hpp"
#include "probe/web_answer.hpp"
#include "probe/web_headers.hpp"
#include "tls/session.hpp"
#include "uv/connect.hpp"
#include "uv/offload.hpp"
#include "uv/status.hpp"

namespace reachd::probe {
namespace {

using asked = std::shared_ptr<const options::http>;

struct means {
  uv::loop& loop;
  fetch::client& client;
  name_source& names;
  tls_contexts& contexts;
};

/// Parsing and searching more than that is for the pool: a mebibyte of JSON takes some 20 ms.
constexpr std::size_t judged_at_once_bytes = 32'768;

/// A probe on its way from hop to hop.
class visit {
 public:
  visit(const means& with, asked how, fetch::url first, core::address address, core::families families)
      : with_(with),
        how_(std::move(how)),
        elsewhere_(for_strangers(how_->tls)),
        first_(first),
        at_(std::move(first)),
        address_(address),
        families_(families) {}

  async::task<reply> run() {
    const core::instant began = uv::monotonic_now();
    for (;;) {
      const fetch::request request = request_for(*how_, first_, at_, address_, method_, tls_here());
      auto got = co_await with_.client.get(request);
      if (!got) co_return co_await fail(got.error());
      const core::nanoseconds took = uv::monotonic_now() - began;
      add_up(times_, got->times);
      note_certificate(*got);
      const bool follows = is_redirect(got->status) && redirects_ < how_->follow && !got->headers.location.empty();
      if (!follows) {
        if (at_.secure && how_->tls.insecure) co_await look_at_certificate();
        co_return co_await finish(*got, took);
      }
      const auto next = co_await go_to(*got);
      if (!next) co_return stop_or_mismatch(next.error());
    }
  }

 private:
  const options::tls& tls_here() const { return same_origin(first_, at_) ? how_->tls : elsewhere_; }

  async::task<reply> finish(fetch::response& got, core::nanoseconds took) {
    add_answer(told_, got, redirects_);
    add_phases(told_, times_, lookups_);
    if (got.body.size() <= judged_at_once_bytes) {
      told_.problem = judge(got, *how_);
      co_return answered(took, std::move(told_));
    }
    auto judging = [got = std::move(got), how = how_]() mutable { return judge(got, *how); };
    auto problem = co_await uv::offload(with_.loop, std::move(judging));
    if (!problem) co_return failed_here(ECANCELED);  // it came in time, and nobody can say what it was
    told_.problem = std::move(*problem);
    co_return answered(took, std::move(told_));
  }

  reply stop_or_mismatch(const core::error& why) {
    if (uv::is_stopped(why)) return {.how = {}, .told = nullptr, .stopped = true};
    told_.problem = why.message();
    veil(*how_).hide(told_.problem);
    add_phases(told_, times_, lookups_);
    return answered({}, std::move(told_));
  }

  async::task<reply> fail(const fetch::failure& why) {
    if (why.kind == fetch::failure_kind::stopped) co_return reply{.how = {}, .told = nullptr, .stopped = true};
    add_up(times_, why.times);
    if (why.kind == fetch::failure_kind::certificate) {
      told_.values.clear();  // of the hop before
      told_.add(stats::reading_kind::tls_verified, 0, tls::name_of(tls::verdict::other));
      co_await look_at_certificate();
    }
    told_.problem = why.message;
    veil(*how_).hide(told_.problem);
    add_phases(told_, times_, lookups_);
    reply out;
    out.how = describe_failure(why);
    out.told = std::make_shared<const stats::readings>(std::move(told_));
    co_return out;
  }

  void note_certificate(const fetch::response& got) {
    if (!at_.secure || how_->tls.insecure) return;
    told_.values.clear();  // of the hop before
    told_.add(stats::reading_kind::tls_verified, 1, tls::name_of(tls::verdict::ok));
    if (got.certificate_ends) add_end(told_, *got.certificate_ends, how_->tls, uv::wall_now());
  }

  /// By a handshake of our own, for libcurl shows none that it does not believe; nothing is said over it.
  async::task<void> look_at_certificate() {
    const core::endpoint to{address_, at_.port};
    auto connected = co_await uv::connect(with_.loop, to);
    if (!connected) co_return;
    const auto context = co_await with_.contexts.get(tls_here());
    if (context) {
      tls::session over(*connected, *context, at_.host);
      const auto shaken = co_await over.handshake();
      if (shaken) told_.values.clear();
      if (shaken) add_certificate(told_, *shaken, how_->tls, uv::wall_now());
    }
    connected->close_reset();
  }

  async::task<core::result<void>> go_to(const fetch::response& from) {
    auto next = fetch::resolve(at_, from.headers.location);
    if (!next) co_return std::unexpected(core::error("the redirect leads nowhere: " + next.error().message()));
    if (next->host != at_.host) {
      const core::instant asked_at = uv::monotonic_now();
      const auto found = co_await find(next->host);
      lookups_ += uv::monotonic_now() - asked_at;
      if (!found) co_return std::unexpected(found.error());
      address_ = *found;
    }
    method_ = method_after(from.status, method_.empty() ? how_->method : method_);
    at_ = std::move(*next);
    ++redirects_;
    co_return core::result<void>();
  }

  async::task<core::result<core::address>> find(const std::string& host) {
    const auto literal = core::address::parse(host);
    if (literal && core::holds(families_, literal->family())) co_return *literal;
    auto found = co_await with_.names.lookup(host, families_);
    if (!found && uv::is_stopped(found.error())) co_return std::unexpected(found.error());
    if (!found || found->empty()) {
      const std::string why = found ? "it has no address" : found.error().message();
      co_return std::unexpected(core::error("the redirect leads to '" + host + "': " + why));
    }
    co_return found->front();
  }

  means with_;
  asked how_;
  options::tls elsewhere_;  // for another origin than the first
  fetch::url first_;
  fetch::url at_;
  core::address address_;
  core::families families_;  // of the addresses that a redirect may lead to
  std::string method_;       // empty: as the options say
  unsigned redirects_ = 0;
  fetch::phases times_;
  core::nanoseconds lookups_{};
  stats::readings told_;
};

async::task<reply> run(means with, asked how, fetch::url first, core::address address, core::families families) {
  visit one(with, std::move(how), std::move(first), address, families);
  co_return co_await one.run();
}

}  // namespace

void web_request::begin(target& probed) {
  const asked how = std::get<asked>(probed.asks);
  fetch::url first;
  first.secure = how->secure;
  first.host = probed.host;
  first.port = probed.port;
  first.authority = how->authority;
  first.path = how->path;
  const means with{*loop_, *client_, *names_, *contexts_};
  begin_attempt(probed, *loop_, *record_, run(with, how, std::move(first), *probed.address, probed.families));
}

}  // namespace reachd::probe

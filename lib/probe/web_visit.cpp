// SPDX-License-Identifier: Apache-2.0
#include "probe/web_visit.hpp"

#include <cerrno>
#include <optional>

#include "probe/certificate_readings.hpp"
#include "probe/pick_address.hpp"
#include "probe/veil.hpp"
#include "probe/web_answer.hpp"
#include "probe/web_headers.hpp"
#include "tls/session.hpp"
#include "uv/connect.hpp"
#include "uv/offload.hpp"
#include "uv/status.hpp"

namespace reachd::probe {
namespace {

/// Parsing and searching more than that is for the pool: a mebibyte of JSON takes some 20 ms.
constexpr std::size_t judged_at_once_bytes = 32'768;

/// A probe on its way from hop to hop.
class visitor {
 public:
  visitor(const web_means& with, web_visit what)
      : with_(with),
        what_(std::move(what)),
        how_(what_.how),
        elsewhere_(for_strangers(how_->tls)),
        at_(what_.first),
        address_(what_.address) {}

  async::task<reply> run() {
    const core::instant began = uv::monotonic_now();
    for (;;) {
      if (!may_go()) co_return mismatched("it may not go to " + to().to_string());
      fetch::request request = request_for(*how_, what_.first, at_, address_, method_, tls_here());
      if (at_home() && !what_.host_header.empty()) request.authority = what_.host_header;
      if (what_.tell != nullptr) note_request(request);
      auto got = co_await with_.client.get(request);
      if (!got) co_return co_await fail(got.error());
      const core::nanoseconds took = uv::monotonic_now() - began;
      add_up(times_, got->times);
      note_certificate(*got);
      if (what_.tell != nullptr) note_answer(*got);
      const bool follows = is_redirect(got->status) && redirects_ < how_->follow && !got->headers.location.empty();
      if (!follows) {
        if (at_.secure && (how_->tls.insecure || what_.tell != nullptr)) co_await look_at_answering_certificate();
        co_return co_await finish(*got, took);
      }
      const auto next = co_await go_to(*got);
      if (!next) co_return stop_or_mismatch(next.error());
    }
  }

 private:
  bool at_home() const { return same_origin(what_.first, at_); }
  const options::tls& tls_here() const { return at_home() ? how_->tls : elsewhere_; }
  core::endpoint to() const { return {address_, at_.port}; }
  /// Whom the certificate is for.
  std::string name_here() const {
    return at_home() && !what_.host_header.empty() ? std::string(fetch::host_of(what_.host_header)) : at_.host;
  }

  bool may_go() {
    if (what_.within == nullptr || what_.within->permits(address_, at_.port)) return true;
    if (what_.tell != nullptr) what_.tell->forbidden = to().to_string();
    return false;
  }

  void note_request(const fetch::request& asked) {
    what_.tell->web_asked = true;
    what_.tell->web.reset();
    std::string said = asked.method + (at_.secure ? " https://" : " http://") + asked.authority + asked.path;
    veil(*how_).hide(said);
    what_.tell->note(uv::monotonic_now(), said + " to " + to().to_string());
  }

  void note_answer(const fetch::response& got) {
    account& tell = *what_.tell;
    if (is_redirect(got.status) && !got.headers.location.empty()) ++tell.redirects;
    tell.web_times = times_;
    tell.web = {at_.secure, got.status, std::string(got.http_version), got.headers, got.body_bytes};
    std::string said = "HTTP/" + tell.web->version + " " + std::to_string(got.status);
    if (!got.headers.location.empty()) said += ", Location: " + got.headers.location;
    veil(*how_).hide(said);
    tell.note(uv::monotonic_now(), said);
  }

  async::task<reply> finish(fetch::response& got, core::nanoseconds took) {
    add_answer(told_, got, redirects_);
    add_phases(told_, times_, lookups_);
    const bool fits = status_fits(got, *how_);
    if (got.body.size() <= judged_at_once_bytes) {
      told_.problem = judge(got, *how_);
    } else {
      auto judging = [got = std::move(got), how = how_]() mutable { return judge(got, *how); };
      auto problem = co_await uv::offload(with_.loop, std::move(judging));
      if (!problem) co_return failed_here(ECANCELED);  // it came in time, and nobody can say what it was
      told_.problem = std::move(*problem);
    }
    if (what_.tell != nullptr) what_.tell->pattern_missed = fits && !told_.problem.empty();
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
    if (what_.tell != nullptr) what_.tell->web_times = times_;
    if (why.kind == fetch::failure_kind::certificate) {
      told_.values.clear();  // of the hop before
      told_.add(stats::reading_kind::tls_verified, 0, tls::name_of(tls::verdict::other));
      const auto shaken = co_await look_at_certificate();
      if (shaken) read_certificate(*shaken);
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

  void read_certificate(const tls::handshake_result& shaken) {
    told_.values.clear();
    add_certificate(told_, shaken, how_->tls, uv::wall_now());
  }

  /// libcurl tells nothing of a certificate that it was not to verify, and little of any other.
  async::task<void> look_at_answering_certificate() {
    auto shaken = co_await look_at_certificate();
    if (!shaken) co_return;
    if (how_->tls.insecure) read_certificate(*shaken);
    if (what_.tell != nullptr) what_.tell->tls = std::move(*shaken);
  }

  /// By a handshake of our own, for libcurl shows none that it does not believe; nothing is said over it.
  async::task<std::optional<tls::handshake_result>> look_at_certificate() {
    std::optional<tls::handshake_result> seen;
    const core::endpoint there = to();
    auto connected = co_await uv::connect(with_.loop, there);
    if (!connected) co_return seen;
    const auto context = co_await with_.contexts.get(tls_here());
    if (context) {
      tls::session over(*connected, *context, name_here());
      auto shaken = co_await over.handshake();
      if (shaken) seen = std::move(*shaken);
    }
    connected->close_reset();
    co_return seen;
  }

  async::task<core::result<void>> go_to(const fetch::response& from) {
    auto next = fetch::resolve(at_, from.headers.location);
    if (!next) co_return std::unexpected(core::error("the redirect leads nowhere: " + next.error().message()));
    if (fetch::is_same_name(next->host, what_.first.host)) {
      address_ = what_.address;  // what is probed, whatever else its name has
    } else if (next->host != at_.host) {
      const core::instant asked_at = uv::monotonic_now();
      const auto found = co_await find(next->host);
      lookups_ += uv::monotonic_now() - asked_at;
      if (what_.tell != nullptr) what_.tell->lookups = lookups_;
      if (!found) co_return std::unexpected(found.error());
      address_ = *found;
    }
    method_ = method_after(from.status, method_.empty() ? how_->method : method_);
    at_ = std::move(*next);
    ++redirects_;
    co_return core::result<void>();
  }

  async::task<core::result<core::address>> find(const std::string& host) {
    core::result<std::vector<core::address>> found = std::vector<core::address>();
    if (const auto literal = core::address::parse(host)) {
      found->push_back(*literal);
    } else {
      const core::families wanted = families_of(what_.family);
      auto looked_up = co_await with_.names.lookup(host, wanted);
      found = std::move(looked_up);
    }
    if (!found && uv::is_stopped(found.error())) co_return std::unexpected(found.error());
    const auto picked = found ? pick_address(*found, what_.family) : std::nullopt;
    if (!picked) {
      const std::string why = found ? "it has no address of that family" : found.error().message();
      co_return std::unexpected(core::error("the redirect leads to '" + host + "': " + why));
    }
    co_return *picked;
  }

  web_means with_;
  web_visit what_;
  std::shared_ptr<const options::http> how_;
  options::tls elsewhere_;  // for another origin than the first
  fetch::url at_;
  core::address address_;
  std::string method_;  // empty: as the options say
  unsigned redirects_ = 0;
  fetch::phases times_;
  core::nanoseconds lookups_{};
  stats::readings told_;
};

}  // namespace

async::task<reply> visit(web_means with, web_visit what) {
  visitor one(with, std::move(what));
  co_return co_await one.run();
}

}  // namespace reachd::probe

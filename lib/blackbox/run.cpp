// SPDX-License-Identifier: Apache-2.0
#include "blackbox/run.hpp"

#include <algorithm>
#include <cerrno>

#include "async/timeout.hpp"
#include "icmp/echo.hpp"
#include "probe/attempt.hpp"
#include "probe/name_query.hpp"
#include "probe/pick_address.hpp"
#include "probe/tcp.hpp"
#include "probe/tcp_dialogue.hpp"
#include "probe/web_visit.hpp"
#include "uv/status.hpp"

namespace reachd::blackbox {
namespace {

using probe::reply;

class probing {
 public:
  probing(const means& with, order what) : with_(with), what_(std::move(what)) {
    found_.looked_up = true;
    found_.began = uv::monotonic_now();
  }

  async::task<reply> go() {
    const auto address = co_await find();
    if (!address && uv::is_stopped(address.error())) co_return reply{.how = {}, .told = nullptr, .stopped = true};
    if (!address) co_return probe::mismatched(address.error().message());
    found_.address = *address;
    note("the address of '" + what_.host + "' is " + address->to_string());
    if (!may_go(*address)) co_return probe::mismatched("it is not allowed to go there");
    co_return co_await ask(*address);
  }

  core::nanoseconds limit() const { return what_.limit; }
  core::instant began() const { return found_.began; }
  finding conclude(const reply& came, bool deadline_passed) {
    const core::instant now = uv::monotonic_now();
    found_.how = came.how;
    found_.took = now - found_.began;
    found_.success = came.how.outcome == core::outcome::reply && !came.stopped && came.how.rtt <= what_.limit;
    if (!found_.success) note("the probe failed: " + why(came, deadline_passed));
    if (found_.success) note("the probe succeeded");
    return std::move(found_);
  }

 private:
  void note(std::string_view what) { found_.told.note(uv::monotonic_now(), what); }

  static std::string why(const reply& came, bool deadline_passed) {
    if (came.stopped) return deadline_passed ? "no answer in time" : "it was stopped";
    if (came.told != nullptr && !came.told->problem.empty()) return came.told->problem;
    std::string out(core::name_of(came.how.outcome));
    if (came.how.errno_value != 0) out += " (" + core::errno_name(came.how.errno_value) + ")";
    return out;
  }

  async::task<core::result<core::address>> find() {
    const core::families wanted = probe::families_of(what_.by->family);
    auto addresses = co_await with_.names.lookup(what_.host, wanted);
    found_.lookup = uv::monotonic_now() - found_.began;
    if (!addresses) co_return std::unexpected(addresses.error());
    const auto picked = probe::pick_address(*addresses, what_.by->family);
    if (!picked) co_return std::unexpected(core::error("'" + what_.host + "' has no address of that family"));
    co_return *picked;
  }

  bool may_go(const core::address& to) {
    const bool echo = what_.by->probe == options::kind::icmp;
    const auto port = echo ? std::nullopt : std::optional(what_.port);
    if (what_.box->allow.permits(to, port)) return true;
    found_.told.forbidden = echo ? to.to_string() : core::endpoint{to, what_.port}.to_string();
    return false;
  }

  /// As the other probers: begun once, and its outcome in the reply.
  async::task<reply> ask(core::address to) {
    const core::endpoint there{to, what_.port};
    switch (what_.by->probe) {
      case options::kind::icmp:
        co_return co_await echo(to);
      case options::kind::tcp:
        co_return co_await talk(there);
      case options::kind::http:
        co_return co_await look(to);
      case options::kind::dns:
        co_return co_await query(there);
      case options::kind::exec:
        break;
    }
    co_return probe::failed_here(EINVAL);
  }

  async::task<reply> echo(core::address to) {
    const icmp::egress by = probe::way_of(what_.by->asks, to.family(), with_.lanes);
    const auto how = co_await with_.pinger.echo(to, what_.limit, by);
    reply out;
    out.how = how;
    out.stopped = out.how.outcome == core::outcome::stopped;
    co_return out;
  }

  async::task<reply> talk(core::endpoint to) {
    const auto* const asks = std::get_if<std::shared_ptr<const options::tcp>>(&what_.by->asks);
    if (asks == nullptr) co_return co_await probe::ping(with_.loop, to, what_.limit);
    const std::string& name = what_.hostname.empty() ? what_.host : what_.hostname;
    const probe::dialogue what{*asks, name, what_.limit, &found_.told};
    co_return co_await probe::converse(with_.loop, with_.contexts, to, what);
  }

  async::task<reply> look(core::address to) {
    probe::web_visit what;
    what.how = std::get<std::shared_ptr<const options::http>>(what_.by->asks);
    what.first = what_.url;
    what.address = to;
    what.host_header = what_.hostname;
    what.within = &what_.box->allow;
    what.family = what_.by->family;
    what.tell = &found_.told;
    const probe::web_means with{with_.loop, with_.client, with_.names, with_.contexts};
    co_return co_await probe::visit(with, what);
  }

  async::task<reply> query(core::endpoint to) {
    const auto how = std::get<std::shared_ptr<const options::dns>>(what_.by->asks);
    co_return co_await probe::ask_server(with_.loop, to, how, &found_.told);
  }

  means with_;
  order what_;
  finding found_;
};

}  // namespace

async::task<finding> run(means with, order what) {
  probing one(with, std::move(what));
  auto asking = one.go();
  const core::instant due = one.began() + one.limit();
  const auto came = co_await async::with_deadline(with.loop.scheduler(), due, std::move(asking));
  co_return one.conclude(came.value, came.deadline_passed);
}

}  // namespace reachd::blackbox

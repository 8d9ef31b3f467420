// SPDX-License-Identifier: Apache-2.0
#include "daemon/config_watch.hpp"

#include "uv/offload.hpp"

namespace reachd::daemon {

config_watch::config_watch(uv::loop& loop, log& out, std::function<void()> touched)
    : loop_(&loop),
      out_(&out),
      tell_(std::move(touched)),
      followed_(std::make_shared<config::footprint>()),
      alarm_(loop.scheduler()) {
  auto opened = uv::directory_watch::open(loop, [this](const uv::directory_event& event) { happened(event); });
  if (opened) {
    watch_ = std::move(*opened);
  } else {
    out.warning("the configuration is looked at every 30 s only", {{"error", opened.error().message()}});
  }
}

void config_watch::follow(config::footprint read, std::uint64_t touched_as) {
  followed_ = std::make_shared<const config::footprint>(std::move(read));
  touched_as_ = touched_as;
  if (watch_ == nullptr) return;
  std::vector<std::string> folders;
  for (const auto& [folder, names] : followed_->folders()) folders.push_back(folder);
  for (const core::error& problem : watch_->watch(folders)) {
    if (!told_.insert(problem.message()).second) continue;
    out_->warning("a folder of the configuration is looked at every 30 s only", {{"error", problem.message()}});
  }
}

void config_watch::happened(const uv::directory_event& event) {
  using kind = uv::directory_event::kind;
  if (event.what != kind::lost && !followed_->concerns(event.folder, event.name)) return;
  const std::string path = event.folder + "/" + event.name;
  if (event.what == kind::writing) {
    being_written_.insert(path);
  } else if (event.what == kind::changed) {
    being_written_.erase(path);
  } else {
    being_written_.clear();
  }
  touched_ = true;
  touched_at_ = loop_->scheduler().now();
  alarm_.move(touched_at_ + settles_after);
}

core::instant config_watch::tell_if_settled() {
  const core::instant now = loop_->scheduler().now();
  if (now < touched_at_ + settles_after) return touched_at_ + settles_after;
  if (!being_written_.empty()) return now + looks_every;  // its end is told
  touched_ = false;
  tell_();
  return now + looks_every;
}

async::task<void> config_watch::run() {
  for (core::instant next = loop_->scheduler().now() + looks_every;;) {
    const bool awake = co_await alarm_.wait_until(next);
    if (!awake) co_return;
    if (touched_) {
      next = tell_if_settled();
      continue;
    }
    auto look = [read = followed_] { return read->touched(); };
    const auto as = co_await uv::offload(*loop_, std::move(look));
    if (!as) co_return;
    // What happened meanwhile is told when it has settled.
    if (*as != touched_as_ && !touched_) tell_();
    touched_as_ = *as;
    next = loop_->scheduler().now() + (touched_ ? settles_after : looks_every);
  }
}

}  // namespace reachd::daemon

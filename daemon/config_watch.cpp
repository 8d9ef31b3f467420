// SPDX-License-Identifier: Apache-2.0
#include "daemon/config_watch.hpp"

#include <algorithm>
#include <utility>

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
  touched_as_ = looked_as_ = touched_as;
  std::erase_if(being_written_, [this](const auto& each) {
    const std::size_t slash = each.first.rfind('/');
    return !followed_->concerns(each.first.substr(0, slash), each.first.substr(slash + 1));
  });
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
    being_written_[path] = loop_->scheduler().now();
  } else if (event.what == kind::changed) {
    being_written_.erase(path);
  } else {
    being_written_.clear();
  }
  touched_at_ = loop_->scheduler().now();
  if (!std::exchange(touched_, true)) first_touched_at_ = touched_at_;
  alarm_.move(std::min(touched_at_ + settles_after, std::max(touched_at_, first_touched_at_ + tells_within)));
}

core::instant config_watch::tell_if_settled() {
  const core::instant now = loop_->scheduler().now();
  const core::instant due = std::min(touched_at_ + settles_after, first_touched_at_ + tells_within);
  if (now < due) return due;
  std::erase_if(being_written_, [now](const auto& each) { return now - each.second >= waits_for_writer; });
  if (!being_written_.empty()) return now + looks_every;  // its end is told
  touched_ = false;
  tell_();
  return now + looks_every;
}

/// Told when two looks agree: one may fall into the middle of a write.
core::instant config_watch::compare(std::uint64_t touched_as) {
  const core::instant now = loop_->scheduler().now();
  const bool is_new = touched_as != touched_as_;
  const bool has_settled = std::exchange(looked_as_, touched_as) == touched_as;
  if (is_new && !has_settled) return now + settles_after;
  if (is_new) tell_();
  touched_as_ = touched_as;
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
    next = touched_ ? loop_->scheduler().now() + settles_after : compare(*as);
  }
}

}  // namespace reachd::daemon

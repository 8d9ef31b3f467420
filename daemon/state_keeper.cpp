// SPDX-License-Identifier: Apache-2.0
#include "daemon/state_keeper.hpp"

#include <algorithm>
#include <memory>

#include "async/late_stop.hpp"
#include "async/sleep.hpp"
#include "async/timeout.hpp"
#include "daemon/iso_time.hpp"
#include "uv/offload.hpp"
#include "uv/pieces.hpp"

namespace reachd::daemon {
namespace {

using namespace std::chrono_literals;

constexpr core::nanoseconds longest_piece = 400us;
constexpr std::size_t targets_between_looks = 16;
/// How long a disk that does not answer may hold up the end of the program. What it does not take is lost, so this is
/// more than the slowest disk needs: 100,000 targets on a busy machine have taken 600 ms.
constexpr core::nanoseconds last_write_within = 5s;

struct found {
  std::uint64_t boot = 0;
  std::optional<state::book> book;
  std::string refused;    // why there is no book; empty: there is no file
  std::string set_aside;  // where the refused file is now
};

core::result<state::book> open_book(state::bytes file) {
  auto opened = state::book::open(std::move(file));
  if (!opened) return opened;
  for (const auto& [key, value] : opened->records()) {
    if (!probe::is_memory(value, {})) return std::unexpected(core::error("it is damaged: a target in it is wrong"));
  }
  return opened;
}

found look_for(const state_file& file) {
  found result;
  result.boot = this_boot();
  auto content = file.read();
  if (content && !content->has_value()) return result;
  core::result<state::book> opened = std::unexpected(core::error(""));
  if (content) {
    opened = open_book(std::move(**content));
  } else {
    opened = std::unexpected(content.error());
  }
  if (opened) {
    result.book = std::move(*opened);
    return result;
  }
  result.refused = opened.error().message();
  result.set_aside = file.set_aside().value_or("");
  return result;
}

state::gap_total total_of(const metrics::gap_numbers& from) { return {from.count, from.lasted}; }
metrics::gap_numbers numbers_of(const state::gap_total& from) { return {from.count, from.lasted}; }

}  // namespace

state_keeper::state_keeper(uv::loop& loop, probe::target_set& targets, journal& gaps, log& out,
                           const std::string& folder, core::nanoseconds every)
    : loop_(&loop), targets_(&targets), journal_(&gaps), out_(&out), every_(every), folder_(folder) {
  if (!folder.empty()) file_.emplace(folder);
}

state::moment state_keeper::present() const {
  return {uv::wall_now(), uv::monotonic_now().time_since_epoch() + uv::time_suspended(), boot_};
}

state::head state_keeper::head_at(const state::moment& now, bool at_end) const {
  return {now, at_end, total_of(journal_->stalls()), total_of(journal_->suspends()), total_of(journal_->restarts())};
}

bool state_keeper::lock() {
  const auto holder = lock_.take(folder_);
  if (!holder) return true;
  // It probes all the same: two that replace the file in turns would lose one's counters at each restart, but nothing
  // that is wrong with the state is a reason to watch nobody.
  out_->error("another reachd keeps its state in this directory: this one runs without, and nothing of it is kept",
              {{"dir", folder_},
               {"process", *holder},
               {"hint", "give this one another --state-dir, or stop the other one and start this one again"}});
  file_.reset();
  ++numbers_.errors;
  return false;
}

void state_keeper::load() {
  if (!file_ || !lock()) return;
  const core::instant began = uv::monotonic_now();
  found looked = look_for(*file_);
  out_->debug("state read", {{"seconds", core::to_seconds(uv::monotonic_now() - began)}});
  boot_ = looked.boot;
  if (!looked.refused.empty()) {
    out_->warning("the state file cannot be used: every target begins anew",
                  {{"file", file_->path()}, {"error", looked.refused}, {"set_aside", looked.set_aside}});
  }
  if (!looked.book) return;
  book_ = std::move(looked.book);
  const state::head& kept = book_->about();
  const state::moment now = present();
  const core::nanoseconds gap = state::gap_between(kept.saved, now);
  const core::instant here = uv::monotonic_now();
  base_ = {here - gap, kept.saved.wall, here};
  started_ = now.wall;
  if (kept.at_end != 0)
    journal_->go_on(numbers_of(kept.stalled), numbers_of(kept.suspended), numbers_of(kept.restarted));
  journal_->restarted(gap, now.wall);
}

void state_keeper::recall(probe::target_plan& plan) {
  if (!book_) return;
  const auto kept = book_->find(probe::identity_of(plan));
  if (!kept) return;
  plan.before = probe::memory{*kept, base_, started_, book_->about().at_end == 0};
  ++continued_;
}

std::vector<core::address> state_keeper::parts_of(const probe::target_plan& whole) {
  if (!book_) return {};
  if (!parts_) {
    parts_.emplace();
    for (const auto& [key, value] : book_->records()) {
      const auto split = probe::split_identity(key);
      if (split) (*parts_)[split->whole].push_back(split->part);
    }
  }
  const auto found = parts_->find(probe::identity_of(whole));
  if (found == parts_->end()) return {};
  // Two spellings of an address are two names, of which one was written in the file.
  std::ranges::sort(found->second);
  const auto [again, end] = std::ranges::unique(found->second);
  found->second.erase(again, end);
  return found->second;
}

void state_keeper::all_started() {
  if (!book_) return;
  parts_.reset();
  const core::nanoseconds gap = base_.latest - base_.at;
  std::size_t unsure = 0;
  for (std::size_t index = 0; index < targets_->slot_count(); ++index) {
    const probe::target* const one = targets_->at(index);
    if (one != nullptr && one->series.state().remember().before != stats::state::unknown) ++unsure;
  }
  const std::string since = iso_time(started_ - gap);
  const std::string_view before = book_->about().at_end != 0 ? "ended" : "was killed";
  out_->info("state restored", {{"process_before", before},
                                {"targets_continued", std::uint64_t{continued_}},
                                {"new", std::uint64_t{targets_->size() - continued_}},
                                {"dropped", std::uint64_t{book_->size() - continued_}},
                                {"unknown_until_measured", std::uint64_t{unsure}},
                                {"not_measured_seconds", core::to_seconds(gap)},
                                {"since", since}});
  book_.reset();
}

async::task<core::result<void>> state_keeper::save(core::nanoseconds piece, bool at_end) {
  auto writer = std::make_shared<state::book_writer>();
  const state::moment now = present();
  const stats::time_base base{uv::monotonic_now(), now.wall, {}};
  state::bytes record;
  uv::pieces work(loop_->scheduler(), piece, targets_between_looks);
  for (std::size_t index = 0; index < targets_->slot_count(); ++index) {
    co_await work.step();
    const probe::target* const one = targets_->at(index);
    if (one == nullptr || one->leaving || one->stands_in) continue;
    record.clear();
    stats::saver to(record, base);
    probe::remember(*one, to);
    writer->add(probe::identity_of(*one), record);
  }
  const core::instant copied = uv::monotonic_now();
  const std::uint64_t count = writer->size();
  auto write = [writer = std::move(writer), about = head_at(now, at_end), file = *file_]() mutable {
    auto written = file.write(writer->seal(about));
    writer.reset();  // here: giving back that much memory would hold up the loop
    return written;
  };
  auto written = co_await uv::offload(*loop_, std::move(write));
  if (!written) co_return std::unexpected(core::error("the disk does not answer", ETIMEDOUT));
  if (*written) numbers_.saved = now.wall;
  out_->debug("state saved", {{"targets", count},
                              {"copy_seconds", core::to_seconds(copied - base.at)},
                              {"write_seconds", core::to_seconds(uv::monotonic_now() - copied)}});
  co_return std::move(*written);
}

void state_keeper::note(const core::result<void>& saved) {
  if (saved) {
    if (!failing_.empty()) out_->info("the state is saved again", {{"file", file_->path()}});
    failing_.clear();
    return;
  }
  ++numbers_.errors;
  if (saved.error().message() == failing_) return;
  failing_ = saved.error().message();
  out_->warning("cannot save the state: it goes on without",
                {{"error", failing_}, {"hint", "the directory must exist, and be ours to write"}});
}

async::task<void> state_keeper::run() {
  if (!file_) co_return;
  const async::stop_token parent = co_await async::current_stop_token();
  async::late_stop giving_up(loop_->scheduler(), last_write_within, parent);
  for (bool awake = true; awake;) {
    auto saving = save(longest_piece, false);
    saving.use_stop(giving_up.token());
    const auto saved = co_await std::move(saving);
    note(saved);
    abandoned_ = giving_up.stop_requested();
    const core::instant again = loop_->scheduler().now() + every_;
    const bool slept = co_await async::sleep_until(loop_->scheduler(), again);
    awake = slept;
  }
}

async::task<void> state_keeper::save_last() {
  if (!file_ || abandoned_) co_return;
  const core::instant due = uv::monotonic_now() + last_write_within;
  auto saving = save(last_write_within, true);  // nothing is measured any more, so nobody is held up
  const auto saved = co_await async::with_deadline(loop_->scheduler(), due, std::move(saving));
  note(saved.value);
  // The next process may begin when this one's port is free. A write that did not end in time may still be at it.
  if (saved.value) lock_.release();
}

}  // namespace reachd::daemon

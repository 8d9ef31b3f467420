// SPDX-License-Identifier: Apache-2.0
#include "uv/child_starter.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <optional>
#include <utility>

#include "async/late_stop.hpp"
#include "async/semaphore.hpp"
#include "uv/capabilities.hpp"
#include "uv/offload.hpp"
#include "uv/process_setup.hpp"
#include "uv/status.hpp"

namespace reachd::uv {
namespace {

using permit = async::semaphore::permit;

std::size_t quarter_of_pool() { return std::max<std::size_t>(pool_threads() / 4, 1); }

std::string name_of(const command& what) { return what.arguments.empty() ? "nothing" : what.arguments.front(); }

std::unexpected<core::error> failure(const std::string& program, std::string_view why, int errno_value) {
  return std::unexpected(core::error(
      "start " + program + ": " + std::string(why) + " (" + core::errno_name(errno_value) + ")", errno_value));
}

/// The stop is that of the task that is awaited, which the caller gives it.
template <typename Work>
async::task<std::optional<typename offload<Work>::value>> on_pool(loop& on, Work work) {
  auto came = co_await offload(on, std::move(work));
  co_return std::move(came);
}

}  // namespace

struct child_starter::room {
  struct program {
    explicit program(loop& on, std::size_t at_once) : places(on.ready(), at_once) {}
    async::semaphore places;
    std::size_t users = 0;    // that wait for a place or have one
    std::size_t hanging = 0;  // starts that nobody waits for any more and that have not come back
  };

  room(loop& on, std::size_t at_once, spawner spawns)
      : owner(&on),
        by(spawns),
        each(std::max<std::size_t>(at_once / 2, 1)),
        most_spared(at_once - 1),
        places(on.ready(), at_once),
        reaper(std::make_shared<child_reaper>(on)) {}

  program& enter(const std::string& name) {
    ++in_work;
    program& entered = programs.try_emplace(name, *owner, each).first->second;
    ++entered.users;
    return entered;
  }
  void leave(const std::string& name) {
    --in_work;
    const auto left = programs.find(name);
    if (--left->second.users == 0) programs.erase(left);
  }

  loop* owner;
  spawner by;
  std::size_t each;
  std::size_t most_spared;
  std::size_t in_work = 0;
  std::size_t spared = 0;  // starts that hang and whose places others have got
  async::semaphore places;
  std::map<std::string, program> programs;
  std::shared_ptr<child_reaper> reaper;
};

/// How far a start is; known to it and to whoever waits for it, of whom either may be gone first.
struct child_starter::progress {
  enum class stage { queued, begun, withdrawn };

  std::atomic<stage> at = stage::queued;  // the rest is the loop's
  bool back = false;                      // its turn is over, and what that pointed to may be gone
  bool hangs = false;
  bool spared = false;
  permit place;
};

/// What a start holds from when it is wanted until it has come back, whoever waits for that.
struct child_starter::turn {
  turn(std::shared_ptr<room> shared, const std::string& name)
      : in(std::move(shared)), program(name), of(&in->enter(name)) {}
  turn(turn&&) noexcept = default;
  turn& operator=(turn&&) = delete;
  ~turn() {
    if (in == nullptr) return;
    how->back = true;
    if (how->hangs) --of->hanging;
    if (how->spared) --in->spared;
    how->place = permit();
    own_place = permit();
    in->leave(program);
  }

  /// Why the start may not go on with the place that it was given, or not given.
  std::optional<core::error> refused(const permit& given, async::stop_token stop) const {
    if (of->hanging > 0) return failure(program, "an earlier start of it has not come back", EBUSY).error();
    if (!given || stop.stop_requested()) return failure(program, "too many starts at once", EAGAIN).error();
    return std::nullopt;
  }
  /// Nobody waits any more; not after it came back. Its place is another's, unless too many hang already.
  static void hang(room& in, room::program& of, progress& how) {
    how.hangs = true;
    ++of.hanging;
    if (in.spared == in.most_spared) return;
    how.spared = true;
    ++in.spared;
    how.place = permit();
  }

  std::shared_ptr<room> in;
  std::string program;
  room::program* of;
  std::shared_ptr<progress> how = std::make_shared<progress>();
  permit own_place;
};

/// Runs on a thread of the pool, where it touches nothing but what it owns, and ends on the loop's.
struct child_starter::job {
  core::result<newborn> operator()() {
    auto queued = progress::stage::queued;
    if (!held.how->at.compare_exchange_strong(queued, progress::stage::begun))
      return std::unexpected(stopped_error("start " + name_of(what)));
    drop_inherited_capabilities();  // a failure was said at the start of the program
    const core::instant began = monotonic_now();
    const auto pid = by(what, output.get(), errors.get());
    // Only the child should have them, and its own descriptor may need the room.
    output.reset();
    errors.reset();
    if (!pid) return std::unexpected(pid.error());
    newborn born(reaper, child_handle(*pid), began);
    const auto watched = born.child.watch();
    if (watched) return born;
    unwatched.emplace(std::move(born));
    return std::unexpected(core::error::from_errno("watch " + name_of(what), watched.error().code()));
  }

  turn held;
  std::shared_ptr<child_reaper> reaper;
  spawner by;
  command what;
  core::unique_fd output;
  core::unique_fd errors;
  std::optional<newborn> unwatched = std::nullopt;  // killed by the loop's thread: that takes longer for some
};

child_starter::child_starter(loop& on, std::size_t at_once, spawner by)
    : room_(std::make_shared<room>(on, at_once != 0 ? at_once : quarter_of_pool(), by)) {}

loop& child_starter::on() const { return *room_->owner; }
std::size_t child_starter::in_work() const { return room_->in_work; }
child_reaper& child_starter::reaper() const { return *room_->reaper; }

async::task<core::result<newborn>> child_starter::start(command what, core::unique_fd output, core::unique_fd errors,
                                                        core::nanoseconds patience) {
  const std::string program = name_of(what);
  const async::stop_token stop = co_await async::current_stop_token();
  turn mine(room_, program);
  room::program& of = *mine.of;  // there as long as the turn is
  if (of.hanging > 0) co_return failure(program, "an earlier start of it has not come back", EBUSY);
  auto own_place = co_await of.places.acquire();
  if (auto why = mine.refused(own_place, stop)) co_return std::unexpected(std::move(*why));
  mine.own_place = std::move(own_place);
  auto place = co_await room_->places.acquire();
  if (auto why = mine.refused(place, stop)) co_return std::unexpected(std::move(*why));
  const std::shared_ptr<progress> how = mine.how;
  how->place = std::move(place);
  loop& owner = *room_->owner;
  job work{std::move(mine), room_->reaper, room_->by, std::move(what), std::move(output), std::move(errors)};
  async::late_stop later(owner.scheduler(), patience, stop);
  auto starting = on_pool(owner, std::move(work));
  starting.use_stop(later.token());
  auto came = co_await std::move(starting);
  if (came) co_return std::move(*came);
  auto queued = progress::stage::queued;
  if (how->at.compare_exchange_strong(queued, progress::stage::withdrawn))
    co_return failure(program, "the thread pool is busy with other work", EAGAIN);
  if (how->back) co_return failure(program, "it has come back too late", ETIMEDOUT);
  turn::hang(*room_, of, *how);
  co_return failure(program, "it has not come back: the program's file system does not answer", ETIMEDOUT);
}

}  // namespace reachd::uv

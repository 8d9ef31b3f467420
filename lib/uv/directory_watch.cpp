// SPDX-License-Identifier: Apache-2.0
#include "uv/directory_watch.hpp"

#include <sys/inotify.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace reachd::uv {
namespace {

constexpr std::uint32_t wanted = IN_MODIFY | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO |
                                 IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
constexpr std::uint32_t of_the_folder = IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT;
constexpr int most_reads_a_turn = 16;

}  // namespace

core::result<std::unique_ptr<directory_watch>> directory_watch::open(loop& on, sink to) {
  core::unique_fd fd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!fd) return std::unexpected(core::error::from_errno("cannot watch folders", errno));
  return std::make_unique<directory_watch>(on, std::move(fd), std::move(to));
}

directory_watch::directory_watch(loop& on, core::unique_fd fd, sink to)
    : fd_(std::move(fd)), readable_(on, fd_.get()), to_(std::move(to)) {
  readable_.start();
  on.scheduler().add(*this);
}

std::vector<core::error> directory_watch::watch(const std::vector<std::string>& folders) {
  std::vector<core::error> problems;
  std::map<std::string, int> now;
  for (const std::string& folder : folders) {
    const int descriptor = ::inotify_add_watch(fd_.get(), folder.c_str(), wanted);
    if (descriptor >= 0) {
      now.emplace(folder, descriptor);
    } else {
      problems.push_back(core::error::from_errno("cannot watch " + folder, errno));
    }
  }
  names_.clear();
  for (const auto& [folder, descriptor] : now) names_.emplace(descriptor, folder);
  for (const auto& [folder, descriptor] : folders_) {
    if (!names_.contains(descriptor)) ::inotify_rm_watch(fd_.get(), descriptor);
  }
  folders_ = std::move(now);
  return problems;
}

bool directory_watch::drain(core::instant) {
  if (!readable_.take()) return true;
  alignas(inotify_event) std::array<char, 16384> buffer;
  for (int reads = 0; reads < most_reads_a_turn; ++reads) {
    const ssize_t size = ::read(fd_.get(), buffer.data(), buffer.size());
    if (size <= 0) return true;
    read_events(buffer.data(), static_cast<std::size_t>(size));
  }
  return true;  // the descriptor stays readable, so the loop wakes again
}

void directory_watch::read_events(const char* from, std::size_t size) {
  for (std::size_t at = 0; at + sizeof(inotify_event) <= size;) {
    inotify_event event;
    std::memcpy(&event, from + at, sizeof event);
    tell(event.wd, event.mask, event.len > 0 ? from + at + sizeof event : "");
    at += sizeof event + event.len;
  }
}

void directory_watch::tell(int descriptor, std::uint32_t mask, const char* name) {
  using kind = directory_event::kind;
  if ((mask & IN_Q_OVERFLOW) != 0) return to_({kind::lost, {}, {}});
  const auto [first, last] = names_.equal_range(descriptor);
  for (auto folder = first; folder != last; ++folder) {
    if ((mask & of_the_folder) != 0) {
      to_({kind::lost, folder->second, {}});
    } else if (*name != '\0') {
      to_({mask == IN_MODIFY ? kind::writing : kind::changed, folder->second, name});
    }
  }
}

}  // namespace reachd::uv

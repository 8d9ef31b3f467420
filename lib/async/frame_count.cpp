// SPDX-License-Identifier: Apache-2.0
#include "async/frame_count.hpp"

#include <new>

namespace reachd::async {
namespace {

std::size_t alive = 0;

}  // namespace

std::size_t live_frames() { return alive; }

void* counted_frame::operator new(std::size_t size) {
  void* frame = ::operator new(size);
  ++alive;
  return frame;
}

void counted_frame::operator delete(void* frame, std::size_t size) {
  --alive;
  ::operator delete(frame, size);
}

}  // namespace reachd::async

// SPDX-License-Identifier: Apache-2.0
// How many coroutine frames are alive. Role: the proof that nothing was left behind; every test ends with zero.
// Owner: counted by the promise's operator new and delete, on the loop thread only.
#pragma once

#include <cstddef>

namespace reachd::async {

std::size_t live_frames();

/// Base class of every promise: frames come from the heap and are counted.
class counted_frame {
 public:
  static void* operator new(std::size_t size);
  static void operator delete(void* frame, std::size_t size);
};

}  // namespace reachd::async

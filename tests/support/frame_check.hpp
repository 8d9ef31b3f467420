// SPDX-License-Identifier: Apache-2.0
// How frame_check.cpp tells the main of the program that a test case left coroutine frames alive.
#pragma once

namespace reachd::support {

inline int cases_that_left_frames = 0;

}  // namespace reachd::support

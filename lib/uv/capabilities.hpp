// SPDX-License-Identifier: Apache-2.0
// What a program that we start could do by right of ours (capabilities(7)). Role: main calls it once, when the sockets
// are open, and says when it fails; a start calls it again on its thread of the pool, for the sets belong to the
// thread, and a thread that was made before has those of that time. Invariant: what this process itself may do stays.
#pragma once

#include "core/error.hpp"

namespace reachd::uv {

/// Empties the ambient set of this thread and, where that is allowed, the inheritable one. A service with
/// AmbientCapabilities= starts programs without any capability then; root's programs have all of them in any case.
/// Errors: errno.
core::result<void> drop_inherited_capabilities();

}  // namespace reachd::uv

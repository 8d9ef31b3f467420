// SPDX-License-Identifier: Apache-2.0
// Where the page is served. Role: listens where the configuration says, or on the two defaults, and says what came of
// it. Invariant: a listener that was asked for and fails is fatal; of the defaults one is enough.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/log.hpp"
#include "daemon/passed_sockets.hpp"
#include "http/server.hpp"

namespace reachd::daemon {

/// False, and logged, when the program cannot go on.
bool listen_everywhere(http::server& server, const std::optional<std::vector<core::endpoint>>& asked, log& out);

/// The control socket, which is fatal too when it fails.
bool listen_control(http::server& server, const std::string& path, log& out);

/// On the sockets that the service manager has opened, in place of what the configuration says. False, and logged, when
/// one of them is none to serve on.
bool listen_on(http::server& server, std::vector<passed_socket> passed, log& out);

}  // namespace reachd::daemon

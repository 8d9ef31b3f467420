// SPDX-License-Identifier: Apache-2.0
// What one probe has to tell to somebody who asked for it alone, beyond what a target keeps. Role: filled in by the
// probers as they go, so that it is true however the probe ends. Owner: who asks; it outlives the probe. Invariant: no
// secret of ours and no control character is in a step.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/time.hpp"
#include "dns/answer.hpp"
#include "fetch/response.hpp"
#include "tls/engine.hpp"

namespace reachd::probe {

struct account {
  struct step {
    core::instant at{};
    std::string what;
  };
  struct web_answer {
    bool secure = false;
    long status = 0;
    std::string version = {};  // "1.1"
    fetch::header_fields headers = {};
    std::uint64_t body_bytes = 0;
  };

  /// Whatever stands in it is made printable, and it is cut where it is long.
  void note(core::instant at, std::string_view what);

  std::vector<step> steps = {};
  std::optional<std::string> forbidden = {};      // where it was not allowed to go; it went nowhere then
  std::optional<tls::handshake_result> tls = {};  // of a connection that was believed
  std::optional<web_answer> web = {};             // the last one
  std::optional<dns::answer> names = {};
  bool web_asked = false;        // a request was begun
  unsigned redirects = 0;        // that were answered, whether followed or not
  bool pattern_missed = false;   // something came that was not as expected
  core::nanoseconds lookups{};   // of what redirects name
  fetch::phases web_times = {};  // of all requests together
  core::nanoseconds connect{};   // of a DNS question
  core::nanoseconds query{};
};

}  // namespace reachd::probe

// SPDX-License-Identifier: Apache-2.0
// What one target asks, beyond its address and its times. Role: the value that goes from the configuration to the
// prober as it is. Owner: shared by whoever holds it; nobody changes it, a reload gives another one.
#pragma once

#include <memory>
#include <variant>

#include "options/dns.hpp"
#include "options/exec.hpp"
#include "options/http.hpp"
#include "options/icmp.hpp"
#include "options/tcp.hpp"

namespace reachd::options {

using any = std::variant<std::monostate, std::shared_ptr<const icmp>, std::shared_ptr<const tcp>,
                         std::shared_ptr<const http>, std::shared_ptr<const exec>, std::shared_ptr<const dns>>;

/// By value, not by who owns it.
bool same(const any& left, const any& right);

/// nullptr: the target has none of that kind.
template <typename Options>
const Options* get(const any& from) {
  const auto* const held = std::get_if<std::shared_ptr<const Options>>(&from);
  return held == nullptr ? nullptr : held->get();
}

}  // namespace reachd::options

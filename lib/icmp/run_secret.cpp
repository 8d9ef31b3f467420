// SPDX-License-Identifier: Apache-2.0
#include "icmp/run_secret.hpp"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace reachd::icmp {

core::result<run_secret> random_run_secret() {
  run_secret secret;
  std::array<std::byte, sizeof secret.key + sizeof secret.ident> random{};
  // A request this small is never cut short and, once the pool is seeded, never interrupted: getrandom(2).
  ssize_t got = -1;
  do got = ::getrandom(random.data(), random.size(), 0);
  while (got < 0 && errno == EINTR);
  if (got != static_cast<ssize_t>(random.size())) {
    return std::unexpected(core::error::from_errno("random numbers for the echo tokens", errno));
  }
  std::memcpy(secret.key.data(), random.data(), sizeof secret.key);
  std::memcpy(&secret.ident, random.data() + sizeof secret.key, sizeof secret.ident);
  return secret;
}

}  // namespace reachd::icmp

// SPDX-License-Identifier: Apache-2.0
#include "probe/account.hpp"

#include "tls/readable.hpp"

namespace reachd::probe {
namespace {

constexpr std::size_t longest_step = 512;
/// A probe has a few per hop.
constexpr std::size_t most_steps = 256;

}  // namespace

void account::note(core::instant at, std::string_view what) {
  if (steps.size() < most_steps) steps.push_back({at, tls::readable(what, longest_step)});
}

}  // namespace reachd::probe

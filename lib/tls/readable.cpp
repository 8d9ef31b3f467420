// SPDX-License-Identifier: Apache-2.0
#include "tls/readable.hpp"

#include "core/utf8.hpp"

namespace reachd::tls {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD", ellipsis = "\xE2\x80\xA6";

}  // namespace

std::string readable(std::string_view bytes, std::size_t most_bytes) {
  std::string shown;
  std::size_t last_cut = 0;  // where an ellipsis still fits
  while (!bytes.empty()) {
    const core::character next = core::decode(bytes);
    const std::size_t taken = next.length == 0 ? 1 : next.length;
    shown += next.length == 0 || core::is_control(next.code) ? replacement : bytes.substr(0, taken);
    bytes.remove_prefix(taken);
    if (shown.size() + ellipsis.size() <= most_bytes) last_cut = shown.size();
    if (shown.size() <= most_bytes) continue;
    shown.resize(last_cut);
    return shown.append(ellipsis);
  }
  return shown;
}

}  // namespace reachd::tls

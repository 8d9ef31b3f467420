// SPDX-License-Identifier: Apache-2.0
#include "probe/veil.hpp"

#include <algorithm>

#include "probe/web_headers.hpp"

namespace reachd::probe {
namespace {

constexpr std::string_view hidden = "***";
/// What is shorter stands in every text, and hiding it would tell it.
constexpr std::size_t shortest_secret = 4;

}  // namespace

veil::veil(const options::http& over) {
  if (over.bearer) add(*over.bearer);
  for (const auto& [name, text] : over.headers) add(text);
  if (over.basic) {
    add(over.basic->second);
    add(base64(over.basic->first + ":" + over.basic->second.value));
  }
}

veil::veil(const options::exec& over) {
  for (const auto& [name, text] : over.environment) add(text);
}

void veil::add(const options::secret_text& text) {
  if (text.from != options::text_source::plain) add(text.value);
}

void veil::add(std::string secret) {
  if (secret.size() < shortest_secret) return;
  const auto shorter = [&secret](const std::string& one) { return one.size() < secret.size(); };
  secrets_.insert(std::ranges::find_if(secrets_, shorter), std::move(secret));
}

bool veil::hide(std::string& text) const {
  bool found = false;
  for (const std::string& secret : secrets_) {
    for (std::size_t at = text.find(secret); at != text.npos; at = text.find(secret, at + hidden.size())) {
      text.replace(at, secret.size(), hidden);
      found = true;
    }
  }
  return found;
}

}  // namespace reachd::probe

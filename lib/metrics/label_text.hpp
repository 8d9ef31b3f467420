// SPDX-License-Identifier: Apache-2.0
// A constant label, formatted once by the compiler. Role: the part of a sample's labels that follows the target's own.
// Shape: `,name="value"`; name and value need no escaping and fit into 31 characters together.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace reachd::metrics {

class label_text {
 public:
  constexpr label_text() = default;
  constexpr label_text(std::string_view name, std::string_view value) {
    append(",");
    append(name);
    append("=\"");
    append(value);
    append("\"");
  }
  constexpr std::string_view view() const { return {bytes_.data(), size_}; }

 private:
  constexpr void append(std::string_view part) {
    for (const char c : part) bytes_.at(size_++) = c;
  }

  std::array<char, 35> bytes_{};
  std::uint8_t size_ = 0;
};

/// One label name with each of `values`.
template <std::size_t N>
constexpr std::array<label_text, N> label_texts(std::string_view name, const std::array<std::string_view, N>& values) {
  std::array<label_text, N> texts;
  for (std::size_t i = 0; i < N; ++i) texts[i] = label_text(name, values[i]);
  return texts;
}

}  // namespace reachd::metrics

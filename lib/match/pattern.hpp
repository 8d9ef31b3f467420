// SPDX-License-Identifier: Apache-2.0
// A regular expression, by RE2: linear in what it reads, whatever anybody sends. [pure]
// Owner: whoever copied it last; the compiled form is shared. Equal when written alike.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace re2 {
class RE2;
}

namespace reachd::match {

class pattern {
 public:
  /// Error: what RE2 has against it. Bytes above 0x7F are taken for UTF-8.
  static core::result<pattern> compile(std::string_view text);

  /// Anywhere in `text`.
  bool found_in(std::string_view text) const;
  const std::string& text() const;
  bool operator==(const pattern& other) const { return text() == other.text(); }

 private:
  explicit pattern(std::shared_ptr<const re2::RE2> compiled) : compiled_(std::move(compiled)) {}

  std::shared_ptr<const re2::RE2> compiled_;
};

}  // namespace reachd::match

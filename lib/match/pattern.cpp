// SPDX-License-Identifier: Apache-2.0
#include "match/pattern.hpp"

#include <re2/re2.h>

namespace reachd::match {
namespace {

/// Of one compiled expression with its states; a target has one or two.
constexpr std::int64_t most_memory_bytes = 1 << 20;

}  // namespace

core::result<pattern> pattern::compile(std::string_view text) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(most_memory_bytes);
  auto compiled = std::make_shared<const re2::RE2>(re2::StringPiece(text.data(), text.size()), options);
  if (!compiled->ok()) return std::unexpected(core::error(compiled->error()));
  return pattern(std::move(compiled));
}

bool pattern::found_in(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled_);
}

const std::string& pattern::text() const { return compiled_->pattern(); }

}  // namespace reachd::match

// SPDX-License-Identifier: Apache-2.0
// A text that nobody but its receiver may see. Role: passwords and tokens, read from where the configuration says they
// are; what is shown in its place is that reference. Invariant: `value` is in no log, page, dump or error.
#pragma once

#include <cstdint>
#include <string>

namespace reachd::options {

/// Where a text comes from: written as it stands (then it is no secret), a credential of systemd, a file, a variable.
enum class text_source : std::uint8_t { plain, credential, file, environment };

struct secret_text {
  std::string value = {};
  text_source from = text_source::plain;
  std::string reference = {};  // the credential's or variable's name, or the path, as written; empty for plain

  bool operator==(const secret_text&) const = default;
};

}  // namespace reachd::options

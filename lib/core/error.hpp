// SPDX-License-Identifier: Apache-2.0
// What went wrong, as a value. Role: the one error type that crosses layers; `lib/` returns it and never logs it.
// A message says what, where and why in words for people; `code()` is the errno when a system call said so, else 0.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace reachd::core {

class error {
 public:
  explicit error(std::string message, int errno_value = 0) : message_(std::move(message)), code_(errno_value) {}

  /// "context: Operation not permitted (EPERM)".
  static error from_errno(std::string_view context, int errno_value);

  const std::string& message() const { return message_; }
  int code() const { return code_; }

 private:
  std::string message_;
  int code_;
};

template <typename T>
using result = std::expected<T, error>;

/// The symbolic name of an errno, "EPERM"; "E123" for one that glibc does not know.
std::string errno_name(int errno_value);

}  // namespace reachd::core

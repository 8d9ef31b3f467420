// SPDX-License-Identifier: Apache-2.0
// What has come of an answer so far. Role: keeps the few headers that matter and the body, and says when it is enough.
// Invariant: whatever a server sends, it holds no more than the body that is wanted and four short texts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fetch/response.hpp"

namespace reachd::fetch {

class received {
 public:
  explicit received(std::uint64_t max_body_bytes, bool keep_body = true)
      : max_body_bytes_(max_body_bytes), keep_body_(keep_body) {}

  /// One line of the header, of an interim answer or of the trailer. False: that is too many, go away.
  bool take_header(std::string_view line);
  /// A piece of the body, unpacked. False: all that is wanted is there.
  bool take_body(std::string_view piece);

  bool too_many_headers() const { return too_many_headers_; }
  /// The header of the answer itself has come, to its end.
  bool header_is_whole() const { return answered_ && !in_header_; }
  bool cut() const { return cut_; }
  header_fields take_fields() { return std::move(fields_); }
  std::string take_text() { return std::move(body_); }
  std::uint64_t body_bytes() const { return body_bytes_; }

 private:
  void keep(std::string_view name, std::string_view value);

  std::uint64_t max_body_bytes_;
  std::uint64_t body_bytes_ = 0;
  bool keep_body_;
  header_fields fields_;
  std::string body_;
  std::size_t header_bytes_ = 0;
  std::size_t header_lines_ = 0;
  bool in_header_ = false;
  bool answered_ = false;  // its first line came, and is not that of an interim answer
  bool too_many_headers_ = false;
  bool cut_ = false;
};

}  // namespace reachd::fetch

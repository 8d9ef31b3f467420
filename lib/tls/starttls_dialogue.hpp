// SPDX-License-Identifier: Apache-2.0
// What is said in plain text before TLS begins, line by line. [pure] Protocols: SMTP (RFC 3207), IMAP (RFC 9051
// §6.2.1), POP3 (RFC 2595 §4). Invariants: a line and their number are bounded; a byte that comes when it is not the
// server's turn, above all behind its word to begin, ends the dialogue (CVE-2011-0411), however the bytes are split.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "options/tcp.hpp"

namespace reachd::tls {

class starttls_dialogue {
 public:
  /// For `none` it is done at once.
  explicit starttls_dialogue(options::starttls protocol);

  /// What came from the server.
  void feed(std::string_view bytes);
  /// What is to be sent now, empty: nothing. It must be on its way before more is read and fed.
  std::string take_output();

  /// TLS begins with the next byte.
  bool done() const { return !problem_ && turn_ == turn::over; }
  /// A sentence for people, such as "the server offers no STARTTLS".
  const std::optional<std::string>& problem() const { return problem_; }

 private:
  enum class turn { greeting, offer, go_ahead, over };

  void read_line(std::string_view line);
  void read_smtp(std::string_view line);
  void read_imap(std::string_view line);
  void read_pop3(std::string_view line);
  void say(std::string_view command, turn next);
  void refuse(std::string_view what, std::string_view line);
  void fail(std::string why);

  options::starttls protocol_;
  turn turn_ = turn::greeting;
  std::string line_;
  std::string output_;
  std::string code_;  // of an SMTP reply of several lines; empty: a new reply begins
  std::optional<std::string> problem_;
  std::size_t lines_ = 0;
  bool offered_ = false;
};

}  // namespace reachd::tls

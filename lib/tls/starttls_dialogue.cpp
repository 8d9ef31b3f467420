// SPDX-License-Identifier: Apache-2.0
#include "tls/starttls_dialogue.hpp"

#include <strings.h>

#include <algorithm>
#include <utility>

#include "tls/readable.hpp"

namespace reachd::tls {
namespace {

/// RFC 5321 §4.5.3.1.5 and RFC 1939 §3 have 512; capabilities of IMAP in a greeting are longer.
constexpr std::size_t most_bytes_of_line = 4096;
constexpr std::size_t most_lines = 100;
constexpr std::size_t most_bytes_shown = 120;

bool same(std::string_view left, std::string_view right) {
  return left.size() == right.size() && strncasecmp(left.data(), right.data(), left.size()) == 0;
}

/// `line` is `word` alone or with more behind a space.
bool begins_with_word(std::string_view line, std::string_view word) {
  return same(line.substr(0, word.size()), word) && (line.size() == word.size() || line[word.size()] == ' ');
}

}  // namespace

starttls_dialogue::starttls_dialogue(options::starttls protocol) : protocol_(protocol) {
  if (protocol == options::starttls::none) turn_ = turn::over;
}

void starttls_dialogue::feed(std::string_view bytes) {
  while (!bytes.empty() && !problem_) {
    if (turn_ == turn::over) return fail("the server sends more before TLS begins");
    if (!output_.empty()) return fail("the server answers before it is asked");
    const std::size_t end = bytes.find('\n');
    line_ += bytes.substr(0, std::min(end, most_bytes_of_line + 1));
    if (line_.size() > most_bytes_of_line) return fail("the server's line does not end");
    if (end == bytes.npos) return;
    bytes.remove_prefix(end + 1);
    if (line_.ends_with('\r')) line_.pop_back();
    if (++lines_ > most_lines) return fail("the server's answer does not end");
    read_line(line_);
    line_.clear();
  }
}

std::string starttls_dialogue::take_output() { return std::exchange(output_, {}); }

void starttls_dialogue::say(std::string_view command, turn next) {
  output_ = command;
  turn_ = next;
}

void starttls_dialogue::fail(std::string why) {
  problem_ = std::move(why);
  output_.clear();
}

void starttls_dialogue::refuse(std::string_view what, std::string_view line) {
  fail(std::string(what) + ": '" + readable(line, most_bytes_shown) + "'");
}

void starttls_dialogue::read_line(std::string_view line) {
  if (protocol_ == options::starttls::smtp) return read_smtp(line);
  if (protocol_ == options::starttls::imap) return read_imap(line);
  read_pop3(line);
}

void starttls_dialogue::read_smtp(std::string_view line) {
  const std::string_view code = line.substr(0, 3);
  const bool digits = std::ranges::all_of(code, [](char each) { return each >= '0' && each <= '9'; });
  const bool shaped = code.size() == 3 && digits && (line.size() == 3 || line[3] == ' ' || line[3] == '-');
  if (!shaped || (!code_.empty() && code != code_)) return refuse("the server does not speak SMTP", line);
  if (code != (turn_ == turn::offer ? "250" : "220")) {
    constexpr std::string_view what[] = {"the server does not greet", "the server does not take EHLO",
                                         "the server declines STARTTLS"};
    return refuse(what[static_cast<std::size_t>(turn_)], line);
  }
  // The first line of a reply to EHLO is the server's name.
  const bool first = code_.empty();
  if (turn_ == turn::offer && !first)
    offered_ |= begins_with_word(line.substr(std::min<std::size_t>(4, line.size())), "STARTTLS");
  if (line.size() > 3 && line[3] == '-') {
    code_ = code;
    return;
  }
  code_.clear();
  if (turn_ == turn::greeting) return say("EHLO reachd.invalid\r\n", turn::offer);
  if (turn_ == turn::go_ahead) return say("", turn::over);
  if (!offered_) return fail("the server offers no STARTTLS");
  say("STARTTLS\r\n", turn::go_ahead);
}

void starttls_dialogue::read_imap(std::string_view line) {
  if (turn_ == turn::greeting) {
    if (begins_with_word(line, "* OK")) return say("a1 STARTTLS\r\n", turn::go_ahead);
    if (begins_with_word(line, "* PREAUTH"))
      return refuse("the server begins logged in, so that TLS cannot begin", line);
    return refuse(begins_with_word(line, "* BYE") ? "the server does not greet" : "the server does not speak IMAP",
                  line);
  }
  if (begins_with_word(line, "a1 OK")) return say("", turn::over);
  if (begins_with_word(line, "a1 NO") || begins_with_word(line, "a1 BAD"))
    return refuse("the server offers no STARTTLS", line);
  if (begins_with_word(line, "* BYE")) return refuse("the server says goodbye", line);
  if (!begins_with_word(line, "*")) refuse("the server does not speak IMAP", line);
}

void starttls_dialogue::read_pop3(std::string_view line) {
  const bool greeting = turn_ == turn::greeting;
  if (begins_with_word(line, "+OK")) return greeting ? say("STLS\r\n", turn::go_ahead) : say("", turn::over);
  if (!begins_with_word(line, "-ERR")) return refuse("the server does not speak POP3", line);
  refuse(greeting ? "the server does not greet" : "the server offers no STARTTLS", line);
}

}  // namespace reachd::tls

// SPDX-License-Identifier: Apache-2.0
#include "tls/starttls_dialogue.hpp"

#include <doctest/doctest.h>

#include <vector>

using reachd::options::starttls;
using reachd::tls::starttls_dialogue;

namespace {

using replies = std::vector<std::string>;

struct outcome {
  std::string sent;
  bool done = false;
  std::string problem;

  bool operator==(const outcome&) const = default;
};

/// Each reply comes in pieces of `piece` bytes, and what was asked is taken behind each piece.
outcome talk(starttls protocol, const replies& said, std::size_t piece) {
  starttls_dialogue dialogue(protocol);
  outcome ended;
  for (const std::string& reply : said) {
    for (std::size_t at = 0; at < reply.size(); at += piece) {
      dialogue.feed(std::string_view(reply).substr(at, piece));
      // Within one reply nothing may be sent before it is whole; what follows its end is then out of turn.
      if (at + piece >= reply.size()) ended.sent += dialogue.take_output();
    }
  }
  ended.done = dialogue.done();
  ended.problem = dialogue.problem().value_or("");
  return ended;
}

/// The same however it is split.
outcome talk(starttls protocol, const replies& said) {
  const outcome whole = talk(protocol, said, 1 << 20);
  for (std::size_t piece = 1; piece < 64; ++piece) CHECK(talk(protocol, said, piece) == whole);
  return whole;
}

bool fails(starttls protocol, const replies& said, std::string_view why) {
  const outcome ended = talk(protocol, said);
  if (ended.problem.find(why) == std::string::npos) MESSAGE(ended.problem);
  return !ended.done && ended.problem.find(why) != std::string::npos;
}

const std::string offer = "250-mx.example.org\r\n250-SIZE 1000\r\n250-STARTTLS\r\n250 HELP\r\n";

}  // namespace

TEST_CASE("without a protocol nothing is said") {
  CHECK(starttls_dialogue(starttls::none).done());
  CHECK_FALSE(starttls_dialogue(starttls::smtp).done());
}

TEST_CASE("SMTP: greeting, EHLO, offer, STARTTLS") {
  const outcome ended = talk(starttls::smtp, {"220 mx.example.org ESMTP\r\n", offer, "220 go ahead\r\n"});
  CHECK(ended.done);
  CHECK(ended.problem.empty());
  CHECK(ended.sent == "EHLO reachd.invalid\r\nSTARTTLS\r\n");
  CHECK(talk(starttls::smtp, {"220-mx\r\n220-no spam\r\n220 \r\n", "250-mx\r\n250 starttls\r\n", "220\r\n"}).done);
  CHECK(talk(starttls::smtp, {"220 mx\n", "250-mx\n250 STARTTLS\n", "220-now\n220 go\n"}).done);
}

TEST_CASE("IMAP and POP3") {
  const outcome imap = talk(starttls::imap, {"* OK [CAPABILITY IMAP4rev1] ready\r\n", "* NO hm\r\na1 OK go\r\n"});
  CHECK(imap.done);
  CHECK(imap.sent == "a1 STARTTLS\r\n");
  const outcome pop3 = talk(starttls::pop3, {"+OK ready <1.2@x>\r\n", "+OK\r\n"});
  CHECK(pop3.done);
  CHECK(pop3.sent == "STLS\r\n");
}

TEST_CASE("what comes behind the word to begin is not carried into TLS") {
  const auto more = "more before TLS begins";
  CHECK(fails(starttls::smtp, {"220 mx\r\n", offer, "220 go\r\n250 injected\r\n"}, more));
  CHECK(fails(starttls::smtp, {"220 mx\r\n", offer, "220 go\r\n\x16"}, more));
  CHECK(fails(starttls::imap, {"* OK\r\n", "a1 OK\r\n* injected\r\n"}, more));
  CHECK(fails(starttls::pop3, {"+OK\r\n", "+OK\r\n+"}, more));
}

TEST_CASE("who answers before being asked is refused") {
  const auto early = "answers before it is asked";
  CHECK(fails(starttls::smtp, {"220 mx\r\n" + offer}, early));
  CHECK(fails(starttls::smtp, {"220 mx\r\n", offer + "220 go\r\n"}, early));
  CHECK(fails(starttls::imap, {"* OK\r\na1 OK\r\n"}, early));
  CHECK(fails(starttls::pop3, {"+OK\r\n+OK\r\n"}, early));
}

TEST_CASE("a server without STARTTLS") {
  const auto none = "offers no STARTTLS";
  CHECK(fails(starttls::smtp, {"220 mx\r\n", "250-mx\r\n250 SIZE\r\n"}, none));
  CHECK(fails(starttls::smtp, {"220 mx\r\n", "250 STARTTLS\r\n"}, none));  // its name, not an offer
  CHECK(fails(starttls::smtp, {"220 mx\r\n", "250-mx\r\n250-XSTARTTLS\r\n250 STARTTLSX\r\n"}, none));
  CHECK(fails(starttls::imap, {"* OK\r\n", "a1 BAD what?\r\n"}, none));
  CHECK(fails(starttls::imap, {"* OK\r\n", "a1 NO\r\n"}, none));
  CHECK(fails(starttls::pop3, {"+OK\r\n", "-ERR what?\r\n"}, none));
}

TEST_CASE("a server that declines or does not greet is quoted") {
  CHECK(fails(starttls::smtp, {"554 go away\r\n"}, "the server does not greet: '554 go away'"));
  CHECK(fails(starttls::smtp, {"220 mx\r\n", "502 what?\r\n"}, "does not take EHLO: '502 what?'"));
  CHECK(fails(starttls::smtp, {"220 mx\r\n", offer, "454 later\r\n"}, "declines STARTTLS: '454 later'"));
  CHECK(fails(starttls::imap, {"* BYE overloaded\r\n"}, "does not greet"));
  CHECK(fails(starttls::imap, {"* PREAUTH hello\r\n"}, "logged in"));
  CHECK(fails(starttls::imap, {"* OK\r\n", "* BYE\r\n"}, "goodbye"));
  CHECK(fails(starttls::pop3, {"-ERR busy\r\n"}, "does not greet"));
}

TEST_CASE("another protocol is told from ours, and its bytes cannot do harm") {
  CHECK(fails(starttls::smtp, {"HTTP/1.1 400 Bad Request\r\n"}, "does not speak SMTP"));
  CHECK(fails(starttls::smtp, {"\r\n"}, "does not speak SMTP"));
  CHECK(fails(starttls::smtp, {"22\r\n"}, "does not speak SMTP"));
  CHECK(fails(starttls::smtp, {"2200\r\n"}, "does not speak SMTP"));
  CHECK(fails(starttls::smtp, {"220 mx\r\n", "250-mx\r\n220 STARTTLS\r\n"}, "does not speak SMTP"));
  CHECK(fails(starttls::imap, {"+OK\r\n"}, "does not speak IMAP"));
  CHECK(fails(starttls::imap, {"* OK\r\n", "a2 OK\r\n"}, "does not speak IMAP"));
  CHECK(fails(starttls::imap, {"* OK\r\n", "+ go on\r\n"}, "does not speak IMAP"));
  CHECK(fails(starttls::pop3, {"+OKAY\r\n"}, "does not speak POP3"));
  CHECK(fails(starttls::pop3, {std::string("\0\x1b[2J\xff\n", 7)}, "'\uFFFD\uFFFD[2J\uFFFD'"));
}

TEST_CASE("lines and their number are bounded") {
  CHECK(fails(starttls::smtp, {std::string(1 << 16, 'x')}, "line does not end"));
  CHECK(talk(starttls::smtp, {"220 " + std::string(4092, 'x') + "\n"}).problem.empty());
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "250-more\r\n";
  CHECK(fails(starttls::smtp, {"220 mx\r\n", many}, "answer does not end"));
  many.clear();
  for (int i = 0; i < 1000; ++i) many += "* more\r\n";
  CHECK(fails(starttls::imap, {"* OK\r\n", many}, "answer does not end"));
}

// SPDX-License-Identifier: Apache-2.0
#include "config/parse.hpp"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>

#include "config/document_builder.hpp"
#include "config/limits.hpp"
#include "config/paced_input.hpp"
#include "config/quote.hpp"
#include "config/syntax_words.hpp"
#include "config/utf8.hpp"

namespace reachd::config {
namespace {

constexpr std::size_t npos = std::string_view::npos;

std::string hex(unsigned value) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (int shift = value > 0xFF ? 12 : 4; shift >= 0; shift -= 4) out += digits[(value >> shift) & 0xF];
  return out;
}

complaint describe_unreadable(std::string_view text, std::size_t at) {
  if (at == 0 && (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))) {
    return {"the file is UTF-16", "save it as UTF-8"};
  }
  const character next = decode(text.substr(at));
  if (next.length == 0) {
    return {"invalid UTF-8: byte 0x" + hex(static_cast<unsigned char>(text[at])), "save the file as UTF-8"};
  }
  if (next.code == '\r') return {"a carriage return without a line feed", "end lines with a line feed"};
  if (next.code == 0) return {"a NUL byte; this is no text file", {}};
  return {"control character U+" + std::string(next.code < 0x100 ? "00" : "") + hex(next.code) + " is not allowed",
          "remove it, or write it as an escape in double quotes"};
}

/// What yaml-cpp refused. A quote that is never closed swallows the rest of the file, so the place to show is where it
/// opens and not where the file ends.
problem describe(const source& origin, const document_builder& builder, const YAML::Exception& thrown) {
  const std::string_view text = origin.text();
  const std::size_t at = thrown.mark.is_null() ? text.size() : static_cast<std::size_t>(thrown.mark.pos);
  if (is_end_in_quote(thrown.msg)) {
    const std::size_t open = find_unclosed_quote(text, builder.last_scalar_end());
    if (open != npos) return origin.problem_at(open, 1, unclosed_quote());
  }
  complaint what = describe_syntax(thrown.msg, text, std::min(at, text.size()));
  const std::size_t long_quote = builder.last_quote_over_lines();
  if (long_quote != npos) {
    what.hint = "the quote that opens at line " + std::to_string(origin.line_of(long_quote)) +
                " closes lines below; is it closed where it should be?";
  }
  const std::size_t tab = find_tab_in_indentation(text, std::min(at, text.size()));
  if (tab != npos) return origin.problem_at(tab, 1, {"a tab in the indentation", "YAML indents with spaces only"});
  return origin.problem_at(at, 1, std::move(what));
}

/// The bracket that held up the scanner is the next one after the last event.
problem describe_cut(const source& origin, std::size_t stuck_at) {
  const std::size_t open = origin.text().find_first_of("[{", stuck_at);
  return origin.problem_at(open, 1,
                           {"more than " + std::to_string(max_pending_entries) + " entries inside one bracket",
                            "write them as indented lines, which take less memory to read"});
}

/// What ended the reading early, if anything did.
std::optional<problem> read_events(const source& origin, document_builder& builder, paced_input& text) {
  try {
    std::istream in(&text);
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(builder)) continue;
  } catch (const refusal& refused) {
    return origin.problem_at(refused.offset, refused.length, refused.what);
  } catch (const YAML::Exception& thrown) {
    return describe(origin, builder, thrown);
  }
  return std::nullopt;
}

}  // namespace

std::optional<document> parse(const source& origin, problem_list& problems) {
  if (const std::size_t bad = find_unreadable(origin.text()); bad != npos) {
    problems.add(origin.problem_at(bad, 1, describe_unreadable(origin.text(), bad)));
    return std::nullopt;
  }
  document_builder builder(origin, problems);
  paced_input text(origin.text(), builder.reached());
  std::optional<problem> wrong = read_events(origin, builder, text);
  if (text.refused()) wrong = describe_cut(origin, text.stuck_at());
  if (!wrong) return builder.take();
  problems.add(std::move(*wrong));
  return std::nullopt;
}

}  // namespace reachd::config

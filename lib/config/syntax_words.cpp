// SPDX-License-Identifier: Apache-2.0
#include "config/syntax_words.hpp"

#include <yaml-cpp/exceptions.h>

#include <algorithm>

#include "config/limits.hpp"
#include "config/utf8.hpp"

namespace reachd::config {
namespace {

namespace said = YAML::ErrorMsg;

struct wording {
  const char* thrown;
  const char* message;
  const char* hint;
};

constexpr const char* check_indentation = "check the indentation";
constexpr const char* close_or_comma = "close it, or put a comma between two values";

const wording wordings[] = {
    {said::MAP_VALUE, "unexpected ':'", "put text that holds ': ' in quotes, or check the indentation"},
    {said::MAP_KEY, "a key cannot stand here", check_indentation},
    {said::BLOCK_ENTRY, "a list item cannot stand here", check_indentation},
    {said::END_OF_MAP_FLOW, "a '{' before this is not closed", close_or_comma},
    {said::END_OF_SEQ_FLOW, "a '[' before this is not closed", close_or_comma},
    {said::END_OF_MAP, "this does not continue the map above it", check_indentation},
    {said::END_OF_SEQ, "this does not continue the list above it", check_indentation},
    {said::FLOW_END, "a closing bracket without an opening one", "put text that holds brackets in quotes"},
    {said::TAB_IN_INDENTATION, "a tab in the indentation", "YAML indents with spaces only"},
    {said::UNKNOWN_TOKEN, "text cannot begin with this character", "put it in quotes"},
    {said::INVALID_ESCAPE, "unknown escape in double quotes", "write \\\\ for a backslash, or use single quotes"},
    {said::INVALID_HEX, "bad hexadecimal escape in double quotes", "write \\\\ for a backslash, or use single quotes"},
    {said::INVALID_UNICODE, "an escape that is no Unicode character", ""},
    {said::UNKNOWN_ANCHOR, "this alias has no anchor above it", "write &NAME before what it stands for"},
    {said::MULTIPLE_ANCHORS, "two anchors on one value", ""},
    {said::MULTIPLE_TAGS, "two tags on one value", ""},
    {said::ALIAS_CONTENT, "an alias cannot have a tag, an anchor or content", ""},
    {said::ALIAS_NOT_FOUND, "'*' without the name of an anchor", "put text that begins with '*' in quotes"},
    {said::ANCHOR_NOT_FOUND, "'&' without a name", "put text that begins with '&' in quotes"},
    {said::CHAR_IN_ALIAS, "a character that the name of an alias cannot hold", ""},
    {said::CHAR_IN_ANCHOR, "a character that the name of an anchor cannot hold", ""},
    {said::CHAR_IN_BLOCK, "only an indentation, '+' or '-' may follow '|' or '>'", ""},
};

}  // namespace

complaint describe_syntax(const std::string& thrown, std::string_view text, std::size_t at) {
  if (thrown == said::BAD_FILE) {
    return {"nested more than " + std::to_string(max_depth) + " deep", {}};
  }
  for (const wording& known : wordings) {
    if (!thrown.starts_with(known.thrown)) continue;
    complaint out{known.message, known.hint};
    if (at < text.size() && known.thrown == said::UNKNOWN_TOKEN) {
      out.message =
          "text cannot begin with " + quoted(text.substr(at, std::max<std::size_t>(decode(text.substr(at)).length, 1)));
    }
    return out;
  }
  return {"not valid YAML: " + printable(thrown), {}};
}

bool is_end_in_quote(const std::string& thrown) {
  return thrown == said::EOF_IN_SCALAR || thrown == said::DOC_IN_SCALAR;
}

complaint unclosed_quote() {
  return {"this quote is never closed", "close it, or double it if it is part of the text"};
}

std::size_t find_tab_in_indentation(std::string_view text, std::size_t at) {
  const std::size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  const std::size_t start = before == std::string_view::npos ? 0 : before + 1;
  const std::size_t end = std::min(text.find_first_not_of(" \t", start), text.size());
  const std::size_t tab = text.substr(0, end).find('\t', start);
  return tab;
}

}  // namespace reachd::config

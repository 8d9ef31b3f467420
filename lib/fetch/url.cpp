// SPDX-License-Identifier: Apache-2.0
#include "fetch/url.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>

#include "core/address.hpp"

namespace reachd::fetch {
namespace {

struct end_url {
  void operator()(CURLU* used) const { curl_url_cleanup(used); }
};
using url_parts = std::unique_ptr<CURLU, end_url>;

struct end_text {
  void operator()(char* used) const { curl_free(used); }
};

std::unexpected<core::error> refuse(std::string why) { return std::unexpected(core::error(std::move(why))); }

std::optional<std::string> part(const url_parts& of, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(of.get(), which, &text, 0) != CURLUE_OK) return std::nullopt;
  const std::unique_ptr<char, end_text> owned(text);
  return std::string(text);
}

bool is_control(char letter) { return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f; }
bool is_visible(char letter) { return letter > 0x20 && letter < 0x7f; }
bool is_in_names(char letter) {
  const char lower = static_cast<char>(letter | 0x20);
  return (lower >= 'a' && lower <= 'z') || (letter >= '0' && letter <= '9') || letter == '-' || letter == '.' ||
         letter == '_';
}

bool begins_with(std::string_view text, std::string_view scheme) {
  return text.size() >= scheme.size() &&
         std::ranges::equal(text.substr(0, scheme.size()), scheme, [](char left, char right) {
           return (left >= 'A' && left <= 'Z' ? left | 0x20 : left) == right;
         });
}

/// What stands before the path, of a text behind its scheme.
core::result<void> read_authority(std::string_view written, bool secure, url& into) {
  if (written.find('@') != std::string_view::npos)
    return refuse("a URL holds no user and password; write them as `http: {auth: ...}`");
  if (!std::ranges::all_of(written, [](char letter) { return static_cast<unsigned char>(letter) < 0x80; }))
    return refuse("the host is not ASCII; write its form for the DNS, which begins with xn--");
  if (!written.starts_with('[') && written.find('%') != std::string_view::npos)
    return refuse("its host is neither a host name nor an address");
  if (!written.starts_with('[') && written.find(':') != written.rfind(':'))
    return refuse("its host looks like an IPv6 address, which stands in brackets");
  const url_parts parts(curl_url());
  const std::string whole = (secure ? "https://" : "http://") + std::string(written) + "/";
  const CURLUcode status = curl_url_set(parts.get(), CURLUPART_URL, whole.c_str(), 0);
  if (status == CURLUE_BAD_PORT_NUMBER) return refuse("the port is not a number from 1 to 65535");
  const auto host = status == CURLUE_OK ? part(parts, CURLUPART_HOST) : std::nullopt;
  if (!host || host->empty()) return refuse("it has no host that can be asked");
  const bool v6 = host->front() == '[';
  into.host = v6 ? host->substr(1, host->size() - 2) : *host;
  if (v6 ? !core::address::parse(into.host) : !std::ranges::all_of(into.host, is_in_names))
    return refuse("its host is neither a host name nor an address");
  into.authority = *host;
  if (const auto zone = part(parts, CURLUPART_ZONEID)) into.host += '%' + *zone;
  into.port = secure ? 443 : 80;
  if (const auto port = part(parts, CURLUPART_PORT)) {
    std::from_chars(port->data(), port->data() + port->size(), into.port);
    if (into.port == 0) return refuse("the port is not a number from 1 to 65535");
    into.authority += ':' + *port;
  }
  return {};
}

}  // namespace

core::result<url> parse_url(std::string_view text) {
  if (text.size() > longest_url) return refuse("it is longer than " + std::to_string(longest_url) + " bytes");
  if (std::ranges::any_of(text, is_control)) return refuse("it holds a control character");
  url found;
  found.secure = begins_with(text, "https://");
  if (!found.secure && !begins_with(text, "http://")) return refuse("it begins neither with http:// nor with https://");
  text.remove_prefix(text.find("://") + 3);
  const std::size_t end = std::min(text.find_first_of("/?#"), text.size());
  if (auto read = read_authority(text.substr(0, end), found.secure, found); !read)
    return std::unexpected(std::move(read.error()));
  const std::string_view rest = text.substr(end, std::min(text.find('#'), text.size()) - end);
  if (!std::ranges::all_of(rest, is_visible))
    return refuse("its path holds a space or a letter outside of ASCII; write it with % and two hexadecimal digits");
  found.path = rest.starts_with('/') ? std::string(rest) : '/' + std::string(rest);
  return found;
}

core::result<url> resolve(const url& base, std::string_view location) {
  if (location.empty()) return refuse("it is empty");
  if (location.size() > longest_url) return refuse("it is longer than " + std::to_string(longest_url) + " bytes");
  if (std::ranges::any_of(location, is_control)) return refuse("it holds a control character");
  const url_parts parts(curl_url());
  const std::string from = (base.secure ? "https://" : "http://") + base.authority + base.path;
  const std::string to(location);
  // A server may write a path with spaces or in UTF-8, which nobody may send; browsers encode it as well.
  constexpr unsigned flags = CURLU_URLENCODE | CURLU_ALLOW_SPACE | CURLU_NON_SUPPORT_SCHEME;
  if (curl_url_set(parts.get(), CURLUPART_URL, from.c_str(), 0) != CURLUE_OK ||
      curl_url_set(parts.get(), CURLUPART_URL, to.c_str(), flags) != CURLUE_OK)
    return refuse("it is no URL that can be asked");
  const auto whole = part(parts, CURLUPART_URL);
  if (!whole) return refuse("it is no URL that can be asked");
  return parse_url(*whole);
}

}  // namespace reachd::fetch

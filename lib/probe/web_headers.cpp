// SPDX-License-Identifier: Apache-2.0
#include "probe/web_headers.hpp"

namespace reachd::probe {
namespace {

void add_who_we_are(const options::http& how, fetch::request& to) {
  if (how.bearer) to.headers.emplace_back("Authorization", "Bearer " + how.bearer->value);
  if (how.basic) {
    to.headers.emplace_back("Authorization", "Basic " + base64(how.basic->first + ":" + how.basic->second.value));
  }
  for (const auto& [name, text] : how.headers) to.headers.emplace_back(name, text.value);
}

}  // namespace

bool same_origin(const fetch::url& left, const fetch::url& right) {
  return left.secure == right.secure && fetch::is_same_name(left.host, right.host) && left.port == right.port;
}

options::tls for_strangers(const options::tls& ours) {
  options::tls out;
  out.authorities = ours.authorities;
  out.insecure = ours.insecure;
  out.warn_before = ours.warn_before;
  return out;
}

fetch::request request_for(const options::http& how, const fetch::url& first, const fetch::url& at,
                           const core::address& address, const std::string& method, const options::tls& tls) {
  fetch::request out;
  out.secure = at.secure;
  out.authority = at.authority;
  out.to = core::endpoint{address, at.port};
  out.path = at.path;
  out.method = method.empty() ? how.method : method;
  const bool whole = out.method == how.method;
  const bool own_origin = same_origin(first, at);
  if (whole && own_origin) out.body = how.body;
  if (own_origin) add_who_we_are(how, out);
  out.tls = &tls;
  out.http2 = how.http2;
  out.max_body_bytes = how.max_bytes;
  out.keep_body = how.body_pattern || !how.json.empty();
  return out;
}

bool is_redirect(long status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::string method_after(long status, const std::string& method) {
  return status == 307 || status == 308 || method == "HEAD" ? method : "GET";
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    unsigned group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8U | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      out += at + i <= bytes.size() ? letters[group >> (18 - 6 * i) & 63U] : '=';
    }
  }
  return out;
}

}  // namespace reachd::probe

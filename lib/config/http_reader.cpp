// SPDX-License-Identifier: Apache-2.0
#include "config/http_reader.hpp"

#include <strings.h>

#include <algorithm>
#include <array>

#include "config/probe_schema.hpp"
#include "config/text_form.hpp"
#include "config/tls_reader.hpp"
#include "config/utf8.hpp"

namespace reachd::config {
namespace {

/// What tells who we are is a secret.
constexpr std::array<const char*, 3> secret_headers = {"Authorization", "Proxy-Authorization", "Cookie"};
/// What the request itself decides.
constexpr std::array<const char*, 4> own_headers = {"Host", "Content-Length", "Transfer-Encoding", "Connection"};

template <std::size_t N>
bool is_one_of(const std::string& name, const std::array<const char*, N>& names) {
  for (const char* one : names) {
    if (::strcasecmp(name.c_str(), one) == 0) return true;
  }
  return false;
}

class http_reader {
 public:
  http_reader(const layered& from, secret_reader& secrets) : from_(from), secrets_(secrets) {}

  options::http run() {
    if (const auto body = from_.find(key_http_body)) out_.body = body->text();
    if (!out_.body.empty()) out_.method = "POST";
    if (const auto method = from_.find(key_http_method)) out_.method = method->text();
    from_.for_each_name(key_http_headers, value_type::secrets,
                        [this](const layered::found& map, entry one) { read_header(map.from(), one, map.level); });
    for (header_field& one : headers_) out_.headers.emplace_back(std::move(one.name), std::move(one.text));
    read_auth(from_.inside(key_http_auth));
    if (const auto follow = from_.find(key_http_follow)) {
      out_.follow = static_cast<std::uint32_t>(follow->written.number);
    }
    read_expectations(from_.inside(key_http_expect));
    out_.tls = read_tls(from_.inside(key_http_tls), secrets_);
    if (const auto http2 = from_.find(key_http_http2)) out_.http2 = http2->written.number != 0;
    if (const auto most = from_.find(key_http_max_bytes)) {
      out_.max_bytes = static_cast<std::uint64_t>(most->written.number);
    }
    return std::move(out_);
  }

 private:
  void refuse(const document& from, node_index at, std::string message, std::string hint) {
    secrets_.problems().add(from.problem_at(at, {std::move(message), std::move(hint)}));
  }

  void read_header(const document& from, entry one, std::size_t level) {
    std::string name(from.text(one.key));
    if (is_one_of(name, own_headers)) {
      return refuse(from, one.key, quoted(name) + " is set by the request itself", "remove it");
    }
    if (is_one_of(name, secret_headers) && from.kind(one.value) == node_kind::scalar) {
      problem plain = from.problem_at(one.value, {quoted(name) + " is a secret, which is not written here",
                                                  "write {credential: NAME}, {file: PATH} or {env: NAME}"});
      plain.hides_line = true;
      return secrets_.problems().add(std::move(plain));
    }
    options::secret_text text = read_line(from, one.value);
    // Names do not differ by case (RFC 9110, section 5.1): of those that are the same the most specific level holds.
    const auto same = std::ranges::find_if(
        headers_, [&name](const header_field& known) { return ::strcasecmp(known.name.c_str(), name.c_str()) == 0; });
    if (same == headers_.end()) {
      headers_.push_back({std::move(name), std::move(text), level});
    } else if (same->level < level) {
      *same = {std::move(name), std::move(text), level};
    }
  }

  /// A secret that would end the line it is sent in.
  options::secret_text read_line(const document& from, node_index at) {
    options::secret_text text = secrets_.read(from, at);
    if (has_control(text.value)) {
      refuse(from, at, "the secret holds a control character", "a header field has one line of text");
    }
    return text;
  }

  void read_auth(const layered& auth) {
    const auto user = auth.find(key_auth_user);
    const auto password = auth.find(key_auth_password);
    const auto bearer = auth.find(key_auth_bearer);
    if (bearer) out_.bearer = read_line(bearer->from(), bearer->written.node);
    if (user && password) {
      out_.basic.emplace(std::string(user->text()), read_line(password->from(), password->written.node));
      if (user->text().find(':') != std::string_view::npos) {
        refuse(user->from(), user->written.node, "'user' must not hold ':'", "");
      }
    }
    const bool header = std::ranges::any_of(
        out_.headers, [](const auto& field) { return ::strcasecmp(field.first.c_str(), "Authorization") == 0; });
    if (const auto& who = bearer ? bearer : user; header && who) {
      refuse(who->from(), who->written.key, "'auth' beside a header 'Authorization'", "remove one of them");
    }
    const auto& one = user ? user : password;
    if (one && bearer) {
      refuse(bearer->from(), bearer->written.key, "'bearer' beside 'user' or 'password'", "remove one of them");
    } else if (one && (!user || !password) && !auth.is_wrong(key_auth_user) && !auth.is_wrong(key_auth_password)) {
      refuse(one->from(), one->written.key, "'user' and 'password' belong together", "write both");
    }
  }

  void read_expectations(const layered& expect) {
    if (const auto status = expect.find(key_expect_status)) {
      out_.status.clear();
      for_each_text(*status->in, status->written, [&](node_index item) {
        if (const auto range = parse_status(status->from().text(item))) out_.status.push_back(*range);
      });
    }
    if (const auto body = expect.find(key_expect_body)) {
      if (auto compiled = match::pattern::compile(body->text())) out_.body_pattern = std::move(*compiled);
    }
    expect.for_each_name(key_expect_json, value_type::scalars, [this](const layered::found& map, entry one) {
      const document& from = map.from();
      const bool null = from.kind(one.value) == node_kind::null;
      const std::string_view text = null ? "null" : from.text(one.value);
      out_.json.push_back({std::string(from.text(one.key)), std::string(text), from.at(one.value).quoted});
    });
  }

  struct header_field {
    std::string name;
    options::secret_text text;
    std::size_t level;
  };

  const layered& from_;
  secret_reader& secrets_;
  std::vector<header_field> headers_;
  options::http out_;
};

}  // namespace

options::http read_http(const layered& from, secret_reader& secrets) { return http_reader(from, secrets).run(); }

}  // namespace reachd::config

// SPDX-License-Identifier: Apache-2.0
#include "config/web_file_reader.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "access/bcrypt.hpp"
#include "access/key_pair.hpp"
#include "access/priorities.hpp"
#include "config/suggest.hpp"
#include "config/utf8.hpp"
#include "config/web_schema.hpp"

namespace reachd::config {
namespace {

constexpr std::size_t longest_user = 256;

/// In the order of the choices of client_auth_type; RequireClientCert is an older name of RequireAnyClientCert.
constexpr std::array<access::client_auth, 6> kinds = {
    access::client_auth::none,        access::client_auth::request,         access::client_auth::require_any,
    access::client_auth::require_any, access::client_auth::verify_if_given, access::client_auth::require_and_verify};

class web_file_reader {
 public:
  web_file_reader(const document& from, file_set& files, problem_list& problems)
      : from_(from), files_(files), problems_(problems) {}

  web_access run() {
    if (from_.empty() || from_.kind(from_.root()) == node_kind::null) return {};
    if (from_.kind(from_.root()) != node_kind::map) {
      refuse(from_.root(), "the file must be a map of keys to values, not " + describe(from_, from_.root()));
      return {};
    }
    const section_values top = read(from_.root(), web_file_section);
    if (top.at[key_tls].set()) read_tls(top.at[key_tls]);
    if (top.at[key_http_server].set()) read_headers(read(top.at[key_http_server].node, http_server_section));
    if (top.at[key_users].set()) read_users(top.at[key_users].node);
    return std::move(out_);
  }

 private:
  section_values read(node_index map, const section& kind) { return read_section(from_, map, kind, {}, problems_); }
  void refuse(node_index at, std::string message, std::string hint = {}) {
    problems_.add(from_.problem_at(at, {std::move(message), std::move(hint)}));
  }

  /// The text of a file or of the document; nullopt where neither is there, or, with a problem, where it cannot be had.
  std::optional<std::string> text_of(const section_values& own, tls_key file, tls_key inline_text) {
    const value& named = own.at[file];
    const value& written = own.at[inline_text];
    if (named.set() && written.set()) {
      refuse(written.key,
             quoted(tls_section.at(inline_text).name) + " and " + quoted(tls_section.at(file).name) +
                 " are the same thing twice",
             "remove one");
      return std::nullopt;
    }
    if (written.set()) return std::string(written.text);
    return named.set() ? files_.read_text(from_, named.node) : std::nullopt;
  }
  static bool is_said(const section_values& own, tls_key file, tls_key inline_text) {
    using enum value::state;
    const auto said = [&own](tls_key key) { return own.at[key].is == set || own.at[key].is == wrong; };
    return said(file) || said(inline_text);
  }
  node_index place_of(const section_values& own, tls_key file, tls_key inline_text) {
    return own.at[own.at[file].set() ? file : inline_text].node;
  }

  void read_tls(const value& written) {
    const section_values own = read(written.node, tls_section);
    // An empty section is as good as none, as in Prometheus' own servers.
    if (std::ranges::none_of(own.at, [](const value& one) { return one.written(); })) return;
    access::tls_settings& tls = out_.tls.emplace();
    read_pair(own, written, tls);
    read_clients(own, tls);
    if (own.at[key_min_version].set()) tls.least = static_cast<access::tls_version>(own.at[key_min_version].number);
    if (own.at[key_max_version].set()) tls.most = static_cast<access::tls_version>(own.at[key_max_version].number);
    if (own.at[key_own_order].set()) tls.own_order = own.at[key_own_order].number != 0;
    tls.cipher_suites = list_of(own, key_cipher_suites);
    tls.curves = list_of(own, key_curves);
    if (const auto words = access::priorities(tls); !words) {
      const bool of_suites = own.at[key_cipher_suites].set();
      const value& at = own.at[of_suites ? key_cipher_suites : own.at[key_curves].set() ? key_curves : key_min_version];
      refuse(at.set() ? at.key : written.key, words.error().message());
    }
  }

  void read_pair(const section_values& own, const value& section, access::tls_settings& tls) {
    for (const auto& [file, text] : {std::pair{key_cert_file, key_cert}, std::pair{key_key_file, key_key}}) {
      if (is_said(own, file, text)) continue;
      refuse(section.key, quoted(tls_section.at(file).name) + " is missing", "TLS needs a certificate and its key");
    }
    const auto certificate = text_of(own, key_cert_file, key_cert);
    const auto key = text_of(own, key_key_file, key_key);
    if (!certificate || !key) return;
    const auto fits = access::check_key_pair(*certificate, *key);
    if (!fits) {
      refuse(place_of(own, key_cert_file, key_cert), "certificate and key cannot be used: " + fits.error().message());
    }
    tls.certificate = *certificate;
    tls.key = *key;
  }

  void read_clients(const section_values& own, access::tls_settings& tls) {
    using enum access::client_auth;
    if (own.at[key_client_auth].set()) tls.clients = kinds.at(static_cast<std::size_t>(own.at[key_client_auth].number));
    const bool said = is_said(own, key_client_ca_file, key_client_ca);
    const node_index at = place_of(own, key_client_ca_file, key_client_ca);
    if (const auto authorities = text_of(own, key_client_ca_file, key_client_ca)) {
      const auto good = access::check_authorities(*authorities);
      if (!good) refuse(at, "these authorities cannot be used: " + good.error().message());
      tls.authorities = *authorities;
    }
    tls.client_names = list_of(own, key_client_sans);
    if (said && tls.clients == none) {
      refuse(at, "there are authorities for clients, and no client is asked for a certificate",
             "write 'client_auth_type: RequireAndVerifyClientCert'");
    } else if (!said && (tls.clients == verify_if_given || tls.clients == require_and_verify)) {
      refuse(own.at[key_client_auth].node, "who may have signed the certificates of clients is not said",
             "write 'client_ca_file: FILE'");
    }
    if (!tls.client_names.empty() && tls.clients != require_any && tls.clients != require_and_verify) {
      refuse(own.at[key_client_sans].key, "names of clients are listed, and a client need not show a certificate",
             "write 'client_auth_type: RequireAndVerifyClientCert'");
    }
  }

  std::vector<std::string> list_of(const section_values& own, tls_key key) {
    std::vector<std::string> out;
    if (!own.at[key].set()) return out;
    for_each_text(own, own.at[key], [&](node_index item) { out.emplace_back(from_.text(item)); });
    return out;
  }

  void read_headers(const section_values& own) {
    if (!own.at[key_headers].set()) return;
    from_.for_each_entry(own.at[key_headers].node, [&](entry one) {
      const std::string_view name = from_.text(one.key);
      if (std::ranges::find(settable_headers, name) == settable_headers.end()) {
        suggestion near(name);
        for (const std::string_view known : settable_headers) near.consider(known);
        return refuse(one.key, "header field " + quoted(name) + " cannot be set here", near.hint());
      }
      if (from_.kind(one.value) == node_kind::null) return;
      if (from_.kind(one.value) != node_kind::scalar) return refuse(one.value, "a header field is one line of text");
      const std::string_view text = from_.text(one.value);
      if (text.empty()) return;
      if (has_control(text)) return refuse(one.value, "a header field is one line of text");
      out_.headers.emplace_back(name, text);
    });
  }

  void read_users(node_index map) {
    from_.for_each_entry(map, [&](entry one) {
      const std::string_view user = from_.text(one.key);
      if (user.empty() || user.size() > longest_user || has_control(user) || user.find(':') != std::string_view::npos) {
        return refuse(one.key, "a user's name is text without ':', at most 256 bytes");
      }
      const auto good = access::check_bcrypt_form(from_.text(one.value));
      if (!good)
        return refuse(one.key, good.error().message(),
                      "make one with: htpasswd -nBC 10 '' | tr -d ':\\n' (of apache2-utils)");
      out_.users.emplace_back(user, from_.text(one.value));
    });
  }

  const document& from_;
  file_set& files_;
  problem_list& problems_;
  web_access out_;
};

}  // namespace

web_access read_web_file(const document& from, file_set& files, problem_list& problems) {
  return web_file_reader(from, files, problems).run();
}

}  // namespace reachd::config

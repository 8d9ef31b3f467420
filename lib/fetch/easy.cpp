// SPDX-License-Identifier: Apache-2.0
#include "fetch/easy.hpp"

#include <time.h>

#include <algorithm>
#include <new>

namespace reachd::fetch {
namespace {

// Two of libcurl's buffers are this long: a thousand requests at once are then 16 MB and not 130.
constexpr long buffer_bytes = 16 * 1024;
// Who waits has a deadline of its own, and stops.
constexpr long no_deadline_ms = 86'400'000;
// Authorities of the system that were changed are believed an hour later.
constexpr long authorities_kept_s = 3600;
constexpr const char* codings = "gzip, deflate";

template <typename Value>
void set(CURL* easy, CURLoption option, Value value) {
  if (curl_easy_setopt(easy, option, value) == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
}

void add(text_list& to, const std::string& line) {
  curl_slist* const longer = curl_slist_append(to.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  to.release();
  to.reset(longer);
}

curl_blob blob_of(const std::string& text) {
  // libcurl reads it only.
  return curl_blob{.data = const_cast<char*>(text.data()), .len = text.size(), .flags = CURL_BLOB_NOCOPY};
}

std::string bracketed(std::string_view host) {
  const std::string text(host);
  return text.find(':') == std::string::npos ? text : '[' + text + ']';
}

/// As the name that TLS checks is that of the URL, the URL holds the one that is wanted and Host says the other.
void set_place(CURL* easy, const request& asked, easy_texts& texts) {
  const bool renamed = asked.secure && asked.tls != nullptr && !asked.tls->server_name.empty();
  const std::string name = bracketed(renamed ? std::string_view(asked.tls->server_name) : host_of(asked.authority));
  set(easy, CURLOPT_URL, ((asked.secure ? "https://" : "http://") + name + '/').c_str());
  set(easy, CURLOPT_REQUEST_TARGET, asked.path.c_str());
  // The zone of an address does not pass through here: it is set where the socket is opened.
  std::string to = asked.to.to_string();
  if (const std::size_t zone = to.find('%'); zone != std::string::npos) to.erase(zone, to.find(']') - zone);
  add(texts.way, "::" + to);
  set(easy, CURLOPT_CONNECT_TO, texts.way.get());
}

void set_headers(CURL* easy, const request& asked, const identity& us, easy_texts& texts) {
  const auto add_own = [&](const char* name, const std::string& value) {
    const auto is_theirs = [name](const auto& field) { return is_same_name(field.first, name); };
    if (!std::ranges::any_of(asked.headers, is_theirs)) add(texts.headers, name + (": " + value));
  };
  add_own("Host", asked.authority);
  // libcurl would write these two by itself, twice and byte by byte.
  add_own("User-Agent", us.user_agent);
  add_own("Accept-Encoding", codings);
  add(texts.headers, "Expect:");  // a body is sent at once
  if (!asked.body.empty()) add(texts.headers, "Content-Type:");
  for (const auto& [name, value] : asked.headers) {
    const bool empty = value.find_first_not_of(" \t") == std::string::npos;
    add(texts.headers, empty ? name + ';' : name + ": " + value);
  }
  set(easy, CURLOPT_HTTPHEADER, texts.headers.get());
}

void set_method(CURL* easy, const request& asked) {
  const bool takes_body = asked.method == "POST" || asked.method == "PUT" || asked.method == "PATCH";
  if (asked.method == "HEAD" && asked.body.empty()) {
    set(easy, CURLOPT_NOBODY, 1L);
  } else if (takes_body || !asked.body.empty()) {
    set(easy, CURLOPT_POST, 1L);
    set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(asked.body.size()));
    set(easy, CURLOPT_POSTFIELDS, asked.body.c_str());
  }
  // Without it libcurl names the method by what is sent.
  if (takes_body || !asked.body.empty() || (asked.method != "GET" && asked.method != "HEAD"))
    set(easy, CURLOPT_CUSTOMREQUEST, asked.method.c_str());
}

void set_authorities(CURL* easy, const request& asked, const identity& us) {
  const bool own = asked.tls != nullptr && !asked.tls->authorities->empty();
  if (own) {
    const curl_blob authorities = blob_of(asked.tls->authorities);
    set(easy, CURLOPT_CAINFO_BLOB, &authorities);
    set<char*>(easy, CURLOPT_CAINFO, nullptr);
  } else if (us.authorities_file.empty()) {
    return;
  } else {
    set(easy, CURLOPT_CAINFO, us.authorities_file.c_str());
  }
  // With a folder as well libcurl 7.88 would believe those of the system beside ours, and read the file for every
  // connection again, which is 10 ms and more of CPU, in place of keeping what it read (lib/vtls/openssl.c there).
  set<char*>(easy, CURLOPT_CAPATH, nullptr);
  set(easy, CURLOPT_CA_CACHE_TIMEOUT, authorities_kept_s);
}

void set_tls(CURL* easy, const request& asked, const identity& us) {
  if (!asked.secure) return;
  set_authorities(easy, asked, us);
  const bool insecure = asked.tls != nullptr && asked.tls->insecure;
  set(easy, CURLOPT_SSL_VERIFYPEER, insecure ? 0L : 1L);
  set(easy, CURLOPT_SSL_VERIFYHOST, insecure ? 0L : 2L);
  set(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);  // a handshake that is measured is a whole one
  set(easy, CURLOPT_CERTINFO, 1L);
  if (asked.tls == nullptr) return;
  if (asked.tls->certificate.empty()) return;
  const curl_blob certificate = blob_of(asked.tls->certificate);
  const curl_blob key = blob_of(asked.tls->key.value);
  set(easy, CURLOPT_SSLCERT_BLOB, &certificate);
  set(easy, CURLOPT_SSLKEY_BLOB, &key);
}

core::endpoint place(CURL* easy, CURLINFO address, CURLINFO port) {
  char* text = nullptr;
  long number = 0;
  curl_easy_getinfo(easy, address, &text);
  curl_easy_getinfo(easy, port, &number);
  const auto parsed = core::address::parse(text == nullptr ? "" : text);
  return core::endpoint{parsed.value_or(core::address()), static_cast<std::uint16_t>(number)};
}

core::nanoseconds connected_after(CURL* easy, const marks& ours) {
  const auto told = time_of(easy, CURLINFO_CONNECT_TIME_T);
  return told.count() > 0 ? told : ours.connected;
}

/// "Expire date:Nov 24 16:00:00 2026 GMT", once for each certificate of the chain.
std::optional<core::wall_time> first_end_of(CURL* easy) {
  constexpr std::string_view label = "Expire date:";
  curl_certinfo* chain = nullptr;
  std::optional<core::wall_time> first;
  if (curl_easy_getinfo(easy, CURLINFO_CERTINFO, &chain) != CURLE_OK || chain == nullptr) return first;
  for (int at = 0; at < chain->num_of_certs; ++at)
    for (const curl_slist* line = chain->certinfo[at]; line != nullptr; line = line->next) {
      tm parts{};
      if (!std::string_view(line->data).starts_with(label)) continue;
      if (strptime(line->data + label.size(), "%b %d %H:%M:%S %Y", &parts) == nullptr) continue;
      const core::wall_time end{std::chrono::seconds(timegm(&parts))};
      if (!first || end < *first) first = end;
    }
  return first;
}

std::string_view version_of(CURL* easy) {
  long version = 0;
  curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version);
  if (version == CURL_HTTP_VERSION_1_0) return "1.0";
  return version == CURL_HTTP_VERSION_2_0 ? "2" : "1.1";
}

}  // namespace

void set_standing_options(CURL* easy) {
  set(easy, CURLOPT_ACCEPT_ENCODING, codings);
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy, CURLOPT_PROXY, "");  // not even from the environment
  set(easy, CURLOPT_NOPROXY, "*");
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_FRESH_CONNECT, 1L);
  set(easy, CURLOPT_FORBID_REUSE, 1L);
  set(easy, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, no_deadline_ms);
  set(easy, CURLOPT_BUFFERSIZE, buffer_bytes);
  set(easy, CURLOPT_UPLOAD_BUFFERSIZE, buffer_bytes);
}

bool is_plain(const request& asked) { return !asked.secure && asked.method == "GET" && asked.body.empty(); }

void set_options(CURL* easy, const request& asked, const identity& us, easy_texts& texts) {
  set_place(easy, asked, texts);
  set_headers(easy, asked, us, texts);
  set_method(easy, asked);
  set_tls(easy, asked, us);
  const bool http2 = asked.secure && asked.http2;
  set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
}

core::nanoseconds time_of(CURL* easy, CURLINFO which) {
  curl_off_t value = 0;
  curl_easy_getinfo(easy, which, &value);
  return std::chrono::microseconds(value);
}

phases times_of(CURL* easy, const marks& ours) {
  phases times;
  const auto looked_up = time_of(easy, CURLINFO_NAMELOOKUP_TIME_T);
  const auto connected = connected_after(easy, ours);
  const auto secured = time_of(easy, CURLINFO_APPCONNECT_TIME_T);
  const auto asked = time_of(easy, CURLINFO_PRETRANSFER_TIME_T);
  const auto ended = time_of(easy, CURLINFO_TOTAL_TIME_T);
  if (connected > looked_up) times.connect = connected - looked_up;
  if (secured > connected) times.tls = secured - connected;
  if (ours.answered > asked) times.first_byte = ours.answered - asked;
  if (ours.answered.count() > 0 && ended > ours.answered) times.transfer = ended - ours.answered;
  return times;
}

phase reached_by(CURL* easy, bool secure, const marks& ours) {
  if (connected_after(easy, ours).count() == 0) return phase::connect;
  if (secure && time_of(easy, CURLINFO_APPCONNECT_TIME_T).count() == 0) return phase::tls;
  return ours.answered.count() == 0 ? phase::first_byte : phase::transfer;
}

response describe(CURL* easy, const request& asked, const marks& ours) {
  response got;
  long header_bytes = 0;
  curl_off_t body_bytes = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &got.status);
  curl_easy_getinfo(easy, CURLINFO_HEADER_SIZE, &header_bytes);
  curl_easy_getinfo(easy, CURLINFO_SIZE_DOWNLOAD_T, &body_bytes);
  got.received_bytes = static_cast<std::uint64_t>(header_bytes) + static_cast<std::uint64_t>(body_bytes);
  got.http_version = version_of(easy);
  got.times = times_of(easy, ours);
  got.local = place(easy, CURLINFO_LOCAL_IP, CURLINFO_LOCAL_PORT);
  got.remote = place(easy, CURLINFO_PRIMARY_IP, CURLINFO_PRIMARY_PORT);
  got.certificate_ends = first_end_of(easy);
  got.verified = asked.secure && (asked.tls == nullptr || !asked.tls->insecure);
  return got;
}

}  // namespace reachd::fetch

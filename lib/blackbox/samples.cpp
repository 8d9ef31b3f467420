// SPDX-License-Identifier: Apache-2.0
#include "blackbox/samples.hpp"

#include <time.h>

#include <algorithm>
#include <charconv>

#include "probe/web_headers.hpp"

namespace reachd::blackbox {
namespace {

constexpr std::uint16_t soa = 6;
/// What that exporter gives where no chain was verified: the year 1 (Go's zero time).
constexpr double no_chain = -62'135'596'800;

double seconds_of(core::wall_time at) { return core::to_seconds(at.time_since_epoch()); }

void add_phase(gauges& to, std::string_view name, std::string_view help, std::string_view phase,
               core::nanoseconds took) {
  to.set(name, help, core::to_seconds(took), {{"phase", std::string(phase)}});
}

void add_address(gauges& to, const finding& got) {
  const bool v4 = got.address && got.address->family() == core::family::v4;
  to.set("probe_dns_lookup_time_seconds", "How long looking up the target's name took", core::to_seconds(got.lookup));
  to.set("probe_ip_protocol", "The version of IP that was used: 4 or 6", got.address ? (v4 ? 4 : 6) : 0);
  to.set("probe_ip_addr_hash", "A hash of the address: when it changes, the address has",
         got.address ? hash_of(*got.address) : 0);
}

void add_icmp(gauges& to, const finding& got) {
  constexpr std::string_view name = "probe_icmp_duration_seconds", help = "Duration of an ICMP echo by phase";
  const bool replied = got.how.outcome == core::outcome::reply;
  add_phase(to, name, help, "resolve", got.address ? got.lookup : core::nanoseconds());
  add_phase(to, name, help, "setup", {});  // the socket is open already
  add_phase(to, name, help, "rtt", replied ? got.how.rtt : core::nanoseconds());
  if (!replied || got.how.ttl == 0) return;
  to.set("probe_icmp_reply_hop_limit", "TTL or hop limit of the reply", got.how.ttl);
}

/// "TLSv1.3" as Go has it.
std::string version_of(const std::string& openssl) {
  if (!openssl.starts_with("TLSv")) return openssl;
  const std::string number = openssl.substr(4);
  return "TLS " + (number == "1" ? std::string("1.0") : number);
}

/// The DNS names alone.
std::string names_of(const tls::certificate& shown) {
  std::string out;
  for (const std::string& one : shown.names) {
    const bool other = one.find_first_of("@:/") != std::string::npos || core::address::parse(one);
    if (!other) out += (out.empty() ? "" : ",") + one;
  }
  return out;
}

void add_tls(gauges& to, const tls::handshake_result& seen) {
  if (!seen.shown) return;
  const tls::certificate& shown = *seen.shown;
  to.set("probe_ssl_earliest_cert_expiry", "When the first certificate of the chain that was sent ends, in Unix time",
         seconds_of(shown.chain_not_after));
  to.set("probe_ssl_last_chain_expiry_timestamp_seconds", "When the chain that was verified ends, in Unix time",
         seen.judged.ok() ? seconds_of(shown.chain_not_after) : no_chain);
  to.set("probe_ssl_last_chain_info", "The certificate of the server", 1,
         {{"fingerprint_sha256", shown.sha256},
          {"issuer", shown.issuer},
          {"subject", shown.subject},
          {"subjectalternative", names_of(shown)}});
  to.set("probe_tls_version_info", "The version of TLS", 1, {{"version", version_of(seen.version)}});
}

void add_regex(gauges& to, const finding& got) {
  to.set("probe_failed_due_to_regex", "1: what the server said is not what was expected", got.told.pattern_missed);
}

void add_http_phases(gauges& to, const finding& got) {
  constexpr std::string_view name = "probe_http_duration_seconds",
                             help = "Duration of HTTP by phase, of all redirects together";
  const fetch::phases& times = got.told.web_times;
  if (!got.looked_up) return;
  add_phase(to, name, help, "resolve", got.lookup + got.told.lookups);
  if (!got.told.web_asked) return;
  add_phase(to, name, help, "connect", times.connect);
  add_phase(to, name, help, "tls", times.tls);
  add_phase(to, name, help, "processing", times.first_byte);
  add_phase(to, name, help, "transfer", times.transfer);
}

/// As Go counts it: -1 where nobody said.
double content_length(const probe::account::web_answer& of) {
  if (of.status == 204 || of.status == 304) return 0;
  return of.headers.content_length ? static_cast<double>(*of.headers.content_length) : -1;
}

/// That of a redirect which is not followed is not read there.
double body_length(const probe::account::web_answer& of) {
  const bool redirect = probe::is_redirect(of.status) && !of.headers.location.empty();
  return redirect ? 0 : static_cast<double>(of.body_bytes);
}

std::optional<double> last_modified(const std::string& header) {
  tm parts{};
  const char* const end = ::strptime(header.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != 0) return std::nullopt;
  return static_cast<double>(::timegm(&parts));
}

void add_http(gauges& to, const finding& got) {
  const auto& web = got.told.web;
  double version = 0;
  if (web) std::from_chars(web->version.data(), web->version.data() + web->version.size(), version);
  to.set("probe_http_status_code", "The status of the last answer", web ? static_cast<double>(web->status) : 0);
  to.set("probe_http_version", "The version of HTTP of the last answer", version);
  to.set("probe_http_ssl", "1: the last answer came over TLS", web && web->secure);
  to.set("probe_http_redirects", "How many answers were redirects", got.told.redirects);
  to.set("probe_http_content_length", "Content-Length of the last answer; -1: it had none",
         web ? content_length(*web) : 0);
  to.set("probe_http_uncompressed_body_length", "Bytes of the body of the last answer, unpacked",
         web ? body_length(*web) : 0);
  add_http_phases(to, got);
  const auto modified = web ? last_modified(web->headers.last_modified) : std::nullopt;
  if (modified) {
    to.set("probe_http_last_modified_timestamp_seconds", "Last-Modified of the last answer, in Unix time", *modified);
  }
}

void add_dns(gauges& to, const finding& got, const options::dns& asked) {
  constexpr std::string_view name = "probe_dns_duration_seconds", help = "Duration of a DNS query by phase";
  const auto& names = got.told.names;
  const auto count = [](std::size_t records) { return static_cast<double>(records); };
  add_phase(to, name, help, "resolve", got.address ? got.lookup : core::nanoseconds());
  add_phase(to, name, help, "connect", got.told.connect);
  add_phase(to, name, help, "request", got.told.query);
  to.set("probe_dns_answer_rrs", "Records of the answer section", names ? count(names->records.size()) : 0);
  to.set("probe_dns_authority_rrs", "Records of the authority section", names ? count(names->authority_count) : 0);
  to.set("probe_dns_additional_rrs", "Records of the additional section", names ? count(names->additional_count) : 0);
  to.set("probe_dns_query_succeeded", "1: the server answered the question, whatever it said", names.has_value());
  if (names && asked.type == soa) to.set("probe_dns_serial", "Serial of the zone", names->serial.value_or(0));
}

}  // namespace

std::uint32_t hash_of(const core::address& one) {
  std::uint32_t hash = 2'166'136'261U;
  const std::size_t size = one.family() == core::family::v4 ? 4 : 16;
  for (std::size_t at = 0; at < size; ++at) hash = (hash ^ one.bytes()[at]) * 16'777'619U;
  return hash;
}

gauges samples_of(const options::probe_module& by, const finding& got) {
  gauges to;
  to.set("probe_success", "1: the probe was answered as expected", got.success);
  to.set("probe_duration_seconds", "How long the probe took", core::to_seconds(got.took));
  if (got.looked_up) add_address(to, got);
  if (by.probe == options::kind::icmp) add_icmp(to, got);
  if (by.probe == options::kind::http) add_http(to, got);
  if (const auto* const asked = options::get<options::dns>(by.asks)) add_dns(to, got, *asked);
  if (by.probe == options::kind::tcp || by.probe == options::kind::http) add_regex(to, got);
  if (got.told.tls) add_tls(to, *got.told.tls);
  return to;
}

}  // namespace reachd::blackbox

// SPDX-License-Identifier: Apache-2.0
#include "blackbox/samples.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;

namespace reachd::blackbox {
namespace {

options::probe_module module_of(options::kind probe) {
  options::probe_module out;
  out.probe = probe;
  if (probe == options::kind::dns) out.asks = std::make_shared<const options::dns>();
  return out;
}

finding reached(const char* address) {
  finding out;
  out.success = true;
  out.looked_up = true;
  out.took = 30ms;
  out.lookup = 2ms;
  out.address = core::address::parse(address);
  out.how.outcome = core::outcome::reply;
  return out;
}

bool has(const gauges& in, const std::string& line) { return in.text().find("\n" + line + "\n") != std::string::npos; }

}  // namespace

TEST_CASE("what every probe has") {
  const gauges got = samples_of(module_of(options::kind::tcp), reached("127.0.0.1"));
  CHECK(has(got, "probe_success 1"));
  CHECK(has(got, "probe_duration_seconds 0.03"));
  CHECK(has(got, "probe_dns_lookup_time_seconds 0.002"));
  CHECK(has(got, "probe_ip_protocol 4"));
  CHECK(has(got, "probe_ip_addr_hash 3668918509"));
  CHECK(has(got, "probe_failed_due_to_regex 0"));
}

TEST_CASE("without a host there is nothing of an address, and without an address zeros") {
  finding got;
  CHECK(samples_of(module_of(options::kind::tcp), got).text().find("probe_ip_protocol") == std::string::npos);
  got.looked_up = true;
  CHECK(has(samples_of(module_of(options::kind::tcp), got), "probe_ip_protocol 0"));
}

TEST_CASE("the hash is FNV-1a of the bytes of the address") {
  CHECK(hash_of(core::address::parse("192.0.2.1").value()) == 1'969'986'452);
  CHECK(hash_of(core::address::parse("::1").value()) != hash_of(core::address::parse("::2").value()));
}

TEST_CASE("an echo has its hop limit once it was answered") {
  finding got = reached("::1");
  got.how.rtt = 1ms;
  got.how.ttl = 64;
  const gauges replied = samples_of(module_of(options::kind::icmp), got);
  CHECK(has(replied, "probe_icmp_duration_seconds{phase=\"rtt\"} 0.001"));
  CHECK(has(replied, "probe_icmp_reply_hop_limit 64"));
  got.how.outcome = core::outcome::lost;
  const gauges lost = samples_of(module_of(options::kind::icmp), got);
  CHECK(has(lost, "probe_icmp_duration_seconds{phase=\"rtt\"} 0"));
  CHECK(lost.text().find("hop_limit") == std::string::npos);
}

TEST_CASE("HTTP tells the last answer") {
  finding got = reached("127.0.0.1");
  got.told.web_asked = true;
  got.told.redirects = 2;
  got.told.web = probe::account::web_answer{true, 200, "2", {.last_modified = "Wed, 21 Oct 2015 07:28:00 GMT"}, 7};
  got.told.lookups = 3ms;
  const gauges told = samples_of(module_of(options::kind::http), got);
  CHECK(has(told, "probe_http_ssl 1"));
  CHECK(has(told, "probe_http_version 2"));
  CHECK(has(told, "probe_http_content_length -1"));
  CHECK(has(told, "probe_http_uncompressed_body_length 7"));
  CHECK(has(told, "probe_http_redirects 2"));
  CHECK(has(told, "probe_http_last_modified_timestamp_seconds 1445412480"));
  CHECK(has(told, "probe_http_duration_seconds{phase=\"resolve\"} 0.005"));
  got.told.web->headers = {.location = "/", .last_modified = "yesterday", .content_length = 145};
  got.told.web->status = 302;
  const gauges sent_on = samples_of(module_of(options::kind::http), got);
  CHECK(has(sent_on, "probe_http_content_length 145"));
  CHECK(has(sent_on, "probe_http_uncompressed_body_length 0"));
  CHECK(sent_on.text().find("last_modified") == std::string::npos);
}

TEST_CASE("phases are those that were tried") {
  finding got;
  const auto phases = [&got] { return samples_of(module_of(options::kind::http), got).text(); };
  CHECK(phases().find("probe_http_duration_seconds") == std::string::npos);
  got.looked_up = true;
  CHECK(phases().find("phase=\"resolve\"") != std::string::npos);
  CHECK(phases().find("phase=\"connect\"") == std::string::npos);
  got.told.web_asked = true;
  CHECK(phases().find("phase=\"transfer\"") != std::string::npos);
}

TEST_CASE("a name server's answer is counted, and its serial told where a zone was asked for") {
  finding got = reached("127.0.0.1");
  got.told.names.emplace();
  got.told.names->records.resize(2);
  got.told.names->serial = 2026010203;
  CHECK(has(samples_of(module_of(options::kind::dns), got), "probe_dns_answer_rrs 2"));
  CHECK(has(samples_of(module_of(options::kind::dns), got), "probe_dns_query_succeeded 1"));
  CHECK(samples_of(module_of(options::kind::dns), got).text().find("serial") == std::string::npos);
  options::probe_module zone = module_of(options::kind::dns);
  zone.asks = std::make_shared<const options::dns>(options::dns{.name = "a", .type = 6});
  CHECK(has(samples_of(zone, got), "probe_dns_serial 2026010203"));
}

TEST_CASE("a certificate is told with its chain where that was verified") {
  finding got = reached("127.0.0.1");
  tls::certificate shown;
  shown.subject = "CN=a";
  shown.sha256 = "ab";
  shown.names = {"a.test", "192.0.2.1", "ann@a.test", "::1", "b.test"};
  shown.chain_not_after = core::wall_time(1h);
  got.told.tls.emplace(tls::handshake_result{{tls::verdict::ok, ""}, shown, "TLSv1.3", "", ""});
  const gauges good = samples_of(module_of(options::kind::tcp), got);
  CHECK(has(good, "probe_ssl_earliest_cert_expiry 3600"));
  CHECK(has(good, "probe_ssl_last_chain_expiry_timestamp_seconds 3600"));
  CHECK(has(good, "probe_tls_version_info{version=\"TLS 1.3\"} 1"));
  CHECK(has(good,
            "probe_ssl_last_chain_info{fingerprint_sha256=\"ab\",issuer=\"\",subject=\"CN=a\","
            "subjectalternative=\"a.test,b.test\"} 1"));
  got.told.tls->judged.kind = tls::verdict::expired;
  CHECK(has(samples_of(module_of(options::kind::tcp), got),
            "probe_ssl_last_chain_expiry_timestamp_seconds -62135596800"));
}

}  // namespace reachd::blackbox

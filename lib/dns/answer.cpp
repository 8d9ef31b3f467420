// SPDX-License-Identifier: Apache-2.0
#include "dns/answer.hpp"

#include <arpa/nameser.h>
#include <resolv.h>
#include <strings.h>

#include <algorithm>
#include <string_view>

#include "dns/rdata_text.hpp"

namespace reachd::dns {
namespace {

core::result<answer> refuse(const char* why) { return std::unexpected(core::error(why)); }

/// A name of the wire ends without its dot, one of a user may have it.
bool is_same_name(std::string_view left, std::string_view right) {
  if (right.ends_with('.')) right.remove_suffix(1);
  return left.size() == right.size() && ::strncasecmp(left.data(), right.data(), left.size()) == 0;
}

/// MNAME and RNAME, then the serial (RFC 1035 section 3.3.13).
std::optional<std::uint32_t> serial_of(const ns_msg& of, const ns_rr& soa) {
  const unsigned char* at = ns_rr_rdata(soa);
  const unsigned char* const end = at + ns_rr_rdlen(soa);
  for (int name = 0; name < 2; ++name) {
    const int size = ::dn_skipname(at, std::min(end, ns_msg_end(of)));
    if (size < 0) return std::nullopt;
    at += size;
  }
  if (end - at < 4) return std::nullopt;
  return static_cast<std::uint32_t>(::ns_get32(at));
}

bool asks_for(ns_msg& of, const question& asked) {
  ns_rr one{};
  if (ns_msg_count(of, ns_s_qd) != 1 || ::ns_parserr(&of, ns_s_qd, 0, &one) != 0) return false;
  return ns_rr_type(one) == asked.type && ns_rr_class(one) == ns_c_in && is_same_name(one.name, asked.name);
}

/// False where a record of the section cannot be read.
bool read_section(ns_msg& of, ns_sect section, answer& into) {
  for (int at = 0; at < ns_msg_count(of, section); ++at) {
    ns_rr one{};
    if (::ns_parserr(&of, section, at, &one) != 0) return false;
    if (ns_rr_type(one) == ns_t_soa && !into.serial) into.serial = serial_of(of, one);
    if (section != ns_s_an) continue;
    const auto type = static_cast<std::uint16_t>(ns_rr_type(one));
    const std::span packet(ns_msg_base(of), static_cast<std::size_t>(ns_msg_end(of) - ns_msg_base(of)));
    into.records.push_back({.type = type,
                            .ttl_seconds = static_cast<std::uint32_t>(ns_rr_ttl(one)),
                            .name = one.name,
                            .data = rdata_text(packet, type, {ns_rr_rdata(one), std::size_t{one.rdlength}})});
  }
  return true;
}

}  // namespace

std::optional<std::uint32_t> answer::least_ttl_seconds() const {
  const auto least = std::ranges::min_element(records, {}, &record::ttl_seconds);
  return least == records.end() ? std::nullopt : std::optional(least->ttl_seconds);
}

core::result<answer> read_answer(std::span<const std::byte> packet, const question& asked, std::uint16_t id) {
  ns_msg read{};
  const auto* const bytes = reinterpret_cast<const unsigned char*>(packet.data());
  if (packet.size() < NS_HFIXEDSZ || packet.size() > NS_MAXMSG) return refuse("no DNS message");
  const std::uint16_t its_id = static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1]);
  if (its_id != id) return refuse("an answer to another question: its id is not ours");
  answer out;
  out.truncated = (bytes[2] & 2) != 0;
  // Counts that a truncated message cannot keep make libresolv refuse it as a whole; its header is good all the same.
  const bool whole = ::ns_initparse(bytes, static_cast<int>(packet.size()), &read) == 0;
  if ((bytes[2] & 0x80) == 0) return refuse("no answer but a question");
  out.rcode = bytes[3] & 0xF;
  out.authoritative = (bytes[2] & 4) != 0;
  if (!whole && out.truncated) return out;
  if (!whole) return refuse("a DNS message that ends before it should");
  if (!asks_for(read, asked)) return refuse("an answer to another question");
  out.authority_count = ns_msg_count(read, ns_s_ns);
  out.additional_count = ns_msg_count(read, ns_s_ar);
  const bool good = read_section(read, ns_s_an, out) && read_section(read, ns_s_ns, out);
  if (!good && !out.truncated) return refuse("a DNS record that cannot be read");
  return out;
}

}  // namespace reachd::dns

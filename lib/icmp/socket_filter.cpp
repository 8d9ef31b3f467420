// SPDX-License-Identifier: Apache-2.0
#include "icmp/socket_filter.hpp"

#include <linux/icmp.h>
#include <netinet/icmp6.h>
#include <sys/socket.h>

#include <array>
#include <utility>

#include "wire/icmp_echo.hpp"
#include "wire/icmp_error.hpp"
#include "wire/ip_header.hpp"

namespace reachd::icmp {
namespace {

constexpr std::uint32_t whole_packet = 0xffffffff;

/// A filter under construction: tests that fail drop the packet, so that the program reads downwards.
class program {
 public:
  void load_byte(std::uint32_t at) { add(BPF_LD | BPF_B | BPF_ABS, at); }
  void load_half(std::uint32_t at) { add(BPF_LD | BPF_H | BPF_ABS, at); }
  void load_byte_from_x(std::uint32_t at) { add(BPF_LD | BPF_B | BPF_IND, at); }
  void load_half_from_x(std::uint32_t at) { add(BPF_LD | BPF_H | BPF_IND, at); }
  void require(std::uint32_t value) {
    code_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0));
    drop();
  }
  void require_below(std::uint32_t value) {
    code_.push_back(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, value, 0, 1));
    drop();
  }
  void require_none_of(std::uint32_t bits) {
    code_.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1));
    drop();
  }
  /// Jumps over the next `count` instructions unless the value is there.
  void skip_unless(std::uint32_t value, std::uint8_t count) {
    code_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, count));
  }
  void add(std::uint16_t operation, std::uint32_t operand = 0) { code_.push_back(BPF_STMT(operation, operand)); }
  void accept() { add(BPF_RET | BPF_K, whole_packet); }
  void drop() { add(BPF_RET | BPF_K, 0); }
  std::vector<sock_filter> take() { return std::move(code_); }

 private:
  std::vector<sock_filter> code_;
};

/// Loads beyond the packet's end drop it: the kernel ends the program with 0 then.
std::vector<sock_filter> filter_v4(std::uint16_t ident) {
  program out;
  out.add(BPF_LDX | BPF_B | BPF_MSH, 0);  // X: outer header length
  out.load_byte_from_x(0);
  out.skip_unless(wire::echo_reply_v4, 4);
  out.load_half_from_x(4);
  out.require(ident);
  out.accept();
  // Types below 32 were chosen by ICMP_FILTER already, so this is an error, and the quoted IP header is at X + 8.
  out.require_below(32);
  out.load_half_from_x(8 + 6);
  out.require_none_of(0x1fff);  // a later fragment holds no ICMP header, whatever it looks like
  out.load_byte_from_x(8 + 9);
  out.require(wire::protocol_icmp);
  out.load_byte_from_x(8);
  out.add(BPF_ALU | BPF_AND | BPF_K, 0x0f);
  out.add(BPF_ALU | BPF_LSH | BPF_K, 2);
  out.add(BPF_ALU | BPF_ADD | BPF_X);
  out.add(BPF_MISC | BPF_TAX);  // X: both header lengths, so that the quoted ICMP header is at X + 8
  out.load_byte_from_x(8);
  out.require(wire::echo_request_v4);
  out.load_half_from_x(8 + 4);
  out.require(ident);
  out.accept();
  return out.take();
}

std::vector<sock_filter> filter_v6(std::uint16_t ident) {
  constexpr std::uint32_t quoted = 8;
  constexpr std::uint32_t quoted_icmp = quoted + 40;
  program out;
  out.load_byte(0);
  out.skip_unless(wire::echo_reply_v6, 4);
  out.load_half(4);
  out.require(ident);
  out.accept();
  out.load_byte(quoted + 6);
  out.require(wire::protocol_icmpv6);
  out.load_byte(quoted_icmp);
  out.require(wire::echo_request_v6);
  out.load_half(quoted_icmp + 4);
  out.require(ident);
  out.accept();
  return out.take();
}

bool attach_type_filter(int fd, core::family family) {
  if (family == core::family::v4) {
    // A set bit blocks its type; types above 31 always pass and fall to the other filter.
    icmp_filter types{.data = ~std::uint32_t{0}};
    types.data &= ~(1u << wire::echo_reply_v4);
    for (std::uint8_t type = 0; type < 32; ++type) {
      if (wire::is_icmp_error(family, type)) types.data &= ~(1u << type);
    }
    return ::setsockopt(fd, SOL_RAW, ICMP_FILTER, &types, sizeof types) == 0;
  }
  icmp6_filter types{};
  ICMP6_FILTER_SETBLOCKALL(&types);
  ICMP6_FILTER_SETPASS(wire::echo_reply_v6, &types);
  for (std::uint8_t type = 0; type < 128; ++type) {
    if (wire::is_icmp_error(family, type)) ICMP6_FILTER_SETPASS(type, &types);
  }
  return ::setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, &types, sizeof types) == 0;
}

}  // namespace

std::vector<sock_filter> echo_filter(core::family family, std::uint16_t ident) {
  return family == core::family::v4 ? filter_v4(ident) : filter_v6(ident);
}

bool attach_filters(int fd, core::family family, std::uint16_t ident) {
  auto code = echo_filter(family, ident);
  const sock_fprog filter{.len = static_cast<unsigned short>(code.size()), .filter = code.data()};
  return ::setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0 && attach_type_filter(fd, family);
}

}  // namespace reachd::icmp

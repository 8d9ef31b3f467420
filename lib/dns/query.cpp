// SPDX-License-Identifier: Apache-2.0
#include "dns/query.hpp"

#include <arpa/nameser.h>
#include <resolv.h>

#include <array>

namespace reachd::dns {

core::result<std::vector<std::byte>> make_query(const question& asked, std::uint16_t id) {
  std::array<unsigned char, NS_PACKETSZ> room{};
  struct __res_state state {};  // not from /etc/resolv.conf: only who is asked differs, and that is not its business
  state.options = RES_INIT | (asked.recursion ? RES_RECURSE : 0UL);
  const int size = ::res_nmkquery(&state, ns_o_query, asked.name.c_str(), ns_c_in, asked.type, nullptr, 0, nullptr,
                                  room.data(), static_cast<int>(room.size()));
  if (size < NS_HFIXEDSZ || asked.name.find('\0') != std::string::npos) {
    return std::unexpected(core::error("'" + asked.name + "' is no name that can be asked for"));
  }
  room[0] = static_cast<unsigned char>(id >> 8);
  room[1] = static_cast<unsigned char>(id & 0xFF);
  const auto* const bytes = reinterpret_cast<const std::byte*>(room.data());
  return std::vector<std::byte>(bytes, bytes + size);
}

}  // namespace reachd::dns

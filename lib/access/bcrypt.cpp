// SPDX-License-Identifier: Apache-2.0
#include "access/bcrypt.hpp"

#include <crypt.h>

#include <algorithm>
#include <cctype>
#include <memory>

namespace reachd::access {
namespace {

constexpr std::size_t hash_size = 60;  // "$2y$10$", 22 characters of salt, 31 of hash
constexpr std::size_t header_size = 7;

bool is_bcrypt_letter(char one) {
  return std::isalnum(static_cast<unsigned char>(one)) != 0 || one == '.' || one == '/';
}

core::result<void> refuse(const char* why) { return std::unexpected(core::error(why)); }

}  // namespace

core::result<void> check_bcrypt_form(std::string_view text) {
  const bool named = text.starts_with("$2a$") || text.starts_with("$2b$") || text.starts_with("$2y$");
  if (!named) return refuse("a password is kept as a bcrypt hash, which begins with $2y$, $2b$ or $2a$");
  const std::string_view rest = text.substr(4);
  const bool cost = rest.size() > 2 && rest[0] >= '0' && rest[0] <= '3' && std::isdigit(rest[1]) != 0 && rest[2] == '$';
  if (text.size() != hash_size || !cost || !std::ranges::all_of(text.substr(header_size), is_bcrypt_letter)) {
    return refuse("this bcrypt hash is not whole: it has 60 characters");
  }
  const int value = (rest[0] - '0') * 10 + (rest[1] - '0');
  if (value < 4) return refuse("the cost of a bcrypt hash is at least 4");
  if (value > most_bcrypt_cost) return refuse("the cost of this bcrypt hash is above 16: a check would take too long");
  return {};
}

bool bcrypt_matches(const std::string& password, const std::string& hash) {
  if (!check_bcrypt_form(hash) || password.find('\0') != std::string::npos) return false;
  const auto room = std::make_unique<crypt_data>();  // 32 KiB
  const char* made = ::crypt_r(password.c_str(), hash.c_str(), room.get());
  if (made == nullptr || std::string_view(made).size() != hash.size()) return false;
  unsigned differs = 0;
  for (std::size_t at = 0; at < hash.size(); ++at) {
    differs |= static_cast<unsigned>(static_cast<unsigned char>(made[at]) ^ static_cast<unsigned char>(hash[at]));
  }
  return differs == 0;
}

}  // namespace reachd::access

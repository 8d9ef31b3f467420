// SPDX-License-Identifier: Apache-2.0
#include "daemon/web_access.hpp"

#include "access/bcrypt.hpp"
#include "uv/offload.hpp"

namespace reachd::daemon {
namespace {

/// Of nobody's password, and as dear to check as most: who guesses names learns nothing from the time it takes.
constexpr const char* nobody = "$2y$10$qXFuVqJMmvZTxBHJM2INNOhodNiWfNOyRd2b8ZKxq3cPrWzwn7frq";

http::response refusal() {
  http::response out = http::response::text(401, "a user and a password are needed");
  out.headers.emplace_back("WWW-Authenticate", "Basic realm=\"reachd\", charset=\"UTF-8\"");
  return out;
}

}  // namespace

core::result<bool> web_access::change(http::server& server, const config::web_access& wanted) {
  if (wanted == now_) return false;
  if (wanted.tls != now_.tls) {
    auto spoken = server.speak(wanted.tls);
    if (!spoken) return std::unexpected(spoken.error());
  }
  now_ = wanted;
  users_ = {wanted.users.begin(), wanted.users.end()};
  verdicts_.clear();
  server.add_to_answers(wanted.headers);
  return true;
}

async::task<std::optional<http::response>> web_access::admit(const http::request& asked) {
  if (users_.empty()) co_return std::nullopt;
  if (!asked.credentials) co_return refusal();
  const bool right = co_await is_right(*asked.credentials);
  if (right) co_return std::nullopt;
  co_return refusal();
}

async::task<bool> web_access::is_right(http::user_password given) {
  const auto known = users_.find(given.user);
  const bool is_known = known != users_.end();
  std::string hash = is_known ? known->second : nobody;
  const auto key = verdicts_.key_of(given.user, given.password, hash);
  if (const auto verdict = verdicts_.find(key)) co_return *verdict;
  const auto turn = co_await checks_.acquire();
  if (!turn) co_return false;
  if (const auto verdict = verdicts_.find(key)) co_return *verdict;  // of another request while this one waited
  auto check = [password = std::move(given.password), hash = std::move(hash)] {
    return access::bcrypt_matches(password, hash);
  };
  const auto matches = co_await uv::offload(*loop_, std::move(check));
  if (!matches) co_return false;
  verdicts_.keep(key, is_known && *matches);
  co_return is_known&&* matches;
}

}  // namespace reachd::daemon

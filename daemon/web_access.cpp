// SPDX-License-Identifier: Apache-2.0
#include "daemon/web_access.hpp"

#include "access/bcrypt.hpp"
#include "uv/offload.hpp"

namespace reachd::daemon {
namespace {

/// Of nobody's password, and as dear to check as most: who guesses names learns nothing from the time it takes.
constexpr const char* nobody = "$2y$10$qXFuVqJMmvZTxBHJM2INNOhodNiWfNOyRd2b8ZKxq3cPrWzwn7frq";

/// Requests that wait for their turn; each holds a connection.
constexpr std::size_t most_waiting = 8;

/// A place among the checks; it goes back before the semaphore may go.
struct held_turn {
  held_turn(std::shared_ptr<async::semaphore> place_of, async::semaphore::permit given)
      : of(std::move(place_of)), permit(std::move(given)) {}
  std::shared_ptr<async::semaphore> of;
  async::semaphore::permit permit;
};

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
  const verdict judged = co_await judge(*asked.credentials);
  switch (judged) {
    case verdict::right:
      co_return std::nullopt;
    case verdict::wrong:
      co_return refusal();
    case verdict::none:
      break;
  }
  co_return http::response::text(503, "too many passwords are being checked, or reachd is stopping: ask once more");
}

async::task<web_access::verdict> web_access::judge(http::user_password given) {
  const auto known = users_.find(given.user);
  const bool is_known = known != users_.end();
  std::string hash = is_known ? known->second : nobody;
  const auto key = verdicts_.key_of(given.user, given.password, hash);
  const auto kept = [this, &key] {
    const auto found = verdicts_.find(key);
    return found ? std::optional(*found ? verdict::right : verdict::wrong) : std::nullopt;
  };
  if (const auto found = kept()) co_return *found;
  if (checks_->waiting() >= most_waiting) co_return verdict::none;
  auto permit = co_await checks_->acquire();
  if (!permit) co_return verdict::none;
  if (const auto found = kept()) co_return *found;  // of another request while this one waited
  // The turn ends with the check, which goes on when its client has gone.
  auto turn = std::make_shared<held_turn>(checks_, std::move(permit));
  auto check = [password = std::move(given.password), hash = std::move(hash), turn = std::move(turn)] {
    return access::bcrypt_matches(password, hash);
  };
  const auto matches = co_await uv::offload(*loop_, std::move(check));
  if (!matches) co_return verdict::none;
  const bool right = is_known && *matches;
  verdicts_.keep(key, right);
  co_return right ? verdict::right : verdict::wrong;
}

}  // namespace reachd::daemon

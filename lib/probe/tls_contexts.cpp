// SPDX-License-Identifier: Apache-2.0
#include "probe/tls_contexts.hpp"

#include <algorithm>

#include "uv/offload.hpp"
#include "uv/status.hpp"

namespace reachd::probe {
namespace {

constexpr std::size_t most_kept = 256;

/// The host's name is the session's matter, and dates are read afterwards: contexts do not differ by them.
bool same_context(const options::tls& left, const options::tls& right) {
  return left.server_name == right.server_name && left.authorities == right.authorities &&
         left.certificate == right.certificate && left.key == right.key && left.insecure == right.insecure;
}

struct made_context {
  tls_contexts::made context;
  std::optional<tls::authorities> system;  // read for it, or before
};

made_context make_context(const options::tls& asked, std::optional<tls::authorities> system) {
  if (!asked.authorities->empty()) return {tls::context::make(asked), std::move(system)};
  if (!system) {
    auto read = tls::authorities::read("");
    if (!read) return {std::unexpected(read.error()), std::nullopt};
    system = std::move(*read);
  }
  auto made = tls::context::make(asked, *system);
  return {std::move(made), std::move(system)};
}

}  // namespace

void tls_contexts::forget_old() {
  const core::instant now = loop_->scheduler().now();
  std::erase_if(known_, [this, now](const known_context& one) { return now - one.since >= kept_for_; });
  if (now - system_read_ >= kept_for_) system_.reset();
}

const tls_contexts::known_context* tls_contexts::find(const options::tls& asked) {
  forget_old();
  const auto found =
      std::ranges::find_if(known_, [&asked](const known_context& one) { return same_context(one.asked, asked); });
  if (found == known_.end()) return nullptr;
  std::rotate(found, found + 1, known_.end());
  return &known_.back();
}

async::task<tls_contexts::made> tls_contexts::get(const options::tls& asked) {
  if (const known_context* known = find(asked)) co_return known->context;
  const auto turn = co_await making_.acquire();
  if (!turn) co_return std::unexpected(uv::stopped_error("prepare TLS"));
  if (const known_context* known = find(asked)) co_return known->context;
  const core::instant since = system_ && asked.authorities->empty() ? system_read_ : loop_->scheduler().now();
  auto make = [copy = asked, system = system_] { return make_context(copy, system); };
  auto came = co_await uv::offload(*loop_, std::move(make));
  if (!came) co_return std::unexpected(uv::stopped_error("prepare TLS"));
  if (came->system && !system_) {
    system_ = came->system;
    system_read_ = since;
  }
  if (!came->context) co_return std::unexpected(came->context.error());
  if (known_.size() >= most_kept) known_.erase(known_.begin());
  known_.push_back({asked, *came->context, since});
  co_return *came->context;
}

}  // namespace reachd::probe

// SPDX-License-Identifier: Apache-2.0
#include "state/book.hpp"

#include <algorithm>

#include "state/layout.hpp"
#include "stats/loader.hpp"

namespace reachd::state {
namespace {

std::unexpected<core::error> refused(std::string why) { return std::unexpected(core::error(std::move(why))); }

}  // namespace

core::result<book> book::open(bytes file) {
  const wire::byte_span all = std::as_bytes(std::span(file));
  const std::size_t known = std::min(file.size(), layout::magic.size());
  if (!std::ranges::equal(std::span(file).first(known), std::span(layout::magic).first(known))) {
    return refused("it is no state file of reachd");
  }
  if (file.size() < layout::body_at) return refused("it is cut short");
  if (const std::uint32_t written = wire::load_u32(all, layout::version_at); written != version) {
    return refused("it has version " + std::to_string(written) + ", and this program reads " + std::to_string(version));
  }
  const std::uint64_t length = wire::load_u64(all, layout::length_at);
  if (length > file.size() - layout::body_at) return refused("it is cut short");
  if (length < file.size() - layout::body_at || wire::load_u64(all, layout::checksum_at) != layout::checksum_of(file)) {
    return refused("it is damaged: its checksum is wrong");
  }
  book opened;
  opened.file_ = std::move(file);
  if (!opened.read()) return refused("it is damaged: its records are wrong");
  return opened;
}

bool book::read() {
  const value body = value(file_).subspan(layout::body_at);
  stats::loader from(body, {});
  std::uint64_t count = 0;
  from(about_, count);
  from.require(count <= file_.size());
  for (std::uint64_t at = 0; from.ok() && at < count; ++at) {
    const std::string_view key = from.text();
    const std::string_view kept = from.text();
    from.require(records_.emplace(key, value(reinterpret_cast<const std::uint8_t*>(kept.data()), kept.size())).second);
  }
  return from.done();
}

std::optional<book::value> book::find(std::string_view key) const {
  const auto found = records_.find(key);
  return found == records_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace reachd::state

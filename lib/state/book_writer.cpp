// SPDX-License-Identifier: Apache-2.0
#include "state/book_writer.hpp"

#include "state/layout.hpp"
#include "stats/saver.hpp"

namespace reachd::state {
namespace {

constexpr std::size_t block_size = 64 << 10;  // below what malloc gives back to the system each time
constexpr std::size_t longest_length = 10;    // of a varint

}  // namespace

bytes& book_writer::block_for(std::size_t more) {
  if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < more) {
    blocks_.emplace_back().reserve(std::max(block_size, more));
  }
  return blocks_.back();
}

void book_writer::add(std::string_view key, std::span<const std::uint8_t> value) {
  bytes& block = block_for(key.size() + value.size() + 2 * longest_length);
  stats::saver to(block, {});
  to.text(key);
  to.text({reinterpret_cast<const char*>(value.data()), value.size()});
  ++records_;
}

bytes book_writer::seal(const head& about) const {
  bytes body;
  std::size_t size = 1 << 10;
  for (const bytes& block : blocks_) size += block.size();
  body.reserve(size);
  stats::saver to(body, {});
  to(about, records_);
  for (const bytes& block : blocks_) body.insert(body.end(), block.begin(), block.end());
  return seal_body(body);
}

bytes seal_body(std::span<const std::uint8_t> body) {
  bytes file(layout::body_at);
  file.insert(file.end(), body.begin(), body.end());
  std::ranges::copy(layout::magic, file.begin());
  const auto front = std::as_writable_bytes(std::span(file)).first(layout::body_at);
  wire::store_u32(front, layout::version_at, version);
  wire::store_u64(front, layout::length_at, body.size());
  wire::store_u64(front, layout::checksum_at, layout::checksum_of(file));
  return file;
}

}  // namespace reachd::state

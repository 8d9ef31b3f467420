// SPDX-License-Identifier: Apache-2.0
// Unpacks one gzip member, for tests; nullopt unless it is whole and nothing follows it.
#pragma once

#include <zlib.h>

#include <optional>
#include <string>

namespace reachd::test {

inline std::optional<std::string> gunzip(std::string packed) {
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) return std::nullopt;
  stream.next_in = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string plain;
  char block[65536];
  int status = Z_OK;
  while (status == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(block);
    stream.avail_out = sizeof block;
    status = inflate(&stream, Z_NO_FLUSH);
    plain.append(block, sizeof block - stream.avail_out);
  }
  const bool whole = status == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  return whole ? std::optional(std::move(plain)) : std::nullopt;
}

}  // namespace reachd::test

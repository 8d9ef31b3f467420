// SPDX-License-Identifier: Apache-2.0
#include "http/gzip.hpp"

#include <zlib.h>

#include <new>

namespace reachd::http {
namespace {

constexpr int gzip_format = 16;  // added to the window bits: a gzip header and trailer, see deflateInit2 in zlib.h
constexpr int window_bits = 15;
constexpr int memory_level = 8;
constexpr std::size_t grow_by = std::size_t{16} * 1024;

}  // namespace

gzip_encoder::gzip_encoder() {
  auto stream = std::make_unique<z_stream>();
  if (deflateInit2(stream.get(), 1, Z_DEFLATED, window_bits + gzip_format, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  stream_.reset(stream.release());
}

void gzip_encoder::end_stream::operator()(z_stream_s* ended) const {
  const std::unique_ptr<z_stream> memory(ended);
  deflateEnd(ended);
}

std::string gzip_encoder::add(std::string_view plain) { return deflate_all(plain, Z_NO_FLUSH); }
std::string gzip_encoder::finish() { return deflate_all({}, Z_FINISH); }

std::string gzip_encoder::deflate_all(std::string_view plain, int flush) {
  std::string packed;
  std::size_t used = 0;
  stream_->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream_->avail_in = static_cast<uInt>(plain.size());
  do {
    packed.resize(used + grow_by);
    stream_->next_out = reinterpret_cast<Bytef*>(packed.data() + used);
    stream_->avail_out = grow_by;
    deflate(stream_.get(), flush);
    used += grow_by - stream_->avail_out;
  } while (stream_->avail_out == 0);
  packed.resize(used);
  return packed;
}

}  // namespace reachd::http

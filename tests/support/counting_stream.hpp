// SPDX-License-Identifier: Apache-2.0
// A body of large numbered chunks, which tells how far it got.
#pragma once

#include <cstddef>
#include <semaphore>
#include <string>

#include "http/body_stream.hpp"

namespace reachd::test {

struct stream_progress {
  int made = 0;
  std::binary_semaphore dropped{0};  ///< released when the stream is destroyed
};

class counting_stream final : public http::body_stream {
 public:
  static constexpr std::size_t chunk_size = std::size_t{256} * 1024;

  counting_stream(stream_progress& told, int chunks) : told_(&told), chunks_(chunks) {}
  ~counting_stream() override { told_->dropped.release(); }

  async::task<core::result<std::string>> next() override {
    if (told_->made == chunks_) co_return std::string();
    co_return chunk(told_->made++);
  }

  static std::string chunk(int index) {
    std::string text = "chunk " + std::to_string(index) + "\n";
    text.resize(chunk_size, static_cast<char>('a' + index % 26));
    return text;
  }
  static std::string all(int chunks) {
    std::string text;
    for (int i = 0; i < chunks; ++i) text += chunk(i);
    return text;
  }

 private:
  stream_progress* told_;
  int chunks_;
};

}  // namespace reachd::test

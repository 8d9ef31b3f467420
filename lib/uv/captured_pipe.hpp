// SPDX-License-Identifier: Apache-2.0
// What a child writes, from the side that reads. Role: keeps the beginning and throws the rest away, so that a child
// that writes without end is neither held up for ever nor makes us grow. Owner: whoever waits for the child; it stays
// where it is. Invariant: at most one read a turn of the loop, and no more than `most_bytes` are kept.
// A pipe and no socket pair, as uv_spawn makes: a script that opens /dev/stdout or /dev/stderr gets ENXIO from a
// socket.
#pragma once

#include <functional>
#include <string>

#include "core/error.hpp"
#include "core/unique_fd.hpp"
#include "uv/loop.hpp"

namespace reachd::uv {

class captured_pipe {
 public:
  explicit captured_pipe(std::size_t most_bytes) : most_bytes_(most_bytes) {}
  captured_pipe(const captured_pipe&) = delete;
  captured_pipe& operator=(const captured_pipe&) = delete;

  /// Begins to read; the result is the end to write to. `ended` is called once, when all writers have gone.
  /// Errors: errno, such as EMFILE.
  core::result<core::unique_fd> open(loop& on, std::function<void()> ended);
  /// Reads now what a pipe of the usual size holds (64 KiB, pipe(7)); does not call `ended`.
  void read_rest();
  /// Who still writes gets SIGPIPE.
  void close();

  bool at_end() const { return at_end_; }
  /// More came than was kept.
  bool cut() const { return cut_; }
  std::string take() { return std::move(kept_); }

 private:
  /// Whether there may be more at once.
  bool read_some();

  std::size_t most_bytes_;
  std::string kept_;
  core::unique_fd fd_;
  handle<uv_poll_t> poll_;
  std::function<void()> ended_;
  bool at_end_ = false;
  bool cut_ = false;
};

}  // namespace reachd::uv

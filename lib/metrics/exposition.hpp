// SPDX-License-Identifier: Apache-2.0
// The per-target part of the metrics page, in the Prometheus text format 0.0.4. Role: turns a snapshot into text, a
// piece at a time, on any thread. Owner: the scrape; borrows the snapshot, which nobody changes meanwhile.
// Invariant: the pieces joined are the same page whatever their size; a family is written once, all its samples
// together, targets in the order of the snapshot; a family without samples is not written.
#pragma once

#include <cstddef>
#include <string>

#include "metrics/snapshot.hpp"
#include "metrics/text_writer.hpp"

namespace reachd::metrics {

class exposition {
 public:
  static constexpr std::size_t usual_piece = 128 * 1024;

  /// A piece ends with the first target, within a family, that fills it to `piece_size` bytes or more.
  explicit exposition(const snapshot& targets, std::size_t piece_size = usual_piece)
      : targets_(targets), piece_size_(piece_size) {}

  /// Replaces `out` with the next piece. False, and `out` empty: the page is at its end.
  bool next(std::string& out);

 private:
  void write_target(text_writer& out, const snapshot_chunk& chunk, const target_row& row);
  void write_header(text_writer& out) const;
  void advance();

  const snapshot& targets_;
  std::size_t piece_size_;
  std::size_t family_ = 0;
  std::size_t chunk_ = 0;
  std::size_t row_ = 0;
  bool header_written_ = false;
};

}  // namespace reachd::metrics

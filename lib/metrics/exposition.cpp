// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition.hpp"

#include "metrics/escape.hpp"
#include "metrics/names.hpp"
#include "metrics/target_samples.hpp"

namespace reachd::metrics {
namespace {

// What a target usually writes into one family, at most: a piece rarely grows beyond its first size.
constexpr std::size_t usual_overshoot = 8 * 1024;

}  // namespace

bool exposition::next(std::string& out) {
  {
    text_writer text(out, piece_size_ + usual_overshoot);
    const auto chunks = targets_.chunks();
    while (!chunks.empty() && family_ < target_family_count && text.size() < piece_size_) {
      write_target(text, chunks[chunk_], chunks[chunk_].rows[row_]);
      advance();
    }
  }
  return !out.empty();
}

void exposition::write_target(text_writer& out, const snapshot_chunk& chunk, const target_row& row) {
  const std::size_t before = out.size();
  if (!header_written_) write_header(out);
  const std::size_t header_end = out.size();
  samples_of(static_cast<target_family>(family_))(out, chunk, row);
  if (out.size() > header_end) {
    header_written_ = true;
  } else {
    out.rewind(before);
  }
}

void exposition::write_header(text_writer& out) const {
  const family& described = target_families[family_];
  std::string header = "# HELP ";
  header += described.name;
  header += ' ';
  append_help(header, described.help);
  header += "\n# TYPE ";
  header += described.name;
  header += ' ';
  header += name_of(described.type);
  header += '\n';
  out.text(header);
}

void exposition::advance() {
  const auto chunks = targets_.chunks();
  if (++row_ < chunks[chunk_].rows.size()) return;
  row_ = 0;
  if (++chunk_ < chunks.size()) return;
  chunk_ = 0;
  ++family_;
  header_written_ = false;
}

}  // namespace reachd::metrics

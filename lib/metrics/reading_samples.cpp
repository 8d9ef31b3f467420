// SPDX-License-Identifier: Apache-2.0
#include "metrics/reading_samples.hpp"

#include <set>

#include "metrics/target_labels.hpp"

namespace reachd::metrics {
namespace {

using stats::reading_kind;

struct shape {
  target_family family;
  std::array<std::string_view, 2> labels = {};  // empty: none
};

/// By stats::reading_kind.
constexpr std::array<shape, stats::reading_kind_count> shapes = {{
    {target_family::phase, {"phase"}},
    {target_family::http_status_code},
    {target_family::http_version},
    {target_family::http_redirects},
    {target_family::http_body_bytes},
    {target_family::tls_not_after},
    {target_family::tls_verified, {"reason"}},
    {target_family::tls_expiring},
    {target_family::exec_status},
    {target_family::exec_warning},
    {target_family::exec_perfdata, {"label", "unit"}},
    {target_family::dns_rcode},
    {target_family::dns_answers},
    {target_family::dns_answer_ttl},
    {target_family::dns_soa_serial},
    {target_family::burst_loss},
}};

std::string labels_of(const shape& of, const stats::reading& read) {
  std::string text;
  for (std::size_t at = 0; at < of.labels.size() && !of.labels[at].empty(); ++at) {
    text += ',';
    append_label(text, of.labels[at], read.labels[at]);
  }
  return text;
}

template <reading_kind What>
void write(text_writer& out, const snapshot_chunk& chunk, const target_row& row) {
  if (row.readings == nullptr) return;
  constexpr const shape& of = shapes[static_cast<std::size_t>(What)];
  std::set<std::string> written;
  for (const stats::reading& read : row.readings->values) {
    if (read.what != What) continue;
    const auto [labels, fresh] = written.insert(labels_of(of, read));
    if (fresh) out.sample(family_of(of.family).name, chunk.identity(row), *labels, read.value);
  }
}

template <std::size_t... At>
constexpr std::array<sample_writer, sizeof...(At)> writers_of(std::index_sequence<At...>) {
  return {write<static_cast<reading_kind>(At)>...};
}
constexpr auto writers = writers_of(std::make_index_sequence<stats::reading_kind_count>());

}  // namespace

const family& family_of(stats::reading_kind what) { return family_of(shapes[static_cast<std::size_t>(what)].family); }

const std::array<std::string_view, 2>& label_names_of(stats::reading_kind what) {
  return shapes[static_cast<std::size_t>(what)].labels;
}

sample_writer reading_samples_of(target_family which) {
  for (std::size_t at = 0; at < shapes.size(); ++at) {
    if (shapes[at].family == which) return writers[at];
  }
  return nullptr;
}

}  // namespace reachd::metrics

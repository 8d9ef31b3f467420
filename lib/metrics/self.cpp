// SPDX-License-Identifier: Apache-2.0
#include "metrics/self.hpp"

#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "metrics/process.hpp"
#include "metrics/self_families.hpp"

namespace reachd::metrics {
namespace {

/// Adds a family of `T`, Counter or Gauge, to the registry.
template <typename Builder>
auto& register_family(prometheus::Registry& registry, Builder builder, own_family which) {
  const family& described = family_of(which);
  return builder.Name(std::string(described.name)).Help(std::string(described.help)).Register(registry);
}

prometheus::Labels labels_of(const build_info& build) {
  prometheus::Labels labels = {{"version", build.version}, {"compiler", build.compiler}};
  if (!build.revision.empty()) labels.emplace("revision", build.revision);
  return labels;
}

}  // namespace

self_metrics::self_metrics(const build_info& build)
    : registry_(std::make_unique<prometheus::Registry>()), started_(read_start_time()) {
  const auto gauges = [&](own_family which) -> prometheus::Family<prometheus::Gauge>& {
    return register_family(*registry_, prometheus::BuildGauge(), which);
  };
  gauges(own_family::build_info).Add(labels_of(build)).Set(1);
  last_reload_successful_ = &gauges(own_family::config_last_reload_successful).Add({});
  last_reload_success_ = &gauges(own_family::config_last_reload_success).Add({});
}

self_metrics::~self_metrics() = default;

void self_metrics::config_loaded(core::wall_time now) {
  last_reload_successful_->Set(1);
  last_reload_success_->Set(core::to_seconds(now.time_since_epoch()));
}

void self_metrics::config_refused() { last_reload_successful_->Set(0); }

std::string self_metrics::render(const self_numbers& numbers) const {
  auto families = registry_->Collect();
  append_self_families(families, numbers);
  append_process_families(families, started_);
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace reachd::metrics

// SPDX-License-Identifier: Apache-2.0
// Input: what a monitoring plugin prints. What is kept of it must be bounded and safe to hand on, and a measurement
// that is written again as it was read must read back.
#include <cmath>
#include <set>
#include <string>

#include "config/utf8.hpp"
#include "fuzz/target.hpp"
#include "plugin/output.hpp"

using namespace reachd;
using fuzz::require;

namespace {

std::string quoted(const std::string& label) {
  std::string out = "'";
  for (const char one : label) out += one == '\'' ? std::string("''") : std::string(1, one);
  return out + "'";
}

/// With a value of 1: how a number is written is not what is looked at.
void check_reads_back(const plugin::perfdata& one) {
  const std::string written = quoted(one.label) + "=1" + one.unit + ";" + one.warning + ";" + one.critical;
  std::string_view text = written;
  plugin::perfdata again;
  require(plugin::take_perfdata(text, again) == plugin::reading::measured, "a measurement reads back");
  require(text.empty(), "to its end");
  require(again.label == one.label && again.unit == one.unit && again.warning == one.warning &&
              again.critical == one.critical,
          "as it was");
}

void check(const plugin::perfdata& one) {
  require(!one.label.empty() && one.label.size() <= plugin::perfdata::longest_label, "a label is bounded");
  require(!config::has_control(one.label + one.unit + one.warning + one.critical), "its texts are safe to show");
  require(one.unit.size() <= plugin::perfdata::longest_unit, "a unit is bounded");
  require(one.warning.size() <= plugin::perfdata::longest_range, "a range is bounded");
  require(one.critical.size() <= plugin::perfdata::longest_range, "both are");
  require(std::isfinite(one.value) && std::isfinite(one.base_value().value), "a value is finite");
  require(std::isfinite(one.min.value_or(0)) && std::isfinite(one.max.value_or(0)), "so are its bounds");
  check_reads_back(one);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const plugin::output read = plugin::read_output(text);
  require(read.summary.size() <= plugin::longest_summary && read.summary.size() <= text.size(), "a summary is bounded");
  require(!config::has_control(read.summary), "a summary is safe to show");
  require(read.measurements.size() <= plugin::most_perfdata, "so is the number of measurements");
  require(read.measurements.size() + read.dropped <= text.size(), "none is made up");
  require(read.measurements.empty() || text.find('|') != text.npos, "they stand behind a bar");
  std::set<std::string> labels;
  for (const plugin::perfdata& one : read.measurements) {
    require(labels.insert(one.label).second, "each label once");
    check(one);
  }
  return 0;
}

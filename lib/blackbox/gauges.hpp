// SPDX-License-Identifier: Apache-2.0
// A handful of gauges, each with its help, as Prometheus' text. [pure] Role: the page of one probe. Owner: whoever
// answers. Invariant: families are in the order of their names and samples in that of their labels, each once.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reachd::blackbox {

class gauges {
 public:
  using labels = std::vector<std::pair<std::string_view, std::string>>;

  /// `name`, `help` and the labels' names outlive it; their values may be any bytes.
  void set(std::string_view name, std::string_view help, double value, const labels& of = {});
  std::string text() const;

 private:
  struct family {
    std::string_view help;
    std::map<std::string, double> samples;  // by their labels, as text
  };

  std::map<std::string_view, family> families_;
};

}  // namespace reachd::blackbox

// SPDX-License-Identifier: Apache-2.0
// Reads a page in the Prometheus text format 0.0.4 back into values. Role: lets tests ask a page what it says, and
// refuses by an exception what a scraper would refuse or a linter would frown at: a sample outside its family, a
// family or series written twice, a malformed line.
#pragma once

#include <algorithm>
#include <cctype>
#include <charconv>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace reachd::test {

using page_labels = std::map<std::string, std::string>;

struct page_sample {
  std::string name;
  page_labels labels;
  std::string text;  // the value as written
  double value;
};

struct page_family {
  std::string name;
  std::string help;
  std::string type;
  std::vector<page_sample> samples;
};

namespace detail {

/// What a scanner of one line needs: take what is expected, or complain with the line.
class line_scanner {
 public:
  explicit line_scanner(std::string_view line) : line_(line), rest_(line) {}

  [[noreturn]] void fail(const std::string& why) const { throw std::runtime_error(why + ": " + std::string(line_)); }
  void expect(std::string_view text) {
    if (!take(text)) fail("expected " + std::string(text));
  }
  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  std::string_view until(std::string_view stops) {
    const std::string_view found = rest_.substr(0, std::min(rest_.find_first_of(stops), rest_.size()));
    rest_.remove_prefix(found.size());
    return found;
  }
  std::string_view name() {
    const auto is_name = [](unsigned char c) { return c == '_' || std::isalnum(c) != 0; };
    const std::string_view found = until("{=\" ");
    if (found.empty() || !std::all_of(found.begin(), found.end(), is_name)) fail("not a name");
    return found;
  }
  std::string quoted() {
    std::string value;
    expect("\"");
    while (!take("\"")) {
      value += until("\"\\");
      if (take("\\n"))
        value += '\n';
      else if (take("\\\\"))
        value += '\\';
      else if (take("\\\""))
        value += '"';
      else if (!rest_.starts_with('"'))
        fail("unknown escape or no end");
    }
    return value;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view line_;
  std::string_view rest_;
};

inline double number_of(const line_scanner& line, std::string_view text) {
  if (text == "+Inf") return std::numeric_limits<double>::infinity();
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) line.fail("not a number");
  return value;
}

inline page_sample sample_of(line_scanner line) {
  page_sample sample{std::string(line.name()), {}, {}, 0};
  if (line.take("{")) {
    while (!line.take("}")) {
      if (!sample.labels.empty()) line.expect(",");
      const std::string_view name = line.name();
      line.expect("=");
      if (!sample.labels.emplace(name, line.quoted()).second) line.fail("label twice");
    }
  }
  line.expect(" ");
  sample.text = line.rest();
  sample.value = number_of(line, sample.text);
  return sample;
}

inline bool belongs(const page_sample& sample, const page_family& family) {
  if (!sample.name.starts_with(family.name)) return false;
  const std::string suffix = sample.name.substr(family.name.size());
  if (family.type == "histogram") return suffix == "_bucket" || suffix == "_sum" || suffix == "_count";
  if (family.type == "summary") return suffix == "_sum" || suffix == "_count";
  return suffix.empty();
}

}  // namespace detail

/// The families of a page in order. Throws std::runtime_error with the line at fault.
inline std::vector<page_family> parse_page(std::string_view page) {
  std::vector<page_family> families;
  std::unordered_set<std::string_view> names;
  std::unordered_set<std::string_view> series;  // as they are written
  while (!page.empty()) {
    const std::size_t end = page.find('\n');
    if (end == std::string_view::npos) throw std::runtime_error("no newline at the end");
    const std::string_view text = page.substr(0, end);
    detail::line_scanner line(text);
    page.remove_prefix(end + 1);
    if (line.take("# HELP ")) {
      page_family& family = families.emplace_back();
      const std::string_view name = line.name();
      if (!names.insert(name).second) line.fail("family twice");
      family.name = name;
      line.expect(" ");
      family.help = line.rest();
    } else if (line.take("# TYPE ")) {
      if (families.empty() || line.name() != families.back().name || !families.back().type.empty()) line.fail("TYPE");
      line.expect(" ");
      families.back().type = line.rest();
    } else {
      page_sample sample = detail::sample_of(line);
      if (families.empty() || !detail::belongs(sample, families.back())) line.fail("outside its family");
      if (!series.insert(text.substr(0, text.rfind(' '))).second) line.fail("series twice");
      families.back().samples.push_back(std::move(sample));
    }
  }
  return families;
}

/// All samples of a page with this name and these labels among theirs.
inline std::vector<page_sample> find_samples(const std::vector<page_family>& page, std::string_view name,
                                             const page_labels& with = {}) {
  std::vector<page_sample> found;
  for (const page_family& family : page) {
    for (const page_sample& sample : family.samples) {
      const bool matches = std::all_of(with.begin(), with.end(), [&](const auto& label) {
        const auto at = sample.labels.find(label.first);
        return at != sample.labels.end() && at->second == label.second;
      });
      if (sample.name == name && matches) found.push_back(sample);
    }
  }
  return found;
}

}  // namespace reachd::test

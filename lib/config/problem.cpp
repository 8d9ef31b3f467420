// SPDX-License-Identifier: Apache-2.0
#include "config/problem.hpp"

#include <algorithm>

#include "config/limits.hpp"
#include "config/utf8.hpp"

namespace reachd::config {
namespace {

constexpr std::size_t number_width = 5;
constexpr std::size_t max_path = 4096;

std::string gutter(const std::string& number) {
  return std::string(number_width - std::min(number_width, number.size()), ' ') + number + " | ";
}

void render_one(const problem& one, std::string& out) {
  out += to_string(one.where) + ": error: " + one.message;
  if (!one.hint.empty()) out += "; " + one.hint;
  out += '\n';
  if (one.where.line == 0 || one.hides_line) return;
  out += gutter(std::to_string(one.where.line)) + one.line.text + '\n';
  out += gutter("") + std::string(one.line.indent, ' ') + '^' + std::string(one.line.underline, '~') + '\n';
}

}  // namespace

std::string to_string(const place& where) {
  const std::string file = printable(where.file, max_path);
  if (where.line == 0) return file;
  return file + ":" + std::to_string(where.line) + ":" + std::to_string(where.column);
}

std::string render(std::span<const problem> problems) {
  std::string out;
  for (const problem& one : problems.first(std::min(problems.size(), max_problems_shown))) render_one(one, out);
  if (problems.size() <= max_problems_shown) return out;
  out += problems.size() >= max_problems ? "and at least " : "and ";
  return out + std::to_string(problems.size() - max_problems_shown) + " more\n";
}

void problem_list::add(problem found) {
  if (!full()) problems_.push_back(std::move(found));
}

bool problem_list::full() const { return problems_.size() >= max_problems; }

}  // namespace reachd::config

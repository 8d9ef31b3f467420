// SPDX-License-Identifier: Apache-2.0
// Input: the text of a configuration. It is read as the daemon reads it, from a private folder in which two more files
// lie to be included. Every problem must have a place inside a file, what is shown must be safe to show, and settings
// without a problem must keep to the rules of config/settings.hpp.
#include <algorithm>
#include <chrono>
#include <set>
#include <string>

#include "config/host.hpp"
#include "config/limits.hpp"
#include "config/load.hpp"
#include "config/parse.hpp"
#include "config/utf8.hpp"
#include "fuzz/private_folder.hpp"
#include "fuzz/target.hpp"

using namespace reachd;
using fuzz::require;
using namespace std::chrono_literals;

namespace {

/// A byte order mark stands before the text and in no line of it.
std::string_view without_mark(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

/// Whether the text has that line, and the line that column or one less.
bool is_place(std::string_view text, std::uint32_t line, std::uint32_t column) {
  for (text = without_mark(text); line > 1; --line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
  }
  const std::string_view own = text.substr(0, text.find('\n'));
  const auto continues = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; };
  const auto characters = static_cast<std::uint32_t>(own.size()) -
                          static_cast<std::uint32_t>(std::count_if(own.begin(), own.end(), continues));
  return line == 1 && column >= 1 && column <= characters + 1;
}

void check_block(const std::vector<config::problem>& problems) {
  std::string block = config::render(problems);
  require(block.empty() == problems.empty(), "what is wrong is shown");
  std::erase(block, '\n');
  require(!config::has_control(block), "what is shown is UTF-8 without control characters");
}

void check_problems(const std::vector<config::problem>& problems, const fuzz::private_folder& folder) {
  require(problems.size() <= config::max_problems, "not more problems than allowed");
  for (const config::problem& one : problems) {
    require(!one.message.empty(), "a problem says what is wrong");
    const auto text = folder.text_of(one.where.file);
    require(text.has_value(), "a problem is in a file that was named");
    require(one.where.line > 0 && is_place(*text, one.where.line, one.where.column), "a problem has a place");
    require(one.line.indent + one.line.underline < 200, "its line fits on a screen");
  }
  check_block(problems);
}

void check_settings(const config::settings& value) {
  std::set<std::string> names;
  require(!value.targets.empty(), "there is a target");
  for (const config::target_settings& target : value.targets) {
    require(names.insert(target.name).second && !target.name.empty(), "each target has a name of its own");
    require(!config::has_control(target.name), "a name is safe to show");
    const bool hostless = target.host.empty() && target.probe == options::kind::exec;
    require(hostless || config::check_host(target.host).has_value(), "a target has a host, unless a program knows it");
    require(target.interval >= 10ms && target.interval <= 24h, "its interval is in range");
    require(target.timeout > 0ns && target.timeout <= 60s, "its timeout is in range");
    require(target.retry > 0ns && target.down_after > 0 && target.up_after > 0, "so are the others");
    const bool portless = target.probe == options::kind::icmp || target.probe == options::kind::exec;
    require((target.port > 0) == !portless, "a port belongs to what has one");
    require(target.file < value.files.size() && target.line > 0, "it says where it stands");
    for (const auto& [name, text] : target.labels) require(!config::has_control(name + text), "labels are text");
  }
}

/// Fuzzed names of files must not lead out of the folder: a device may do something when it is only opened.
bool stays_inside(const config::document& text) {
  bool inside = true;
  const auto judge = [&](config::node_index item) {
    const std::string_view name = text.text(item);
    inside = inside && name.find('/') == std::string_view::npos && !name.starts_with("..");
  };
  if (text.empty() || text.kind(text.root()) != config::node_kind::map) return true;
  text.for_each_entry(text.root(), [&](config::entry one) {
    if (text.text(one.key) != "include") return;
    if (text.kind(one.value) == config::node_kind::sequence) {
      text.for_each_item(one.value, judge);
    } else {
      judge(one.value);
    }
  });
  return inside;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::private_folder folder;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const config::source origin(folder.main_path(), std::string(text));
  config::problem_list problems;
  const auto parsed = config::parse(origin, problems);
  folder.write_main(text);
  const std::vector<config::problem> first = problems.take();
  check_problems(first, folder);
  require(parsed.has_value() || !first.empty(), "what is no YAML has a reason");
  if (parsed && !stays_inside(*parsed)) return 0;
  const config::load_result loaded = config::load(folder.main_path());
  check_problems(loaded.problems, folder);
  require(loaded.problems.size() >= first.size(), "reading on forgets no problem");
  if (loaded.ok()) check_settings(loaded.value);
  return 0;
}

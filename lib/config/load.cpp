// SPDX-License-Identifier: Apache-2.0
#include "config/load.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "config/blackbox_reader.hpp"
#include "config/file_set.hpp"
#include "config/limits.hpp"
#include "config/spread.hpp"
#include "config/target_reader.hpp"
#include "config/uplink_reader.hpp"
#include "config/utf8.hpp"
#include "config/web_reader.hpp"

namespace reachd::config {
namespace {

/// A line that one problem hides may be that of others, too.
void hide_lines_of_secrets(std::vector<problem>& found) {
  std::set<std::pair<std::string_view, std::uint32_t>> hidden;
  for (const problem& one : found) {
    if (one.hides_line) hidden.emplace(one.where.file, one.where.line);
  }
  for (problem& one : found) one.hides_line |= hidden.contains({one.where.file, one.where.line});
}

class loader {
 public:
  loader(explainer* watcher, web_file access) : watcher_(watcher), access_(access) {}

  load_result run(const std::string& path) {
    files_.read_main(path);
    if (!files_.files().empty() && files_.files().front().content) read_all();
    for (const loaded_file& file : files_.files()) out_.value.files.push_back(file.origin->path());
    out_.problems = sorted();
    out_.origin = files_.origin();
    return std::move(out_);
  }

 private:
  void read_all() {
    std::vector<section_values> tops{read_top(*files_.files().front().content, main_section)};
    read_web(tops.front(), access_ == web_file::read ? &files_ : nullptr, out_.value, problems_);
    read_log(tops.front());
    out_.value.blackbox = read_blackbox(tops.front(), access_ == web_file::read ? &files_ : nullptr, problems_);
    files_.read_included(tops.front());
    for (std::size_t at = 1; at < files_.files().size(); ++at) {
      const auto& content = files_.files()[at].content;
      tops.push_back(content ? read_top(*content, included_section) : section_values{});
    }
    target_reader reader(out_.value, problems_, access_ == web_file::read ? &files_ : nullptr,
                         files_.complete() && all_maps_, watcher_);
    reader.read_defaults(tops.front());
    for (const section_values& top : tops) reader.read_templates(top);
    for (std::size_t at = 0; at < tops.size(); ++at) {
      if (tops[at].from != nullptr) reader.read_targets(tops[at], static_cast<std::uint16_t>(at));
    }
    target_lookup lookup = reader.lookup();
    reader.read_parents(lookup);
    out_.value.uplink = read_uplink(tops.front(), lookup, problems_);
    find_spoken_for(out_.value);
    if (out_.value.targets.empty() && problems_.empty()) refuse_no_targets();
  }

  section_values read_top(const document& from, const section& kind) {
    if (from.empty() || from.kind(from.root()) == node_kind::null) return {&from, {}};
    if (from.kind(from.root()) == node_kind::map) return read_section(from, from.root(), kind, {}, problems_);
    all_maps_ = false;
    problems_.add(from.problem_at(
        from.root(),
        {"the file must be a map of keys to values, not " + describe(from, from.root()), "begin with 'targets:'"}));
    return {&from, {}};
  }

  void refuse_no_targets() {
    const source& main_file = *files_.files().front().origin;
    const bool empty = files_.files().front().content->empty();
    problems_.add(main_file.problem_at(
        0, 1, {empty ? "the file is empty: no targets" : "no targets", "add 'targets:' with a list of hosts"}));
  }

  void read_log(const section_values& top) {
    if (!top.at[key_log].set()) return;
    const auto own = read_section(*top.from, top.at[key_log].node, log_section, {}, problems_);
    if (own.at[key_level].set()) out_.value.level = static_cast<log_level>(own.at[key_level].number);
    if (own.at[key_format].set()) out_.value.format = static_cast<log_format>(own.at[key_format].number);
  }

  std::vector<problem> sorted() {
    std::map<std::string_view, std::size_t> order;
    for (const loaded_file& file : files_.files()) order.try_emplace(file.origin->path(), order.size());
    for (const loaded_file& file : files_.beside()) order.try_emplace(file.origin->path(), order.size());
    std::vector<problem> found = problems_.take();
    hide_lines_of_secrets(found);
    std::stable_sort(found.begin(), found.end(), [&order](const problem& left, const problem& right) {
      const auto key = [&order](const problem& one) {
        const auto file = order.find(one.where.file);
        return std::tuple(file == order.end() ? 0 : file->second, one.where.line, one.where.column);
      };
      return key(left) < key(right);
    });
    return found;
  }

  explainer* watcher_;
  web_file access_;
  load_result out_;
  problem_list problems_;
  file_set files_{problems_};
  bool all_maps_ = true;  // no file is a list or text, with who knows what in it
};

}  // namespace

load_result load(const std::string& path, explainer* watcher, web_file access) {
  return loader(watcher, access).run(path);
}

}  // namespace reachd::config

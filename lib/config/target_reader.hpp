// SPDX-License-Identifier: Apache-2.0
// Reads templates, groups and targets of all files into settings. Role: the order of work: every template is known
// before the first target, whatever file it is in. Invariant: names of targets, groups and templates are unique over
// all files. Owner: documents outlive the reader, because names and templates point into them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/document.hpp"
#include "config/explanation.hpp"
#include "config/merge.hpp"
#include "config/name_table.hpp"
#include "config/parent_links.hpp"
#include "config/probe_reader.hpp"
#include "config/problem.hpp"
#include "config/settings.hpp"
#include "config/target_lookup.hpp"

namespace reachd::config {

class target_reader {
 public:
  /// `all_files_read`: false when a file is missing, so that a template or a target may be in it and is not called
  /// unknown.
  /// `watcher` may be null; it is told of the target that it asks for.
  /// `files`: where certificates and secrets are read from; nullptr when nothing but their names counts.
  target_reader(settings& out, problem_list& problems, file_set* files, bool all_files_read,
                explainer* watcher = nullptr)
      : out_(out), problems_(problems), all_files_read_(all_files_read), watcher_(watcher), probes_(files, problems) {}

  void read_defaults(const section_values& top);
  void read_templates(const section_values& top);
  /// Groups and targets; `file` is the index into settings::files.
  void read_targets(const section_values& top, std::uint16_t file);
  /// Sets the parents, once all targets are read.
  void read_parents(target_lookup& lookup) { parents_.resolve(lookup, out_.targets); }
  target_lookup lookup() const {
    return {target_names_, out_, problems_, all_files_read_ && !items_lost_ && !problems_.full()};
  }

 private:
  struct group {
    std::string_view name;
    const section_values* level = nullptr;
    std::vector<const section_values*> templates;
  };

  void read_group(const document& from, node_index item);
  void read_list(const document& from, const value& list, const group& in);
  void read_item(const document& from, node_index item, const group& in);
  std::optional<section_values> read_level(const document& from, node_index item);
  name_table::owner* claim_name(const section_values& own);
  bool check_destination(const section_values& own);
  void apply(const section_values& own, node_index item, const group& in, name_table::owner* name);
  bool check_addresses(levels from, node_index item, const group& in, const merge_trace& trace,
                       const target_settings& merged);
  bool read_options(levels from, node_index item, target_settings& into);
  void find_templates(const section_values& user, std::vector<const section_values*>& into);
  complaint unknown_template(std::string_view name) const;
  std::string name_level(const section_values* level, const section_values& own, const group& in) const;

  settings& out_;
  problem_list& problems_;
  bool all_files_read_;
  explainer* watcher_;
  bool items_lost_ = false;  // a list of targets is missing or no list, so that its targets are not known
  std::uint16_t file_ = 0;
  section_values defaults_;
  std::unordered_map<std::string_view, section_values> templates_;
  name_table template_names_;
  name_table group_names_;
  name_table target_names_;
  parent_links parents_;
  probe_reader probes_;
};

}  // namespace reachd::config

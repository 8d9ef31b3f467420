// SPDX-License-Identifier: Apache-2.0
// What the targets of each kind ask, from `tcp:`, `http:`, `exec:`, `dns:` and the keys of icmp of all their levels.
// Role: reads each combination of levels once, however many targets share it, and with it the files and secrets that it
// names.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/layered.hpp"
#include "config/secret_reader.hpp"
#include "options/kind.hpp"
#include "options/options.hpp"

namespace reachd::config {

/// The key of a target that holds the options of that kind; those of icmp are keys of the target.
std::optional<target_key> key_of(options::kind kind);

class probe_reader {
 public:
  probe_reader(file_set* files, problem_list& problems) : secrets_(files, problems), problems_(problems) {}

  struct asked {
    options::any what;                        // none: all is built in
    std::shared_ptr<const std::string> yaml;  // as the dump shows it, without the key; nullptr: nothing is said
  };

  /// For a target whose levels are `from`, as layered::of makes them. Its problems are told once.
  const asked& read(options::kind kind, const layered& from);

 private:
  /// Where a map is written. A document lives as long as all reading does, and the values read from it do not: their
  /// addresses would be those of others later.
  using place = std::pair<const document*, node_index>;

  const asked& read_icmp(const layered& from);
  options::any read_kind(options::kind kind, const layered& own);
  std::shared_ptr<const options::tcp> read_tcp(const layered& own);
  std::shared_ptr<const options::exec> read_exec(const layered& own);
  std::shared_ptr<const options::dns> read_dns(const layered& own);

  secret_reader secrets_;
  problem_list& problems_;
  std::map<std::pair<options::kind, std::vector<place>>, asked> known_;
  std::map<std::string, asked> known_icmp_;
};

}  // namespace reachd::config

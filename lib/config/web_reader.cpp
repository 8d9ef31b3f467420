// SPDX-License-Identifier: Apache-2.0
#include "config/web_reader.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "config/utf8.hpp"
#include "config/web_file_reader.hpp"

namespace reachd::config {
namespace {

void read_endpoint(const document& from, node_index item, std::vector<core::endpoint>& listen, problem_list& problems) {
  const std::string_view text = from.text(item);
  const auto parsed = core::endpoint::parse(text);
  if (!parsed) {
    const complaint what{"'listen' takes ADDRESS:PORT, not " + quoted(text),
                         "such as 127.0.0.1:10094 or '[::1]:10094'"};
    return problems.add(from.problem_at(item, what));
  }
  if (std::find(listen.begin(), listen.end(), *parsed) != listen.end()) {
    return problems.add(from.problem_at(item, {quoted(text) + " is listed twice", "remove one"}));
  }
  listen.push_back(*parsed);
}

void read_listen(const section_values& own, settings& into, problem_list& problems) {
  const value& listen = own.at[key_listen];
  if (!listen.set()) return;
  const document& from = *own.from;
  into.listen.emplace();
  for_each_text(own, listen, [&](node_index item) { read_endpoint(from, item, *into.listen, problems); });
  if (from.kind(listen.node) == node_kind::sequence && from.at(listen.node).first == 0) {
    problems.add(from.problem_at(listen.key, {"'listen' is empty", "leave it out for the default"}));
  }
}

}  // namespace

void read_web(const section_values& top, file_set* files, settings& into, problem_list& problems) {
  if (!top.at[key_web].set()) return;
  const document& from = *top.from;
  const section_values own = read_section(from, top.at[key_web].node, web_section, {}, problems);
  if (own.at[key_lifecycle].set()) into.lifecycle = own.at[key_lifecycle].number != 0;
  read_listen(own, into, problems);
  const value& file = own.at[key_config_file];
  if (!file.set()) return;
  // Whoever is shown it may be elsewhere.
  std::error_code failure;
  const std::string seen_from_here = relative_to(from.origin().path(), file.text);
  into.web_config_file = std::filesystem::absolute(seen_from_here, failure).lexically_normal().string();
  if (failure) into.web_config_file = seen_from_here;
  if (files == nullptr) return;
  if (const document* content = files->read_beside(from, file.node)) {
    into.access = read_web_file(*content, *files, problems);
  }
}

}  // namespace reachd::config

// SPDX-License-Identifier: Apache-2.0
#include "config/file_set.hpp"

#include <glob.h>

#include <cerrno>
#include <expected>

#include "config/glob_text.hpp"
#include "config/parse.hpp"
#include "config/read_file.hpp"
#include "config/utf8.hpp"
#include "core/error.hpp"

namespace reachd::config {
namespace {

/// A folder that is not there holds nothing; any other trouble ends the glob.
int stop_at_unreadable(const char*, int errno_value) { return errno_value != ENOENT && errno_value != ENOTDIR ? 1 : 0; }

/// Sorted paths. A folder that cannot be read is an error and not "nothing there".
std::expected<std::vector<std::string>, std::string> expand(const std::string& pattern) {
  glob_t found{};
  const int status = ::glob(pattern.c_str(), 0, stop_at_unreadable, &found);
  std::vector<std::string> paths(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  ::globfree(&found);
  if (status == 0 || status == GLOB_NOMATCH) return paths;
  return std::unexpected(status == GLOB_NOSPACE ? "out of memory" : "a folder cannot be read");
}

}  // namespace

std::string relative_to(const std::string& from, std::string_view path) {
  const std::size_t slash = from.rfind('/');
  if (path.starts_with('/') || slash == std::string::npos) return std::string(path);
  return from.substr(0, slash + 1) + std::string(path);
}

std::optional<complaint> file_set::add(const std::string& path) {
  auto content = read_file(path, bytes_left_);
  origin_.read(path, content ? std::string_view(content->text) : content.error().message);
  if (!content) return content.error();
  if (!seen_.insert({content->device, content->inode}).second) {
    return complaint{quoted(path) + " is included twice", "a file can be read once only"};
  }
  bytes_left_ -= content->text.size();
  loaded_file file{std::make_unique<source>(path, std::move(content->text)), nullptr};
  if (auto parsed = parse(*file.origin, problems_)) {
    file.content = std::make_unique<const document>(std::move(*parsed));
  } else {
    complete_ = false;
  }
  files_.push_back(std::move(file));
  return std::nullopt;
}

void file_set::read_main(const std::string& path) {
  auto refused = add(path);
  if (!refused) return;
  complete_ = false;
  problem whole;
  whole.where.file = path;
  whole.message = std::move(refused->message);
  whole.hint = std::move(refused->hint);
  problems_.add(std::move(whole));
}

std::optional<std::string> file_set::read_named(const document& from, node_index item, std::string& path) {
  const std::string_view written = from.text(item);
  if (has_control(written) || written.find("-----BEGIN") != std::string_view::npos) {
    refuse(from, item, {"this is no path of a file but what such a file holds", ""});
    return std::nullopt;
  }
  path = relative_to(from.origin().path(), written);
  return read_path(from, item, path);
}

std::optional<std::string> file_set::read_path(const document& from, node_index item, const std::string& path) {
  auto content = read_file(path, bytes_left_);
  origin_.read(path, content ? std::string_view(content->text) : content.error().message);
  if (!content) {
    refuse(from, item, std::move(content.error()));
    return std::nullopt;
  }
  bytes_left_ -= content->text.size();
  return std::move(content->text);
}

std::optional<std::string> file_set::read_text(const document& from, node_index item) {
  std::string path;
  return read_named(from, item, path);
}

const document* file_set::read_beside(const document& from, node_index item) {
  std::string path;
  auto text = read_named(from, item, path);
  if (!text) return nullptr;
  loaded_file& file = beside_.emplace_back(std::make_unique<source>(path, std::move(*text), true), nullptr);
  auto parsed = parse(*file.origin, problems_);
  if (!parsed) return nullptr;
  file.content = std::make_unique<const document>(std::move(*parsed));
  return file.content.get();
}

void file_set::read_included(const section_values& top) {
  if (!top.at[key_include].set()) return;
  for_each_text(top, top.at[key_include], [&](node_index item) { read_pattern(*top.from, item); });
}

void file_set::refuse(const document& from, node_index item, complaint what) {
  complete_ = false;
  problems_.add(from.problem_at(item, std::move(what)));
}

void file_set::read_pattern(const document& from, node_index item) {
  const std::string_view text = from.text(item);
  if (text.empty() || has_control(text)) return refuse(from, item, {"'include' takes a path or a glob", {}});
  const std::string& main_path = from.origin().path();
  std::vector<std::string> paths{relative_to(main_path, text)};
  if (has_wildcard(text)) {
    const std::string folder = relative_to(main_path, "");
    const std::string pattern = text.starts_with('/') ? std::string(text) : escape_glob(folder) + std::string(text);
    origin_.looked_for(pattern);
    auto found = expand(pattern);
    if (!found) return refuse(from, item, {"cannot expand " + quoted(text) + ": " + found.error(), {}});
    paths = std::move(*found);
  }
  for (const std::string& path : paths) {
    if (problems_.full()) return;
    if (files_.size() >= max_files) return refuse(from, item, {"more than 10000 files are included", {}});
    if (auto refused = add(path)) refuse(from, item, std::move(*refused));
  }
}

}  // namespace reachd::config

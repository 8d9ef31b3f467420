// SPDX-License-Identifier: Apache-2.0
#include "config/footprint.hpp"

#include <fnmatch.h>
#include <glob.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <memory>
#include <vector>

#include "config/glob_text.hpp"

namespace reachd::config {
namespace {

std::pair<std::string, std::string_view> split(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {".", path};
  return {std::string(slash == 0 ? "/" : path.substr(0, slash)), path.substr(slash + 1)};
}

std::uint64_t mix(std::uint64_t hash, std::uint64_t more) { return (hash ^ more) * 0x9E3779B97F4A7C15 + 1; }
std::uint64_t mix(std::uint64_t hash, std::string_view text) { return mix(hash, std::hash<std::string_view>{}(text)); }

std::uint64_t mix_status(std::uint64_t hash, const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return mix(hash, std::uint64_t{0});
  for (const auto number :
       {static_cast<std::uint64_t>(status.st_dev), static_cast<std::uint64_t>(status.st_ino),
        static_cast<std::uint64_t>(status.st_size), static_cast<std::uint64_t>(status.st_mode),
        static_cast<std::uint64_t>(status.st_mtim.tv_sec), static_cast<std::uint64_t>(status.st_mtim.tv_nsec)}) {
    hash = mix(hash, number);
  }
  return hash;
}

/// Of a pattern; its length without one.
std::size_t first_wildcard(std::string_view pattern) {
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] == '\\') {
      ++at;
    } else if (has_wildcard(pattern.substr(at, 1))) {
      return at;
    }
  }
  return pattern.size();
}

/// The folders that match a pattern with a slash at its end; one without a wildcard also when it is not there.
std::vector<std::string> folders_of(const std::string& pattern) {
  if (pattern.empty()) return {"."};
  const std::string folder = pattern.size() == 1 ? pattern : pattern.substr(0, pattern.size() - 1);
  if (first_wildcard(folder) == folder.size()) return {unescape_glob(folder)};
  glob_t found{};
  ::glob(folder.c_str(), GLOB_ONLYDIR, nullptr, &found);
  std::vector<std::string> out(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  ::globfree(&found);
  return out;
}

struct free_it {
  void operator()(char* text) const { std::free(text); }
};

}  // namespace

void footprint::note(std::string_view path) {
  const auto [folder, name] = split(path);
  folders_[folder].insert(escape_glob(name));
}

void footprint::read(const std::string& path, std::string_view text) {
  hash_ = mix(mix(hash_, path), text);
  paths_.insert(path);
  note(path);
  const std::unique_ptr<char, free_it> real(::realpath(path.c_str(), nullptr));
  if (real != nullptr) note(real.get());
}

/// Each folder that a part of the pattern was looked for in, with that part, from the first wildcard on.
void footprint::looked_for(const std::string& pattern) {
  std::size_t begin = pattern.rfind('/', first_wildcard(pattern));
  begin = begin == std::string::npos ? 0 : begin + 1;
  while (begin < pattern.size()) {
    const std::size_t end = std::min(pattern.find('/', begin), pattern.size());
    for (const std::string& folder : folders_of(pattern.substr(0, begin))) {
      folders_[folder].insert(pattern.substr(begin, end - begin));
    }
    begin = end + 1;
  }
}

bool footprint::concerns(const std::string& folder, const std::string& name) const {
  const auto found = folders_.find(folder);
  if (found == folders_.end()) return false;
  return name == "..data" || std::ranges::any_of(found->second, [&name](const std::string& pattern) {
           return ::fnmatch(pattern.c_str(), name.c_str(), FNM_PERIOD) == 0;
         });
}

std::uint64_t footprint::touched() const {
  std::uint64_t hash = 0;
  for (const std::string& path : paths_) hash = mix_status(hash, path);
  for (const auto& [folder, names] : folders_) hash = mix_status(hash, folder);
  return hash;
}

}  // namespace reachd::config

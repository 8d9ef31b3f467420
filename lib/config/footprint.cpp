// SPDX-License-Identifier: Apache-2.0
#include "config/footprint.hpp"

#include <fnmatch.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <memory>

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

struct free_it {
  void operator()(char* text) const { std::free(text); }
};

}  // namespace

void footprint::note(std::string_view path, bool is_glob) {
  const auto [folder, name] = split(path);
  folders_[folder].insert(is_glob ? std::string(name) : escape_glob(name));
}

void footprint::read(const std::string& path, std::string_view text) {
  hash_ = mix(mix(hash_, path), text);
  paths_.insert(path);
  note(path, false);
  const std::unique_ptr<char, free_it> real(::realpath(path.c_str(), nullptr));
  if (real != nullptr) note(real.get(), false);
}

void footprint::looked_for(const std::string& pattern) {
  const std::size_t wildcard = pattern.find_first_of("*?[\\");
  const std::size_t after = wildcard == std::string::npos ? wildcard : pattern.find('/', wildcard);
  note(std::string_view(pattern).substr(0, after), true);
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

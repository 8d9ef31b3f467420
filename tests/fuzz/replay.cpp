// SPDX-License-Identifier: Apache-2.0
// Gives every file of the named folders, or a named file, to a fuzz target once: the corpus as an ordinary test, in
// every build and without libFuzzer. Usage: fuzz_corpus_TARGET PATH...
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <span>
#include <string>

#include "fuzz/target.hpp"

namespace {

std::size_t inputs = 0;

void replay(const std::filesystem::path& path) {
  std::fprintf(stderr, "%s\n", path.c_str());
  std::ifstream file(path, std::ios::binary);
  const std::string content(std::istreambuf_iterator<char>(file), {});
  reachd::fuzz::require(file.good() || file.eof(), "the file can be read");
  // A block of exactly that size: ASan sees a byte read beyond it.
  const auto block = std::make_unique<std::uint8_t[]>(content.size());
  std::memcpy(block.get(), content.data(), content.size());
  LLVMFuzzerTestOneInput(block.get(), content.size());
  ++inputs;
}

}  // namespace

int main(int count, char** words) {
  for (const std::string path : std::span(words, static_cast<std::size_t>(count)).subspan(1)) {
    if (!std::filesystem::is_directory(path)) {
      replay(path);
      continue;
    }
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      if (entry.is_regular_file()) replay(entry.path());
    }
  }
  std::fprintf(stderr, "%zu inputs\n", inputs);
  return inputs > 0 ? 0 : 1;
}

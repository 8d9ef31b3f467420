// SPDX-License-Identifier: Apache-2.0
#include "config/footprint.hpp"

#include "config/load.hpp"
#include "workspace.hpp"

namespace reachd::config {

TEST_CASE("the same texts leave the same hash, another text or another path another one") {
  footprint one, same, other_text, other_path, swapped;
  one.read("a", "1");
  one.read("b", "2");
  same.read("a", "1");
  same.read("b", "2");
  other_text.read("a", "1");
  other_text.read("b", "3");
  other_path.read("a", "1");
  other_path.read("c", "2");
  swapped.read("b", "2");
  swapped.read("a", "1");
  CHECK(one.hash() == same.hash());
  CHECK(one.hash() != other_text.hash());
  CHECK(one.hash() != other_path.hash());
  CHECK(one.hash() != swapped.hash());
}

TEST_CASE("folders are those of the paths, of what links lead to, and of globs, each with the names that matter") {
  const workspace here;
  const std::string file = here.write("real/reachd.yaml", "targets: [192.0.2.1]");
  const std::string folder = file.substr(0, file.rfind("/real/"));
  std::filesystem::create_directory(folder + "/linked");
  std::filesystem::create_symlink("../real/reachd.yaml", folder + "/linked/main.yaml");
  footprint found;
  found.read(folder + "/linked/main.yaml", "");
  found.looked_for(folder + "/conf.d/*.yaml");
  found.looked_for(folder + "/by-site/*/reachd.yaml");
  found.read("odd[1].yaml", "");
  const std::string real = std::filesystem::canonical(folder + "/real").string();
  CHECK(found.concerns(folder + "/linked", "main.yaml"));
  CHECK(found.concerns(folder + "/linked", "..data"));
  CHECK_FALSE(found.concerns(folder + "/linked", "main.yaml~"));
  CHECK(found.concerns(real, "reachd.yaml"));
  CHECK_FALSE(found.concerns(real, "main.yaml"));
  CHECK(found.concerns(folder + "/conf.d", "new.yaml"));
  CHECK_FALSE(found.concerns(folder + "/conf.d", ".new.yaml"));
  CHECK_FALSE(found.concerns(folder + "/conf.d", "new.txt"));
  CHECK(found.concerns(folder + "/by-site", "berlin"));
  std::filesystem::create_directories(folder + "/by-site/berlin");
  std::filesystem::create_directories(folder + "/odd[1]/conf.d");
  found.looked_for(folder + "/by-site/*/reachd.yaml");
  CHECK(found.concerns(folder + "/by-site/berlin", "reachd.yaml"));  // which is not there yet
  CHECK_FALSE(found.concerns(folder + "/by-site/berlin", "other.yaml"));
  found.looked_for(folder + "/odd\\[1\\]/conf.d/*.yaml");
  CHECK(found.concerns(folder + "/odd[1]/conf.d", "a.yaml"));
  CHECK(found.concerns(".", "odd[1].yaml"));
  CHECK_FALSE(found.concerns(".", "odd1.yaml"));
  CHECK_FALSE(found.concerns("/elsewhere", "main.yaml"));
}

TEST_CASE("a file that was touched is noticed without reading it") {
  const workspace here;
  const std::string file = here.write("reachd.yaml", "targets: [192.0.2.1]");
  footprint found;
  found.read(file, "targets: [192.0.2.1]");
  const std::uint64_t before = found.touched();
  CHECK(found.touched() == before);
  here.write("reachd.yaml", "targets: [192.0.2.2, 192.0.2.3]");
  const std::uint64_t after = found.touched();
  CHECK(after != before);
  std::filesystem::remove(file);
  CHECK(found.touched() != after);
}

TEST_CASE("what is loaded tells what it was read from, whether it is good or not") {
  const workspace here;
  const std::string main = here.write("reachd.yaml", "include: [conf.d/*.yaml]\ntargets: [192.0.2.1]");
  const std::uint64_t alone = load(main).origin.hash();
  CHECK(load(main).origin.hash() == alone);
  const std::string more = here.write("conf.d/more.yaml", "targets: [192.0.2.2]");
  const auto both = load(main);
  CHECK(both.origin.hash() != alone);
  CHECK(both.origin.concerns(more.substr(0, more.rfind('/')), "other.yaml"));
  here.write("conf.d/more.yaml", "targets: {");
  const auto bad = load(main);
  CHECK_FALSE(bad.ok());
  CHECK(bad.origin.hash() != both.origin.hash());
  std::filesystem::remove(main);
  const auto gone = load(main);
  CHECK(gone.origin.concerns(main.substr(0, main.rfind('/')), "reachd.yaml"));
  CHECK(gone.origin.hash() == load(main).origin.hash());
}

}  // namespace reachd::config

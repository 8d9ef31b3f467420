// SPDX-License-Identifier: Apache-2.0
#include "config/shown.hpp"

#include "workspace.hpp"

namespace reachd::config {

TEST_CASE("text is plain where every reader of YAML takes it for text") {
  for (const char* plain : {"a", "db1.example.net", "192.0.2.1", "x_y-z", "yess"}) CHECK(yaml_text(plain) == plain);
  for (const char* odd : {"", "yes", "No", "OFF", "null", "y", "1", "1.5", "1e5", "0x1", "::1", "-a", ".a", "a b",
                          "a:", "#", "_gateway", "1.2.3", "\xC3\xA9"}) {
    CHECK(yaml_text(odd) == '"' + std::string(odd) + '"');
  }
}

TEST_CASE("what is written is read back") {
  for (const char* text : {"a\"b\\c", "'", "\\n", "%x", "{a: b}", "\xE4\xB8\xAD", "null", " a ", "# x", "a\\"}) {
    const parsed got("[" + yaml_text(text) + ", last]");
    REQUIRE(got.problems.empty());
    CHECK(got.content->text(1) == text);
  }
}

TEST_CASE("numbers are shown as they are written") {
  CHECK(shown(target_section.at(key_interval), std::int64_t{90'000'000'000}) == "1m30s");
  CHECK(shown(target_section.at(key_paused), std::int64_t{1}) == "true");
  CHECK(shown(target_section.at(key_probe), std::int64_t{1}) == "tcp");
  CHECK(shown(target_section.at(key_port), std::int64_t{80}) == "80");
}

TEST_CASE("a secret is hidden") {
  field password = target_section.at(key_name);
  password.rules = secret;
  CHECK(shown(password, "canary") == "\"<hidden>\"");
}

}  // namespace reachd::config

// SPDX-License-Identifier: Apache-2.0
#include "config/secret_reader.hpp"

#include <cstdlib>

#include "workspace.hpp"

namespace reachd::config {
namespace {

using options::text_source;

/// What `{credential: ...}`, `{file: ...}` or `{env: ...}` stand for, beside files of a workspace.
struct reading {
  explicit reading(const workspace& here, const std::string& text, bool reads_files = true)
      : origin(here.path("main.yaml"), text), content(parse(origin, list)), files(list) {
    secret_reader reader(reads_files ? &files : nullptr, list);
    got = reader.read(*content, 0);
    problems = list.take();
  }

  source origin;
  problem_list list;
  std::optional<document> content;
  file_set files;
  options::secret_text got;
  std::vector<problem> problems;
};

struct variable {
  variable(const char* name, const std::string& value) : name_(name) { ::setenv(name, value.c_str(), 1); }
  ~variable() { ::unsetenv(name_); }
  const char* name_;
};

}  // namespace

TEST_CASE("a text as it stands is no secret") {
  const workspace here;
  const reading one(here, "hello");
  CHECK(one.got == options::secret_text{"hello", text_source::plain, ""});
}

TEST_CASE("a file is read beside the configuration, without the line feed at its end, and belongs to its footprint") {
  const workspace here;
  here.write("keys/token", "canary\n");
  const reading one(here, "{file: keys/token}");
  REQUIRE(one.problems.empty());
  CHECK(one.got == options::secret_text{"canary", text_source::file, here.path("keys/token")});
  CHECK(one.files.origin().folders().contains(here.path("keys")));
  here.write("keys/two", "a\nb\r\n");
  CHECK(reading(here, "{file: keys/two}").got.value == "a\nb");
}

TEST_CASE("a file that is not there, or that others may write, is a problem without what is in it") {
  const workspace here;
  CHECK(first_of(reading(here, "{file: none}").problems).starts_with("1:8 cannot read"));
  here.write("open", "canary");
  REQUIRE(::chmod(here.path("open").c_str(), 0666) == 0);
  const reading open(here, "{file: open}");
  REQUIRE(open.problems.size() == 1);
  CHECK(render(open.problems).find("canary") == std::string::npos);
  CHECK(open.got.value.empty());
}

TEST_CASE("a credential is a file in the folder that systemd names") {
  const workspace here;
  here.write("credentials/token", "canary\n");
  CHECK(first_of(reading(here, "{credential: token}").problems).find("CREDENTIALS_DIRECTORY") != std::string::npos);
  const variable folder("CREDENTIALS_DIRECTORY", here.path("credentials"));
  const reading one(here, "{credential: token}");
  REQUIRE(one.problems.empty());
  CHECK(one.got == options::secret_text{"canary", text_source::credential, "token"});
  CHECK(one.files.origin().folders().contains(here.path("credentials")));
  for (const char* path : {"{credential: ../main.yaml}", "{credential: /etc/passwd}", "{credential: ..}"}) {
    const reading wrong(here, path);
    CHECK(first_of(wrong.problems).find("is a path") != std::string::npos);
    CHECK(wrong.got.value.empty());
  }
}

TEST_CASE("a variable of the environment, which must be set") {
  const workspace here;
  CHECK(first_of(reading(here, "{env: REACHD_TEST_SECRET}").problems).find("is not set") != std::string::npos);
  const variable secret("REACHD_TEST_SECRET", "canary");
  const reading one(here, "{env: REACHD_TEST_SECRET}");
  CHECK(one.got == options::secret_text{"canary", text_source::environment, "REACHD_TEST_SECRET"});
}

TEST_CASE("where nothing but references counts, nothing is read") {
  const workspace here;
  for (const char* text : {"{file: none}", "{credential: none}", "{env: REACHD_TEST_NONE}"}) {
    const reading one(here, text, false);
    CHECK(one.problems.empty());
    CHECK(one.got.value.empty());
    CHECK_FALSE(one.got.reference.empty());
  }
}

}  // namespace reachd::config

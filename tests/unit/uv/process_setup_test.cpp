// SPDX-License-Identifier: Apache-2.0
#include "uv/process_setup.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

using reachd::uv::lookup_slots;
using reachd::uv::pool_threads;
using reachd::uv::prepare_process;

namespace {

/// An environment variable that a test may change: gets its old value back, for the pool reads it once, when first
/// used.
class restored_variable {
 public:
  explicit restored_variable(const char* name) : name_(name) {
    if (const char* set = std::getenv(name)) old_ = set;
    unsetenv(name);
  }
  restored_variable(const restored_variable&) = delete;
  restored_variable& operator=(const restored_variable&) = delete;
  ~restored_variable() {
    if (old_) {
      setenv(name_, old_->c_str(), 1);
    } else {
      unsetenv(name_);
    }
  }

 private:
  const char* name_;
  std::optional<std::string> old_;
};

}  // namespace

TEST_CASE("the pool size and the resolver's patience are set unless the user has set them") {
  const restored_variable pool("UV_THREADPOOL_SIZE"), patience("RES_OPTIONS");
  CHECK(pool_threads() == 4);
  prepare_process();
  CHECK(pool_threads() == 16);
  CHECK(lookup_slots() == 8);
  CHECK(std::string(std::getenv("RES_OPTIONS")) == "timeout:2 attempts:2");
  setenv("UV_THREADPOOL_SIZE", "5", 1);
  setenv("RES_OPTIONS", "rotate", 1);
  prepare_process();
  CHECK(pool_threads() == 5);
  CHECK(lookup_slots() == 3);
  CHECK(std::string(std::getenv("RES_OPTIONS")) == "rotate");
}

TEST_CASE("pool sizes that libuv would not take as they are read as libuv reads them") {
  const restored_variable pool("UV_THREADPOOL_SIZE");
  for (const auto& [text, threads] : {std::pair{"0", 1U}, {"99999", 1024U}, {"many", 1U}, {"64", 64U}}) {
    setenv("UV_THREADPOOL_SIZE", text, 1);
    CHECK(pool_threads() == threads);
  }
}

TEST_CASE("SIGPIPE is ignored") {
  const restored_variable pool("UV_THREADPOOL_SIZE"), patience("RES_OPTIONS");
  std::signal(SIGPIPE, SIG_DFL);
  prepare_process();
  CHECK((std::signal(SIGPIPE, SIG_IGN) == SIG_IGN));
}

TEST_CASE("SIGCHLD is not ignored, also when whoever started us ignored it") {
  const restored_variable pool("UV_THREADPOOL_SIZE"), patience("RES_OPTIONS");
  std::signal(SIGCHLD, SIG_IGN);
  prepare_process();
  CHECK((std::signal(SIGCHLD, SIG_DFL) == SIG_DFL));
}

// SPDX-License-Identifier: Apache-2.0
// After every test case of the program it is linked into: no coroutine frame may be left alive.
#include <doctest/doctest.h>

#include <cstdio>

#include "async/frame_count.hpp"
#include "support/frame_check.hpp"

namespace {

/// doctest has counted the case by the time it ends, so a leak is told here and fails the program in its main.
class frame_check : public doctest::IReporter {
 public:
  explicit frame_check(const doctest::ContextOptions&) {}

  void test_case_start(const doctest::TestCaseData& test) override { name_ = test.m_name; }
  void test_case_end(const doctest::CurrentTestCaseStats&) override {
    const auto alive = reachd::async::live_frames();
    if (alive == before_) return;
    std::printf("ERROR: %zu coroutine frames were left alive by: %s\n", alive - before_, name_);
    before_ = alive;
    reachd::support::cases_that_left_frames += 1;
  }

  void report_query(const doctest::QueryData&) override {}
  void test_run_start() override {}
  void test_run_end(const doctest::TestRunStats&) override {}
  void test_case_reenter(const doctest::TestCaseData&) override {}
  void test_case_exception(const doctest::TestCaseException&) override {}
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData&) override {}
  void log_message(const doctest::MessageData&) override {}
  void test_case_skipped(const doctest::TestCaseData&) override {}

 private:
  const char* name_ = "";
  std::size_t before_ = 0;
};

REGISTER_LISTENER("frame_check", 1, frame_check);

}  // namespace

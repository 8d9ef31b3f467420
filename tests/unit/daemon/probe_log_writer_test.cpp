// SPDX-License-Identifier: Apache-2.0
#include "daemon/probe_log_writer.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "async/sleep.hpp"
#include "support/temporary_folder.hpp"
#include "uv/process_setup.hpp"

using namespace std::chrono_literals;
using reachd::async::live_frames;
using reachd::async::task;
using reachd::daemon::probe_log;
using reachd::test::temporary_folder;

namespace {

std::string content(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

task<void> write_and_stop(reachd::uv::loop& loop, probe_log& probes, reachd::daemon::log& out) {
  reachd::async::scope writing(loop.ready());
  writing.spawn(write_probe_log(loop, probes, out));
  probes.add("first", 1, {});
  co_await reachd::async::sleep_until(loop.scheduler(), loop.scheduler().now() + 1ms);
  probes.add("last", 2, {});
  writing.request_stop();
  co_await writing.join();
}

}  // namespace

TEST_CASE("a stop half-way still writes every line that was added") {
  const temporary_folder folder;
  const std::string path = folder.name + "/p.jsonl";
  auto probes = probe_log::open(path);
  REQUIRE(probes.has_value());
  reachd::daemon::log out(reachd::config::log_level::error, reachd::config::log_format::logfmt);
  reachd::uv::loop loop;
  loop.run(write_and_stop(loop, *probes, out));
  CHECK(content(path) == reachd::daemon::probe_line("first", 1, {}) + reachd::daemon::probe_line("last", 2, {}));
  CHECK(live_frames() == 0);
}

TEST_CASE("a full disk ends nothing") {
  auto probes = probe_log::open("/dev/full");
  REQUIRE(probes.has_value());
  reachd::daemon::log out(reachd::config::log_level::error, reachd::config::log_format::logfmt);
  reachd::uv::loop loop;
  loop.run(write_and_stop(loop, *probes, out));
  CHECK(live_frames() == 0);
}

TEST_CASE("a pipe that nobody reads does not hold up the end") {
  const temporary_folder folder;
  const std::string path = folder.name + "/pipe";
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  reachd::uv::prepare_process();  // or SIGPIPE ends the test
  reachd::core::unique_fd reader(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  auto probes = probe_log::open(path);
  REQUIRE(probes.has_value());
  for (int line = 0; line < 2000; ++line) probes->add("more than the pipe holds", 1, {});
  reachd::daemon::log out(reachd::config::log_level::error, reachd::config::log_format::logfmt);
  {
    reachd::uv::loop loop;
    loop.run(write_and_stop(loop, *probes, out));  // ends, although the pool is still at it
    reader.reset();
  }
  CHECK(live_frames() == 0);
}

// SPDX-License-Identifier: Apache-2.0
#include "daemon/config_watch.hpp"

#include <sys/stat.h>

#include "async/sleep.hpp"
#include "unit/daemon/config_files.hpp"

using namespace std::chrono_literals;
using namespace reachd;

namespace {

struct watching {
  watching() {
    files.write("first");
    follow();
  }
  void follow() {
    config::footprint read;
    read.read(files.path(), "first");
    const auto touched_as = read.touched();
    watch.follow(std::move(read), touched_as);
  }
  /// Runs until the watch has told `times` times, at most ten seconds; then for `longer`.
  void wait(int times, core::nanoseconds longer = 0ns) { loop.run(until(times, longer)); }

  test::config_files files;
  uv::loop loop;
  daemon::log quiet{config::log_level::error, config::log_format::logfmt};
  int told = 0;
  daemon::config_watch watch{loop, quiet, [this] { ++told; }};

 private:
  async::task<void> until(int times, core::nanoseconds longer) {
    async::scope running(loop.ready());
    running.spawn(watch.run());
    for (int waits = 0; waits < 1000 && told < times; ++waits) {
      const auto again = loop.scheduler().now() + 10ms;
      co_await async::sleep_until(loop.scheduler(), again);
    }
    const auto end = loop.scheduler().now() + longer;
    co_await async::sleep_until(loop.scheduler(), end);
    running.request_stop();
    co_await running.join();
  }
};

}  // namespace

TEST_CASE("a file that is written, replaced, moved away or made unreadable is told once it has settled") {
  watching w;
  w.files.write("second");
  w.wait(1);
  CHECK(w.told == 1);
  w.files.replace("third");
  w.wait(2);
  CHECK(w.told == 2);
  REQUIRE(::chmod(w.files.path().c_str(), 0600) == 0);
  w.wait(3);
  CHECK(w.told == 3);
  std::filesystem::remove(w.files.path());
  w.wait(4);
  CHECK(w.told == 4);
}

TEST_CASE("other files of the folder are told to nobody") {
  watching w;
  w.files.write("x", "reachd.yaml~");
  w.files.write("x", "notes.txt");
  w.wait(0, daemon::config_watch::settles_after + 200ms);
  CHECK(w.told == 0);
}

TEST_CASE("a folder that is swapped by a link, as Kubernetes does, is told") {
  watching w;
  for (const char* version : {"..1", "..2"}) {
    std::filesystem::create_directory(w.files.path(version));
    w.files.write(version, std::string(version) + "/reachd.yaml");
  }
  std::filesystem::create_directory_symlink("..1", w.files.path("..data"));
  std::filesystem::remove(w.files.path());
  std::filesystem::create_symlink("..data/reachd.yaml", w.files.path());
  w.follow();
  w.wait(1);
  const int before = w.told;
  std::filesystem::create_directory_symlink("..2", w.files.path("..data_tmp"));
  std::filesystem::rename(w.files.path("..data_tmp"), w.files.path("..data"));
  w.wait(before + 1);
  CHECK(w.told == before + 1);
}

TEST_CASE("a file that its writer has open is left alone until it is closed, however long that takes") {
  watching w;
  std::ofstream file(w.files.path(), std::ios::binary);
  file << "ha" << std::flush;
  w.wait(0, daemon::config_watch::settles_after + 300ms);
  CHECK(w.told == 0);
  file << "lf" << std::flush;
  file.close();
  w.wait(1);
  CHECK(w.told == 1);
}

TEST_CASE("many writes in a row are told once") {
  watching w;
  for (int i = 0; i < 500; ++i) w.files.replace(std::to_string(i));
  w.wait(1, daemon::config_watch::settles_after + 200ms);
  CHECK(w.told == 1);
}

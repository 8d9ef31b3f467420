// SPDX-License-Identifier: Apache-2.0
#include "client/local_request.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <thread>

#include "core/unique_fd.hpp"

using reachd::client::ask;
using reachd::client::local_request;
using reachd::client::percent_encoded;
using reachd::core::unique_fd;

namespace {

/// Takes one connection and gives it one answer.
class one_answer {
 public:
  explicit one_answer(std::string answer)
      : path_((std::filesystem::temp_directory_path() / ("reachd-ask-" + std::to_string(::getpid()))).string()),
        listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    std::filesystem::remove(path_);
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    path_.copy(at.sun_path, sizeof at.sun_path - 1);
    REQUIRE(::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0);
    REQUIRE(::listen(listener_.get(), 1) == 0);
    server_ = std::jthread([this, text = std::move(answer)] { serve(text); });
  }
  ~one_answer() { std::filesystem::remove(path_); }

  const std::string& path() const { return path_; }
  std::string asked() {
    server_.join();
    return asked_;
  }

 private:
  void serve(const std::string& text) {
    const unique_fd client(::accept(listener_.get(), nullptr, nullptr));
    char buffer[4096];
    while (asked_.find("\r\n\r\n") == std::string::npos) {
      const ssize_t size = ::recv(client.get(), buffer, sizeof buffer, 0);
      if (size <= 0) break;
      asked_.append(buffer, static_cast<std::size_t>(size));
    }
    ::send(client.get(), text.data(), text.size(), MSG_NOSIGNAL);
  }

  std::string path_;
  unique_fd listener_;
  std::string asked_;
  std::jthread server_;
};

}  // namespace

TEST_CASE("the answer comes with its status and its body") {
  one_answer there("HTTP/1.1 500 no\r\nContent-Length: 4\r\n\r\nbad\n");
  const auto got = ask({.socket = there.path(), .method = "POST", .target = "/-/reload"});
  REQUIRE(got);
  CHECK(got->status == 500);
  CHECK(got->body == "bad\n");
  const std::string asked = there.asked();
  CHECK(asked.starts_with("POST /-/reload HTTP/1.1\r\n"));
  CHECK(asked.find("Content-Length: 0\r\n") != std::string::npos);
}

TEST_CASE("nobody there, or an answer that breaks off, is an error that says what to do") {
  const auto nobody = ask({.socket = "/nonexistent/reachd.sock"});
  REQUIRE_FALSE(nobody);
  CHECK(nobody.error().message().find("/nonexistent/reachd.sock") != std::string::npos);
  CHECK(nobody.error().message().find("is reachd running?") != std::string::npos);
  one_answer there("HTTP/1.1 200 fine\r\nContent-Length: 100\r\n\r\nhalf");
  const auto cut = ask({.socket = there.path()});
  REQUIRE_FALSE(cut);
  CHECK(cut.error().message().find(there.path()) != std::string::npos);
}

TEST_CASE("whatever a name holds, it is one part of a path") {
  CHECK(percent_encoded("tcp://[::1]:80 ä%") == "tcp%3A%2F%2F%5B%3A%3A1%5D%3A80%20%C3%A4%25");
  CHECK(percent_encoded("a-b_c.d~E9") == "a-b_c.d~E9");
}

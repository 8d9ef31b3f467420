// SPDX-License-Identifier: Apache-2.0
// A blocking HTTP client for tests, run on a thread of its own beside the loop. Knows no more HTTP than the tests need:
// it sends what it is told and reads one answer by its length, its chunks or its end.
#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <charconv>
#include <chrono>
#include <cstring>
#include <string>
#include <string_view>

#include "core/address.hpp"
#include "core/unique_fd.hpp"

namespace reachd::test {

struct http_answer {
  int status = 0;  ///< 0: the connection ended before a header was complete
  std::string header;
  std::string body;
  bool whole = false;  ///< the body came to its proper end

  /// The value of a header field; empty when there is none.
  std::string field(std::string_view name) const {
    for (std::size_t at = header.find("\r\n"); at != std::string::npos; at = header.find("\r\n", at + 2)) {
      const std::size_t colon = header.find(':', at);
      if (colon == std::string::npos) break;
      if (colon - at - 2 != name.size()) continue;
      if (::strncasecmp(header.data() + at + 2, name.data(), name.size()) != 0) continue;
      const std::size_t value = header.find_first_not_of(' ', colon + 1);
      return header.substr(value, header.find("\r\n", value) - value);
    }
    return {};
  }
};

class http_client {
 public:
  /// A socket that connects later, when no descriptor may be left.
  explicit http_client(core::family family)
      : fd_(::socket(family == core::family::v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    constexpr timeval patience{.tv_sec = 30, .tv_usec = 0};  // a test fails, it does not hang
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  explicit http_client(const core::endpoint& to, int receive_buffer = 0) : http_client(to.address.family()) {
    if (receive_buffer > 0) ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    connect(to);
  }

  void connect(const core::endpoint& to) {
    const auto raw = to.to_socket_address();
    connected_ = ::connect(fd_.get(), raw.get(), raw.length) == 0;
  }
  bool connected() const { return connected_; }

  bool send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  bool ask(std::string_view method, std::string_view target, std::string_view fields = "") {
    return send(std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n" + std::string(fields) +
                "\r\n");
  }
  http_answer get(std::string_view target, std::string_view fields = "") {
    ask("GET", target, fields);
    return read_answer();
  }

  http_answer read_answer(bool without_body = false) {
    http_answer answer;
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
      if (!receive()) return answer;
    answer.header = take(end + 4);
    std::from_chars(answer.header.data() + 9, answer.header.data() + 12, answer.status);
    answer.whole = without_body || read_body(answer);
    return answer;
  }

  /// Reads once and keeps what came; false at the end of the connection.
  bool receive() {
    char block[16384];
    const ssize_t size = ::recv(fd_.get(), block, sizeof block, 0);
    if (size <= 0) return false;
    buffer_.append(block, static_cast<std::size_t>(size));
    return true;
  }
  /// Whether the server ends the connection in that time; data it sends does not count.
  bool ends_within(std::chrono::milliseconds span) const {
    pollfd asked{.fd = fd_.get(), .events = POLLRDHUP, .revents = 0};
    return ::poll(&asked, 1, static_cast<int>(span.count())) > 0;
  }
  /// Reads until the server closes.
  void read_to_end() {
    while (receive()) continue;
  }
  const std::string& received() const { return buffer_; }
  void close() { fd_.reset(); }
  /// Ends with a RST.
  void reset() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    fd_.reset();
  }

 private:
  std::string take(std::size_t size) {
    std::string front = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return front;
  }
  bool fill(std::size_t size) {
    while (buffer_.size() < size)
      if (!receive()) return false;
    return true;
  }
  bool read_body(http_answer& answer) {
    if (answer.field("Transfer-Encoding") == "chunked") return read_chunks(answer.body);
    const std::string length = answer.field("Content-Length");
    if (length.empty()) {
      read_to_end();
      answer.body = take(buffer_.size());
      return true;
    }
    std::size_t size = 0;
    std::from_chars(length.data(), length.data() + length.size(), size);
    const bool whole = fill(size);
    answer.body = take(size);
    return whole;
  }
  bool read_chunks(std::string& body) {
    for (;;) {
      std::size_t end = 0;
      while ((end = buffer_.find("\r\n")) == std::string::npos)
        if (!receive()) return false;
      const std::string line = take(end + 2);
      std::size_t size = 0;
      std::from_chars(line.data(), line.data() + line.size(), size, 16);
      if (!fill(size + 2)) return false;
      body += take(size);
      take(2);
      if (size == 0) return true;
    }
  }

  core::unique_fd fd_;
  std::string buffer_;
  bool connected_ = false;
};

}  // namespace reachd::test

// SPDX-License-Identifier: Apache-2.0
// Program bare_tcp: the least that a TCP ping can do, to hold reachd against. A non-blocking connect, one epoll, the
// kernel's time for the handshake, a close by RST. Ends on SIGTERM and prints one JSON line.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cstdio>
#include <vector>

#include "bench/bare_clock.hpp"

namespace {

using namespace reachd::bench;

struct target {
  int fd = -1;  // -1: none in flight
};

class prober {
 public:
  prober(int poll, const pace& given, std::uint16_t port) : poll_(poll), targets_(given.targets) {
    to_.sin_family = AF_INET;
    to_.sin_port = htons(port);
    to_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  }

  void begin(std::size_t index) {
    target& each = targets_[index];
    if (each.fd >= 0) end(each);
    ++sent_;
    each.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const linger reset{1, 0};
    ::setsockopt(each.fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    if (::connect(each.fd, reinterpret_cast<const sockaddr*>(&to_), sizeof to_) == 0) return answered(each);
    epoll_event event{.events = EPOLLOUT, .data = {.ptr = &each}};
    ::epoll_ctl(poll_, EPOLL_CTL_ADD, each.fd, &event);
  }

  void answered(target& each) {
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(each.fd, SOL_SOCKET, SO_ERROR, &error, &size);
    tcp_info info{};
    size = sizeof info;
    ::getsockopt(each.fd, IPPROTO_TCP, TCP_INFO, &info, &size);
    if (error == 0 && info.tcpi_rtt > 0) ++replies_;
    end(each);
  }

  void print() const { std::printf("{\"sent\":%llu,\"replies\":%llu}\n", sent_, replies_); }

 private:
  static void end(target& each) {
    ::close(each.fd);
    each.fd = -1;
  }

  int poll_;
  sockaddr_in to_{};
  std::vector<target> targets_;
  unsigned long long sent_ = 0, replies_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  pace given;
  std::uint16_t port = 0;
  for (int at = 1; at + 1 < argc; at += 2) {
    if (std::string(argv[at]) == "--port")
      port = static_cast<std::uint16_t>(std::strtoul(argv[at + 1], nullptr, 10));
    else if (!parse_pace(argv[at], argv[at + 1], given))
      port = 0, at = argc;
  }
  if (port == 0) {
    std::fputs("usage: bare_tcp --port PORT [--targets N] [--interval-ms N]\n", stderr);
    return 2;
  }
  ::signal(SIGTERM, [](int) { stopped = 1; });
  const int poll = ::epoll_create1(EPOLL_CLOEXEC);
  bare_clock clock(poll, given);
  if (!clock.good()) return std::perror("timer"), 1;
  prober probes(poll, given, port);
  std::array<epoll_event, 256> events;
  while (stopped == 0) {
    const int count = ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      void* const of = events[static_cast<std::size_t>(i)].data.ptr;
      if (of == nullptr) {
        clock.tick([&](std::size_t index) { probes.begin(index); });
      } else {
        probes.answered(*static_cast<target*>(of));
      }
    }
  }
  probes.print();
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Program bare_http: the least that an HTTP prober over libcurl can do, to hold reachd against. One multi in one epoll,
// a handle for each target that is made once and used again, a connection of its own for each request, the body thrown
// away. Ends on SIGTERM and prints one JSON line. With --reuse it keeps connections: so it drives another prober.
#include <curl/curl.h>

#include <cstdio>
#include <vector>

#include "bench/bare_clock.hpp"

namespace {

using namespace reachd::bench;

struct arguments {
  pace given;
  std::string url;
  bool reuse = false;
};

std::size_t throw_away(char*, std::size_t size, std::size_t count, void*) { return size * count; }

class prober {
 public:
  prober(int poll, const arguments& given) : poll_(poll), multi_(curl_multi_init()), idle_(given.given.targets, true) {
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &watch);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &set_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    for (std::size_t i = 0; i < given.given.targets; ++i) targets_.push_back(make(given, i));
  }

  void begin(std::size_t index) {
    if (!idle_[index]) return;
    idle_[index] = false;
    ++sent_;
    curl_multi_add_handle(multi_, targets_[index]);
    act(CURL_SOCKET_TIMEOUT, 0);
  }

  void act(curl_socket_t on, int events) {
    int running = 0;
    due_ = false;
    curl_multi_socket_action(multi_, on, events, &running);
    while (due_) {
      due_ = false;
      curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    int left = 0;
    while (const CURLMsg* const message = curl_multi_info_read(multi_, &left)) {
      if (message->msg == CURLMSG_DONE) end(message->easy_handle, message->data.result);
    }
  }

  void print() const { std::printf("{\"sent\":%llu,\"replies\":%llu}\n", sent_, replies_); }

 private:
  static CURL* make(const arguments& given, std::size_t index) {
    CURL* const easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_URL, given.url.c_str());
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &throw_away);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, given.reuse ? 0L : 1L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, given.reuse ? 0L : 1L);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, reinterpret_cast<char*>(index));
    return easy;
  }

  void end(CURL* easy, CURLcode code) {
    long status = 0;
    char* index = nullptr;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &index);
    if (code == CURLE_OK && status == 200) ++replies_;
    idle_[reinterpret_cast<std::size_t>(index)] = true;
    curl_multi_remove_handle(multi_, easy);
  }

  static int watch(CURL*, curl_socket_t socket, int wanted, void* self, void* watched) {
    prober& of = *static_cast<prober*>(self);
    if (wanted == CURL_POLL_REMOVE) return ::epoll_ctl(of.poll_, EPOLL_CTL_DEL, socket, nullptr), 0;
    epoll_event event{};
    // The tick has 0 there.
    event.data.u64 = static_cast<std::uint64_t>(socket) + 1;
    if ((wanted & CURL_POLL_IN) != 0) event.events |= EPOLLIN;
    if ((wanted & CURL_POLL_OUT) != 0) event.events |= EPOLLOUT;
    ::epoll_ctl(of.poll_, watched != nullptr ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
    if (watched == nullptr) curl_multi_assign(of.multi_, socket, self);
    return 0;
  }

  /// On loopback nothing but what is due at once is ever waited for.
  static int set_timer(CURLM*, long in_ms, void* self) {
    static_cast<prober*>(self)->due_ = in_ms == 0;
    return 0;
  }

  int poll_;
  CURLM* multi_;
  std::vector<CURL*> targets_;
  std::vector<bool> idle_;
  bool due_ = false;
  unsigned long long sent_ = 0, replies_ = 0;
};

bool parse(int argc, char** argv, arguments& into) {
  for (int at = 1; at < argc; ++at) {
    const std::string name = argv[at];
    if (name == "--reuse") {
      into.reuse = true;
    } else if (at + 1 == argc) {
      return false;
    } else if (name == "--url") {
      into.url = argv[++at];
    } else if (!parse_pace(name, argv[++at], into.given)) {
      return false;
    }
  }
  return !into.url.empty();
}

int curl_events(std::uint32_t events) {
  int out = (events & (EPOLLIN | EPOLLHUP)) != 0 ? CURL_CSELECT_IN : 0;
  if ((events & EPOLLOUT) != 0) out |= CURL_CSELECT_OUT;
  return (events & EPOLLERR) != 0 ? out | CURL_CSELECT_ERR : out;
}

}  // namespace

int main(int argc, char** argv) {
  arguments given;
  if (!parse(argc, argv, given)) {
    std::fputs("usage: bare_http --url URL [--targets N] [--interval-ms N] [--reuse]\n", stderr);
    return 2;
  }
  ::signal(SIGTERM, [](int) { stopped = 1; });
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const int poll = ::epoll_create1(EPOLL_CLOEXEC);
  bare_clock clock(poll, given.given);
  if (!clock.good()) return std::perror("timer"), 1;
  prober probes(poll, given);
  std::array<epoll_event, 256> events;
  while (stopped == 0) {
    const int count = ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      const epoll_event& one = events[static_cast<std::size_t>(i)];
      if (one.data.u64 == 0) {
        clock.tick([&](std::size_t index) { probes.begin(index); });
      } else {
        probes.act(static_cast<curl_socket_t>(one.data.u64 - 1), curl_events(one.events));
      }
    }
  }
  probes.print();
  return 0;
}

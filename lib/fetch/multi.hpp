// SPDX-License-Identifier: Apache-2.0
// libcurl's many transfers in our loop. Role: its sockets stand in an epoll of their own, which the loop watches as one
// descriptor and which is drained in the turn; its timer is one of the wheel. So no transfer costs a libuv handle, and
// libcurl runs inside turns only. Owner: a client. Invariant: nothing of ours is resumed by libcurl: a transfer that
// ended queues who waits. Destroyed with a transfer in it, it ends the program.
#pragma once

#include <vector>

#include "core/unique_fd.hpp"
#include "fetch/transfer.hpp"
#include "uv/loop.hpp"
#include "uv/readable.hpp"

namespace reachd::fetch {

class multi final : private async::turn_port, private async::timer {
 public:
  /// Throws std::runtime_error when there is no descriptor or no memory for it.
  multi(uv::loop& on, std::string user_agent);
  ~multi();

  async::ready_queue& ready() { return loop_->ready(); }
  /// It begins at once, and may have ended when this returns.
  void add(transfer& begun);
  /// Forgets it wherever it is; it does not end.
  void remove(transfer& left) noexcept;

 private:
  struct end_multi {
    void operator()(CURLM* used) const { curl_multi_cleanup(used); }
  };
  struct library {
    library() { curl_global_init(CURL_GLOBAL_DEFAULT); }
    ~library() { curl_global_cleanup(); }
    library(const library&) = delete;
    library& operator=(const library&) = delete;
  };

  bool drain(core::instant begun) override;
  bool flush() override { return true; }
  void expire() noexcept override;
  void act(curl_socket_t on, int events);
  void end_what_is_done();
  void end(transfer& done, CURLcode code);
  easy_handle take_easy();
  void watch(CURL* easy, curl_socket_t socket, int wanted, bool watched);
  static int set_watch(CURL* easy, curl_socket_t socket, int wanted, void* self, void* watched);
  static int set_timer(CURLM* of, long in_ms, void* self);

  uv::loop* loop_;
  library library_;
  identity us_;
  core::unique_fd epoll_;
  uv::wake_on_readable readable_;
  std::unique_ptr<CURLM, end_multi> multi_;
  std::vector<easy_handle> spare_;  // with their standing options, after a plain request
  std::vector<easy_handle> blank_;
  core::intrusive_list<transfer, unwatched_tag> unwatched_;
  transfer* beginning_ = nullptr;
  std::size_t in_flight_ = 0;
  bool acting_ = false;  // libcurl is, on our behalf
  bool due_at_once_ = false;
  bool more_ = false;
};

}  // namespace reachd::fetch

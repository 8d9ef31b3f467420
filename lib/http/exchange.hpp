// SPDX-License-Identifier: Apache-2.0
// One request and its answer. Role: where the serving task and libmicrohttpd meet: the connection is suspended while
// the task works and resumed when there is something to send. Owner: both sides share it; either may end first.
// Invariant: libmicrohttpd's handle is used only until ended(), and nothing here resumes a coroutine.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "async/event.hpp"
#include "http/chunk_buffer.hpp"
#include "http/connection.hpp"
#include "http/engine.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "uv/stop_on_disconnect.hpp"

namespace reachd::http {

class exchange : public core::list_hook<unwatched_tag>, public std::enable_shared_from_this<exchange> {
 public:
  exchange(engine& on, connection& client, MHD_Connection& raw, request asked);

  // The side of libmicrohttpd.

  /// Takes a part of the body in and throws it away; false when there was more than `limit` in all.
  bool take_body(std::size_t bytes, std::size_t limit);
  /// Sleeps until the task has something. Starts no work.
  void suspend();
  /// Hands status and header fields of the answer over; false when there is no memory for it.
  bool queue_answer();
  /// Fills in what comes next of the body: the count of bytes, or one of libmicrohttpd's signals.
  ssize_t fill(std::span<char> to);
  /// The connection is through with this, well or not.
  void ended();

  // The side of the task.

  /// From here on a client that goes away stops the work, as `parent` does.
  async::stop_token begin_work(async::stop_token parent);
  bool stop_requested() const { return stop_ && stop_->stop_requested(); }
  /// Whether the client wants the header of the answer and no body.
  bool head_only() const { return head_only_; }
  request take_request() { return std::move(request_); }
  /// The body that has to be sent in pieces; nullptr when there is none.
  body_stream* answer(response made);
  bool answered() const { return answer_.has_value(); }
  void supply(std::string chunk);
  /// Waits until the next chunk is wanted; false when stopped.
  async::event::waiter chunk_wanted() { return wanted_.wait(); }
  void end_body();
  void fail_body();

  // The side of the server.

  /// Notices from now on when the client goes away. While suspended.
  void watch();

 private:
  void resume();

  engine* engine_;
  connection* client_;
  MHD_Connection* raw_;
  request request_;
  std::optional<response> answer_;
  std::optional<async::stop_source> stop_;
  std::optional<uv::stop_on_disconnect> watch_;
  chunk_buffer body_;
  std::optional<std::uint64_t> length_;  // of a body that is whole
  async::event wanted_;
  std::size_t body_taken_ = 0;
  bool head_only_;
  bool suspended_ = false;
};

}  // namespace reachd::http

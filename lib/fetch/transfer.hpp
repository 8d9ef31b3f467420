// SPDX-License-Identifier: Apache-2.0
// One request under way. Role: what libcurl's callbacks come to; it collects the answer and makes the outcome of it.
// Owner: the exchange that waits for it; the multi handle knows it while it is in flight. Invariant: it has an outcome
// from the moment it ended or was stopped, and then libcurl knows nothing of it.
#pragma once

#include <array>
#include <optional>

#include "core/intrusive_list.hpp"
#include "fetch/easy.hpp"
#include "fetch/received.hpp"

namespace reachd::fetch {

class multi;
struct unwatched_tag;

class transfer : public core::list_hook<unwatched_tag> {
 public:
  transfer(const transfer&) = delete;
  transfer& operator=(const transfer&) = delete;

  outcome take_outcome() { return std::move(*outcome_); }

 protected:
  transfer(multi& by, const request& asked)
      : multi_(&by), asked_(&asked), received_(asked.max_body_bytes, asked.keep_body) {}
  ~transfer();

  void begin();
  void stop() noexcept;

 private:
  friend class multi;
  virtual void ended() = 0;

  void prepare(easy_handle easy, const identity& us);
  void fail(failure_kind kind, int errno_value, std::string message);
  /// libcurl has ended it. `at_once`: while it was begun.
  void conclude(CURLcode code, bool at_once);
  marks own_marks() const;
  static curl_socket_t open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static CURLcode begin_tls(CURL* easy, void* context, void* self);
  static std::size_t take_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t take_body(char* data, std::size_t size, std::size_t count, void* self);

  multi* multi_;
  const request* asked_;
  easy_handle easy_;  // while in flight
  easy_texts texts_;
  received received_;
  std::optional<outcome> outcome_;
  core::instant counted_from_{};  // what libcurl's times count from
  core::instant connected_at_{};  // over TLS only
  core::instant answered_at_{};   // the epoch: nothing came
  int own_errno_ = 0;             // no socket, or one that cannot be watched
  std::array<char, CURL_ERROR_SIZE> complaint_{};
};

}  // namespace reachd::fetch

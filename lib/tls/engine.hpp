// SPDX-License-Identifier: Apache-2.0
// TLS without a connection: bytes of the peer in, bytes for the peer out, by memory BIOs. Role: what session awaits
// around. Invariant: holds at most one piece of what came, and what was answered to it.
#pragma once

#include <array>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tls/certificate.hpp"
#include "tls/context.hpp"
#include "tls/failure.hpp"
#include "tls/verdict.hpp"

struct ssl_st;
struct bio_st;

namespace reachd::tls {

struct handshake_result {
  judgement judged = {};
  std::optional<certificate> shown = {};  // nullopt: the server has shown none, and then it is not ok either
  std::string version = {};               // "TLSv1.3"
  std::string cipher = {};                // "TLS_AES_256_GCM_SHA384"
  std::string protocol = {};              // that of ALPN, as readable text; empty: none
};

class engine {
 public:
  /// What a step has come to.
  enum class step { done, wants_more, ended, failed };

  engine(std::shared_ptr<const context> how, std::string_view host);
  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;

  step shake();
  handshake_result result() const;
  /// `size`: how many bytes stand in `into`, when done.
  step decrypt(std::span<char> into, std::size_t& size);
  step encrypt(std::string_view piece);
  void say_end();

  /// For what comes from the peer; the array stays where it is.
  std::span<char> room() { return room_; }
  /// The first `size` bytes of room() came. False: failed, for the peer does not speak TLS or does not come to an end.
  bool feed(std::size_t size);
  /// The peer has closed. The failure, if that is one now.
  std::optional<failure> end_of_stream();
  /// What is to be sent; it is given once.
  std::string take_output();

  /// Why a step failed.
  const failure& problem() const { return *problem_; }
  bool may_write() const;
  bool established() const { return established_; }
  bool truncated() const { return truncated_; }

 private:
  struct free_ssl {
    void operator()(ssl_st* done) const;
  };

  bool set_name(std::string_view host);
  step step_of(int returned, std::string_view context);
  step fail(failure why);

  std::shared_ptr<const context> how_;
  findings findings_;
  std::unique_ptr<ssl_st, free_ssl> ssl_;
  bio_st* in_;  // both are owned by ssl_
  bio_st* out_;
  std::optional<failure> problem_;
  judgement judged_;
  std::size_t fruitless_ = 0;  // bytes that came since something came of them
  bool first_ = true;
  bool established_ = false;
  bool truncated_ = false;
  std::array<char, 16384> room_;
};

}  // namespace reachd::tls

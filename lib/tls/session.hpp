// SPDX-License-Identifier: Apache-2.0
// TLS over a connected stream, our end of it:
//     tls::session over(stream, context, "example.org");
//     auto shaken = co_await over.handshake();   // then shaken->judged says whether to go on
// Owner: whoever awaits; stream outlives it. One thing at a time is awaited on it. Every wait can be stopped at once;
// after that only closing the stream is left to do.
// Invariants: a certificate that cannot be verified does not end the handshake, but over such a connection nothing is
// written unless the options say `insecure`. What a peer may make us keep is bounded, and so is what it may make us
// do in a turn: 16 KiB are looked at, then the loop goes on.
#pragma once

#include <expected>
#include <memory>
#include <span>
#include <string_view>

#include "async/task.hpp"
#include "tls/engine.hpp"
#include "uv/tcp_stream.hpp"

namespace reachd::tls {

class session {
 public:
  /// `host`: the name or address the certificate must be for, unless the options name another. A name is also sent
  /// (SNI); an address is looked for among the certificate's addresses, its zone aside. The subject's CN does not count
  /// (RFC 9525 §2), as in browsers.
  session(uv::tcp_stream& over, std::shared_ptr<const context> how, std::string_view host);
  session(session&&) noexcept;
  ~session();

  /// Once. Our certificate is shown here, whatever the server's is like. A server of TLS 1.3 that refuses ours says so
  /// in answer to it: the next read fails with its alert.
  async::task<std::expected<handshake_result, failure>> handshake();

  /// Waits for some bytes and returns how many; 0 at the end. `into` is not empty.
  async::task<std::expected<std::size_t, failure>> read(std::span<char> into);
  /// Waits until the kernel has taken all of `data`, which stays alive meanwhile.
  async::task<std::expected<void, failure>> write(std::string_view data);
  /// Says that nothing more will be written (close_notify), and closes nothing.
  async::task<std::expected<void, failure>> finish();

  /// The end that read() told came without the peer's word (close_notify): something may be missing.
  bool truncated() const;

 private:
  async::task<std::expected<void, failure>> flush();
  async::task<std::expected<void, failure>> receive();

  uv::tcp_stream* stream_;
  std::unique_ptr<engine> engine_;
};

}  // namespace reachd::tls

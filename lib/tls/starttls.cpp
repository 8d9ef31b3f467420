// SPDX-License-Identifier: Apache-2.0
#include "tls/starttls.hpp"

#include <array>

#include "tls/starttls_dialogue.hpp"

namespace reachd::tls {

async::task<std::expected<void, failure>> start_tls(uv::tcp_stream& over, options::starttls protocol) {
  starttls_dialogue dialogue(protocol);
  std::array<char, 512> buffer;
  while (!dialogue.done()) {
    const auto size = co_await over.read(buffer);
    if (!size) co_return std::unexpected(of_stream(size.error()));
    if (*size == 0) co_return std::unexpected(failure(failed_by::closed, "the server closed before TLS began"));
    dialogue.feed(std::string_view(buffer.data(), *size));
    if (dialogue.problem()) co_return std::unexpected(failure(failed_by::refused, *dialogue.problem()));
    const std::string command = dialogue.take_output();
    const auto sent = co_await over.write(command);
    if (!sent) co_return std::unexpected(of_stream(sent.error()));
  }
  co_return std::expected<void, failure>();
}

}  // namespace reachd::tls

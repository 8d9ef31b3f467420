// SPDX-License-Identifier: Apache-2.0
#include "probe/name_query.hpp"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "dns/answer.hpp"
#include "dns/query.hpp"
#include "dns/record_type.hpp"
#include "uv/status.hpp"
#include "uv/udp_socket.hpp"

namespace reachd::probe {
namespace {

using asked = std::shared_ptr<const options::dns>;

/// We announce no larger ones (RFC 1035, section 4.2.1): what is longer than 512 bytes says that it is truncated.
constexpr std::size_t largest_datagram = 4'096;
/// Of packets that are no answer to our question; a server that sends more of them is not waited for.
constexpr int most_strangers = 16;

/// Not to be guessed by who does not see the question.
std::uint16_t random_id() {
  std::uint16_t id = 0;
  // Two bytes are never cut short (getrandom(2)).
  if (::getrandom(&id, sizeof id, 0) != sizeof id) id = 0;
  return id;
}

struct question {
  asked how;
  dns::question what;
  std::uint16_t id;
  std::vector<std::byte> packet;
  account* tell;

  void note(const dns::answer& got) const {
    if (tell == nullptr) return;
    tell->note(uv::monotonic_now(), dns::name_of_rcode(got.rcode) + ", " + std::to_string(got.records.size()) +
                                        " records" + (got.truncated ? ", truncated" : ""));
    for (const dns::record& one : got.records) {
      tell->note(uv::monotonic_now(), one.name + " " + dns::name_of_type(one.type) + " " + one.data);
    }
    tell->names = got;
  }
};

/// What is wrong with an answer; empty: nothing.
std::string problem_of(const dns::answer& got, const options::dns& wanted) {
  if (std::ranges::find(wanted.rcodes, got.rcode) == wanted.rcodes.end()) {
    std::string expected;
    for (const std::uint16_t one : wanted.rcodes) {
      expected += (expected.empty() ? "" : " or ") + dns::name_of_rcode(static_cast<std::uint8_t>(one));
    }
    return "the answer is " + dns::name_of_rcode(got.rcode) + ", expected " + expected;
  }
  if (!wanted.answer) return {};
  const auto matches = [&wanted](const dns::record& one) { return wanted.answer->found_in(one.data); };
  if (std::ranges::any_of(got.records, matches)) return {};
  return "none of " + std::to_string(got.records.size()) + " records matches '" + wanted.answer->text() + "'";
}

stats::readings read(const dns::answer& got, const options::dns& wanted) {
  using enum stats::reading_kind;
  stats::readings told;
  told.problem = problem_of(got, wanted);
  told.add(dns_rcode, got.rcode);
  told.add(dns_answers, static_cast<double>(got.records.size()));
  if (const auto ttl = got.least_ttl_seconds()) told.add(dns_ttl, *ttl);
  if (got.serial) told.add(dns_serial, *got.serial);
  return told;
}

/// An end that is not the answer to the question.
reply failed(const core::error& why) {
  reply out;
  out.stopped = uv::is_stopped(why);
  if (out.stopped) return out;
  if (why.code() == 0 || why.code() == ECONNRESET) return mismatched(why.message());
  out.how = describe_errno(why.code());
  return out;
}

/// Reads until `size` bytes are there.
async::task<core::result<void>> read_whole(uv::tcp_stream& from, std::span<char> into) {
  while (!into.empty()) {
    const auto size = co_await from.read(into);
    if (!size) co_return std::unexpected(size.error());
    if (*size == 0) co_return std::unexpected(core::error("the server closed before its answer ended"));
    into = into.subspan(*size);
  }
  co_return core::result<void>();
}

async::task<core::result<std::string>> exchange(uv::tcp_stream& server, const question& what) {
  std::string message;
  message += static_cast<char>(what.packet.size() >> 8 & 0xFF);
  message += static_cast<char>(what.packet.size() & 0xFF);
  message.append(reinterpret_cast<const char*>(what.packet.data()), what.packet.size());
  const auto written = co_await server.write(message);
  if (!written) co_return std::unexpected(written.error());
  std::array<char, 2> size_bytes{};
  const std::span<char> head(size_bytes);
  const auto sized = co_await read_whole(server, head);
  if (!sized) co_return std::unexpected(sized.error());
  const auto size = static_cast<std::size_t>(static_cast<unsigned char>(size_bytes[0]) << 8U |
                                             static_cast<unsigned char>(size_bytes[1]));
  std::string packet(size, '\0');
  const std::span<char> body(packet);
  const auto whole = co_await read_whole(server, body);
  if (!whole) co_return std::unexpected(whole.error());
  co_return packet;
}

async::task<reply> ask_by_tcp(uv::loop& loop, core::endpoint server, const question& what, core::instant began) {
  auto connected = co_await uv::connect(loop, server);
  if (!connected) {
    if (uv::is_stopped(connected.error())) co_return failed(connected.error());
    co_return reply{.how = describe_failure(connected.error()), .told = nullptr};
  }
  const core::nanoseconds connect_took = uv::monotonic_now() - began;
  if (what.tell != nullptr) what.tell->connect = connect_took;
  const auto bytes = co_await exchange(*connected, what);
  const core::nanoseconds took = uv::monotonic_now() - began;
  connected->close_reset();
  if (what.tell != nullptr) what.tell->query = took - connect_took;
  if (!bytes) co_return failed(bytes.error());
  const auto packet = std::as_bytes(std::span(*bytes));
  const auto got = dns::read_answer(packet, what.what, what.id);
  if (!got) co_return mismatched(got.error().message());
  what.note(*got);
  stats::readings told = read(*got, *what.how);
  told.add(stats::reading_kind::phase, core::to_seconds(connect_took), "connect");
  told.add(stats::reading_kind::phase, core::to_seconds(took - connect_took), "query");
  co_return answered(took, std::move(told));
}

/// The first datagram that is an answer to the question.
async::task<core::result<dns::answer>> receive(uv::udp_socket& from, const question& what) {
  std::vector<std::byte> bytes(largest_datagram);
  const std::span<std::byte> buffer(bytes);
  std::string last_problem;
  for (int strangers = 0; strangers < most_strangers; ++strangers) {
    const auto size = co_await from.receive(buffer);
    if (!size && uv::is_stopped(size.error()) && strangers > 0) break;
    if (!size) co_return std::unexpected(size.error());
    auto got = dns::read_answer(buffer.first(*size), what.what, what.id);
    if (got) co_return std::move(*got);
    last_problem = got.error().message();
  }
  co_return std::unexpected(core::error("what came is no answer to the question: " + last_problem));
}

}  // namespace

async::task<reply> ask_server(uv::loop& loop, core::endpoint server, std::shared_ptr<const options::dns> how,
                              account* tell) {
  const core::instant began = uv::monotonic_now();
  question what{how, {how->name, how->type}, random_id(), {}, tell};
  auto packet = dns::make_query(what.what, what.id);
  if (!packet) co_return mismatched(packet.error().message());
  what.packet = std::move(*packet);
  if (how->tcp) co_return co_await ask_by_tcp(loop, server, what, began);
  auto socket = uv::udp_socket::connect(loop, server);
  if (!socket) co_return failed_here(socket.error().code());
  const auto sent = socket->send(what.packet);
  if (!sent) co_return failed_here(sent.error().code());
  const auto got = co_await receive(*socket, what);
  const core::nanoseconds took = uv::monotonic_now() - began;
  if (tell != nullptr) tell->query = took;
  if (!got) co_return failed(got.error());
  what.note(*got);
  if (got->truncated) co_return co_await ask_by_tcp(loop, server, what, uv::monotonic_now());
  stats::readings told = read(*got, *how);
  told.add(stats::reading_kind::phase, core::to_seconds(took), "query");
  co_return answered(took, std::move(told));
}

void name_query::begin(target& probed) {
  const auto how = std::get<asked>(probed.asks);
  const core::endpoint server{*probed.address, probed.port};
  begin_attempt(probed, *loop_, *record_, ask_server(*loop_, server, how));
}

}  // namespace reachd::probe

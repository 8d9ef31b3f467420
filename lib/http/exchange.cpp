// SPDX-License-Identifier: Apache-2.0
#include "http/exchange.hpp"

#include <microhttpd.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace reachd::http {
namespace {

constexpr std::uint64_t largest_block = std::uint64_t{32} * 1024;

struct destroy_response {
  void operator()(MHD_Response* done) const { MHD_destroy_response(done); }
};
using mhd_response = std::unique_ptr<MHD_Response, destroy_response>;

ssize_t fill_block(void* self, std::uint64_t, char* to, std::size_t size) {
  return static_cast<exchange*>(self)->fill({to, size});
}

void add_header(const mhd_response& to, const char* name, const std::string& value) {
  MHD_add_response_header(to.get(), name, value.c_str());
}

/// Answers are data or our own pages: nothing from elsewhere runs in them, and nobody guesses their type.
void add_headers(const mhd_response& to, const response& from) {
  add_header(to, MHD_HTTP_HEADER_CONTENT_TYPE, from.content_type);
  for (const auto& [name, value] :
       {name_value{"X-Content-Type-Options", "nosniff"}, name_value{"Content-Security-Policy", "default-src 'self'"}}) {
    const bool is_set = std::ranges::any_of(from.headers, [&](const name_value& set) { return set.first == name; });
    if (!is_set) add_header(to, name.c_str(), value);
  }
  for (const auto& [name, value] : from.headers) add_header(to, name.c_str(), value);
}

}  // namespace

exchange::exchange(engine& on, connection& client, MHD_Connection& raw, request asked)
    : engine_(&on),
      client_(&client),
      raw_(&raw),
      request_(std::move(asked)),
      wanted_(on.loop().ready()),
      head_only_(request_.method == "HEAD") {
  client.header_has_come();
}

bool exchange::take_body(std::size_t bytes, std::size_t limit) {
  body_taken_ += bytes;
  return body_taken_ <= limit;
}

void exchange::suspend() {
  MHD_suspend_connection(raw_);
  suspended_ = true;
  client_->request_has_come();
  if (stop_) engine_->unwatched().push_back(*this);
}

void exchange::resume() {
  if (!std::exchange(suspended_, false)) return;
  unlink();
  watch_.reset();
  engine_->resume(*raw_);
}

void exchange::watch() {
  if (stop_->stop_requested()) return;
  try {
    watch_.emplace(engine_->loop(), client_->fd(), *stop_);
  } catch (const std::runtime_error&) {
    watch_.reset();  // the kernel has no memory for it: then the client's end is noticed at the next write
  }
}

bool exchange::queue_answer() {
  const std::uint64_t total = length_.value_or(MHD_SIZE_UNKNOWN);
  const auto block = static_cast<std::size_t>(std::clamp<std::uint64_t>(total, 1, largest_block));
  const mhd_response raw(MHD_create_response_from_callback(total, block, &fill_block, this, nullptr));
  if (!raw) return false;
  add_headers(raw, *answer_);
  // libmicrohttpd 0.9.75 would put the last, empty chunk behind the header, where the next answer is expected.
  if (head_only_ && !length_) MHD_set_response_options(raw.get(), MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
  client_->block_begins();
  return MHD_queue_response(raw_, answer_->status, raw.get()) == MHD_YES;
}

ssize_t exchange::fill(std::span<char> to) {
  engine_->was_called();
  switch (body_.next()) {
    case chunk_buffer::state::data:
      break;
    case chunk_buffer::state::starved:
      suspend();
      return 0;
    case chunk_buffer::state::ended:
      return MHD_CONTENT_READER_END_OF_STREAM;
    case chunk_buffer::state::failed:
      return MHD_CONTENT_READER_END_WITH_ERROR;
  }
  const std::size_t count = body_.read(to);
  if (body_.wants_chunk()) wanted_.set();
  client_->block_begins();
  return static_cast<ssize_t>(count);
}

void exchange::ended() {
  unlink();
  watch_.reset();
  suspended_ = false;
  client_->answer_has_left();
  if (stop_) stop_->request_stop();
}

async::stop_token exchange::begin_work(async::stop_token parent) {
  stop_.emplace(parent);
  if (suspended_) engine_->unwatched().push_back(*this);
  return stop_->token();
}

body_stream* exchange::answer(response made) {
  answer_.emplace(std::move(made));
  if (auto* whole = std::get_if<std::string>(&answer_->body)) {
    length_ = whole->size();
    body_.supply(std::move(*whole));
    body_.end();
  }
  resume();
  const auto* stream = std::get_if<std::unique_ptr<body_stream>>(&answer_->body);
  return stream != nullptr ? stream->get() : nullptr;
}

void exchange::supply(std::string chunk) {
  body_.supply(std::move(chunk));
  wanted_.reset();
  resume();
}

void exchange::end_body() {
  body_.end();
  resume();
}

void exchange::fail_body() {
  body_.fail();
  resume();
}

}  // namespace reachd::http

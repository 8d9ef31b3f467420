// SPDX-License-Identifier: Apache-2.0
#include "fetch/multi.hpp"

#include <sys/epoll.h>

#include <array>
#include <cerrno>
#include <exception>
#include <stdexcept>

#include "core/error.hpp"

namespace reachd::fetch {
namespace {

/// Handles that are kept for the next transfers: to make one costs more than to forget what it did.
constexpr std::size_t most_spare = 64;
constexpr std::size_t events_at_once = 32;
/// A TLS handshake is half a millisecond; others want their turn too.
constexpr core::nanoseconds longest_drain = std::chrono::milliseconds(2);
/// libcurl asks to be called again at once where it could have gone on by itself: not for ever in one turn.
constexpr int calls_at_once = 8;

core::unique_fd open_epoll() {
  core::unique_fd made(::epoll_create1(EPOLL_CLOEXEC));
  if (!made) throw std::runtime_error(core::error::from_errno("epoll_create1", errno).message());
  return made;
}

std::string authorities_of_the_system() {
  const easy_handle asked(curl_easy_init());
  char* file = nullptr;
  if (asked != nullptr) curl_easy_getinfo(asked.get(), CURLINFO_CAINFO, &file);
  return file == nullptr ? "" : file;
}

transfer& transfer_of(CURL* easy) {
  char* of = nullptr;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &of);
  return *reinterpret_cast<transfer*>(of);
}

int curl_events(std::uint32_t events) {
  int out = 0;
  if ((events & (EPOLLIN | EPOLLHUP | EPOLLRDHUP)) != 0) out |= CURL_CSELECT_IN;
  if ((events & EPOLLOUT) != 0) out |= CURL_CSELECT_OUT;
  if ((events & EPOLLERR) != 0) out |= CURL_CSELECT_ERR;
  return out;
}

}  // namespace

multi::multi(uv::loop& on, std::string user_agent)
    : loop_(&on), epoll_(open_epoll()), readable_(on, epoll_.get()), multi_(curl_multi_init()) {
  if (multi_ == nullptr) throw std::runtime_error("libcurl cannot start: no memory");
  us_.user_agent = std::move(user_agent);
  us_.authorities_file = authorities_of_the_system();
  const auto set = [this](CURLMoption option, auto value) { curl_multi_setopt(multi_.get(), option, value); };
  set(CURLMOPT_SOCKETFUNCTION, &set_watch);
  set(CURLMOPT_SOCKETDATA, static_cast<void*>(this));
  set(CURLMOPT_TIMERFUNCTION, &set_timer);
  set(CURLMOPT_TIMERDATA, static_cast<void*>(this));
  set(CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
  spare_.reserve(most_spare);
  blank_.reserve(most_spare);
  on.scheduler().add(*this);
  readable_.start();
}

multi::~multi() {
  if (in_flight_ != 0) std::terminate();
}

easy_handle multi::take_easy() {
  easy_handle easy;
  if (!spare_.empty()) {
    easy = std::move(spare_.back());
    spare_.pop_back();
    return easy;
  }
  if (blank_.empty()) {
    easy.reset(curl_easy_init());
  } else {
    easy = std::move(blank_.back());
    blank_.pop_back();
  }
  if (easy == nullptr) throw std::bad_alloc();
  set_standing_options(easy.get());
  return easy;
}

void multi::add(transfer& begun) {
  easy_handle easy = take_easy();
  ++in_flight_;
  begun.prepare(std::move(easy), us_);
  acting_ = true;  // it is called below
  if (curl_multi_add_handle(multi_.get(), begun.easy_.get()) != CURLM_OK) return end(begun, CURLE_OUT_OF_MEMORY);
  beginning_ = &begun;
  act(CURL_SOCKET_TIMEOUT, 0);
  beginning_ = nullptr;
}

void multi::remove(transfer& left) noexcept {
  curl_multi_remove_handle(multi_.get(), left.easy_.get());
  left.unlink();
  --in_flight_;
  // libcurl would tell of an old errno with the next failure.
  long errno_value = 0;
  curl_easy_getinfo(left.easy_.get(), CURLINFO_OS_ERRNO, &errno_value);
  const bool keep = errno_value == 0 && spare_.size() + blank_.size() < most_spare;
  if (keep && is_plain(*left.asked_)) {
    curl_easy_setopt(left.easy_.get(), CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
    spare_.push_back(std::move(left.easy_));
  } else if (keep) {
    curl_easy_reset(left.easy_.get());
    blank_.push_back(std::move(left.easy_));
  }
  left.easy_.reset();
}

/// Lets libcurl do what is to be done, and ends what is done by then.
void multi::act(curl_socket_t on, int events) {
  int running = 0;
  acting_ = true;
  due_at_once_ = false;
  curl_multi_socket_action(multi_.get(), on, events, &running);
  for (int calls = 1; due_at_once_ && calls < calls_at_once; ++calls) {
    due_at_once_ = false;
    curl_multi_socket_action(multi_.get(), CURL_SOCKET_TIMEOUT, 0, &running);
  }
  acting_ = false;
  if (due_at_once_) loop_->scheduler().wheel().add(*this, loop_->scheduler().now());
  end_what_is_done();
}

void multi::end_what_is_done() {
  int left = 0;
  while (const CURLMsg* const message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    end(transfer_of(message->easy_handle), code);
  }
  while (transfer* const blind = unwatched_.pop_front()) end(*blind, CURLE_COULDNT_CONNECT);
}

void multi::end(transfer& done, CURLcode code) {
  done.conclude(code, &done == beginning_);
  remove(done);
  done.ended();
}

bool multi::drain(core::instant) {
  if (!readable_.take() && !more_) return true;
  const core::instant until = uv::monotonic_now() + longest_drain;
  std::array<epoll_event, events_at_once> events;
  do {
    const int came = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), 0);
    const std::size_t count = came < 0 ? 0 : static_cast<std::size_t>(came);
    std::size_t at = 0;
    // What is left stays in the epoll, which tells of it again.
    for (; at < count && uv::monotonic_now() < until; ++at) act(events[at].data.fd, curl_events(events[at].events));
    more_ = count == events.size() || at < count;
  } while (more_ && uv::monotonic_now() < until);
  return !more_;
}

void multi::expire() noexcept { act(CURL_SOCKET_TIMEOUT, 0); }

int multi::set_timer(CURLM*, long in_ms, void* self) {
  auto& of = *static_cast<multi*>(self);
  async::timer_wheel::remove(of);
  of.due_at_once_ = in_ms == 0 && of.acting_;
  if (in_ms > 0 || (in_ms == 0 && !of.acting_))
    of.loop_->scheduler().wheel().add(of, uv::monotonic_now() + std::chrono::milliseconds(in_ms));
  return 0;
}

/// `watched` is not null once the socket is in the epoll.
int multi::set_watch(CURL* easy, curl_socket_t socket, int wanted, void* self, void* watched) {
  auto& of = *static_cast<multi*>(self);
  of.watch(easy, socket, wanted, watched != nullptr);
  return 0;  // anything else, and libcurl would never work again
}

void multi::watch(CURL* easy, curl_socket_t socket, int wanted, bool watched) {
  if (wanted == CURL_POLL_REMOVE) {
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, socket, nullptr);
    return;
  }
  epoll_event event{};
  event.data.fd = socket;
  if ((wanted & CURL_POLL_IN) != 0) event.events |= EPOLLIN;
  if ((wanted & CURL_POLL_OUT) != 0) event.events |= EPOLLOUT;
  if (::epoll_ctl(epoll_.get(), watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event) != 0) {
    transfer& blind = transfer_of(easy);
    blind.own_errno_ = errno;
    if (!blind.linked()) unwatched_.push_back(blind);
    return;
  }
  if (!watched) curl_multi_assign(multi_.get(), socket, this);
}

}  // namespace reachd::fetch

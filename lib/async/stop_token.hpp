// SPDX-License-Identifier: Apache-2.0
// Asking work to end. Role: a stop is a value that flows down, from a scope or a timeout to every coroutine below and
// to the leaf each of them waits on; a stopped leaf leaves its queue at once. One thread, no atomics, no allocation.
// Owner: a stop_source belongs to a scope or stands in a frame; tokens and callbacks borrow it and must not outlive it.
// Invariant: a callback is called at most once, and never after it was destroyed.
#pragma once

#include "core/intrusive_list.hpp"

namespace reachd::async {

struct stop_tag;

/// Called when a stop is requested. It must not resume a coroutine: it withdraws and queues it.
class stop_callback : public core::list_hook<stop_tag> {
 protected:
  stop_callback() = default;
  ~stop_callback() = default;

 private:
  friend class stop_source;
  virtual void on_stop() noexcept = 0;
};

class stop_source;

/// Names a stop_source, or none: then no stop ever comes.
class stop_token {
 public:
  stop_token() = default;
  explicit stop_token(stop_source& source) : source_(&source) {}

  bool stop_requested() const;
  /// Registers `callback`; no effect without a source. Not to be called once stop_requested().
  void attach(stop_callback& callback) const;

 private:
  stop_source* source_ = nullptr;
};

class stop_source final : private stop_callback {
 public:
  stop_source() = default;
  /// A source that is stopped with its parent too.
  explicit stop_source(stop_token parent) : requested_(parent.stop_requested()) {
    if (!requested_) parent.attach(*this);
  }
  stop_source(const stop_source&) = delete;
  stop_source& operator=(const stop_source&) = delete;

  stop_token token() { return stop_token(*this); }
  bool stop_requested() const { return requested_; }
  /// As if none had been requested; only while nobody is attached.
  void renew() { requested_ = false; }
  void request_stop() noexcept {
    requested_ = true;
    while (stop_callback* next = callbacks_.pop_front()) next->on_stop();
  }

 private:
  friend class stop_token;
  void on_stop() noexcept override { request_stop(); }

  core::intrusive_list<stop_callback, stop_tag> callbacks_;
  bool requested_ = false;
};

inline bool stop_token::stop_requested() const { return source_ != nullptr && source_->requested_; }
inline void stop_token::attach(stop_callback& callback) const {
  if (source_ != nullptr) source_->callbacks_.push_back(callback);
}

}  // namespace reachd::async

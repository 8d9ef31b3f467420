// SPDX-License-Identifier: Apache-2.0
// libuv handles with an owner. Role: a handle lives on the heap until its close callback has run, whatever becomes of
// the coroutine or object that used it. Owner: a `handle<T>`; dropping it closes. Invariant: after the drop no callback
// but the close callback comes, and that frees the memory.
#pragma once

#include <uv.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace reachd::uv {

/// The close callback of a handle that make_handle made.
template <typename Handle>
void free_closed(uv_handle_t* done) {
  std::unique_ptr<Handle>(reinterpret_cast<Handle*>(done)).reset();
}

struct close_handle {
  template <typename Handle>
  void operator()(Handle* closed) const {
    uv_close(reinterpret_cast<uv_handle_t*>(closed), free_closed<Handle>);
  }
};

/// Owns an initialised libuv handle.
template <typename Handle>
using handle = std::unique_ptr<Handle, close_handle>;

/// A new handle, initialised by `init(Handle*)`, which returns a libuv status. `user` becomes its data pointer.
/// Throws std::runtime_error when libuv refuses, such as UV_EBADF for a descriptor that cannot be polled.
template <typename Handle, typename Init>
handle<Handle> make_handle(void* user, Init&& init) {
  auto raw = std::make_unique<Handle>();
  if (const int status = init(raw.get()); status != 0)
    throw std::runtime_error(std::string("libuv: ") + uv_strerror(status));
  raw->data = user;
  return handle<Handle>(raw.release());
}

}  // namespace reachd::uv

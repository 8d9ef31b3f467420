// SPDX-License-Identifier: Apache-2.0
#include "uv/system_lookup.hpp"

#include <netdb.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "uv/status.hpp"

namespace reachd::uv {
namespace {

/// Lives on the heap until the callback, for libuv writes into it from the pool.
struct lookup {
  uv_getaddrinfo_t request{};
  std::string name;
  core::families wanted{};
  lookup_port::done ended;
  core::instant begun;
};

int raw_family(core::families wanted) {
  if (wanted == core::families::v4) return AF_INET;
  return wanted == core::families::v6 ? AF_INET6 : AF_UNSPEC;
}

std::string reason_of(int status, core::families wanted) {
  switch (status) {
    case UV_EAI_NONAME:
      return "no such name";
    case UV_EAI_NODATA:
    case UV_EAI_ADDRFAMILY:
      return "the name has no " + std::string(core::address_word(wanted));
    case UV_EAI_AGAIN:
      return "no answer from the name server";
    case UV_EAI_FAIL:
      return "the name server refused or failed";
    default:
      return uv_strerror(status);
  }
}

core::error failure(const std::string& name, core::families wanted, int status) {
  const std::string context = "cannot resolve '" + name + "'";
  constexpr int eai_first = -3099, eai_last = -3000;  // libuv's range for EAI codes; anything else is an errno
  if (status < eai_first || status > eai_last) return error_of(context, status);
  return core::error(context + ": " + reason_of(status, wanted) + " (" + uv_err_name(status) + ")");
}

lookup_answer addresses_of(const std::string& name, core::families wanted, const addrinfo* list) {
  std::vector<core::address> out;
  for (; list != nullptr; list = list->ai_next) {
    const auto address = core::address::from(list->ai_addr);
    if (address && std::find(out.begin(), out.end(), *address) == out.end()) out.push_back(*address);
  }
  if (out.empty()) return std::unexpected(failure(name, wanted, UV_EAI_NODATA));
  return out;
}

void ended(uv_getaddrinfo_t* raw, int status, addrinfo* list) {
  const std::unique_ptr<addrinfo, decltype(&uv_freeaddrinfo)> freed(list, uv_freeaddrinfo);
  const std::unique_ptr<lookup> done(static_cast<lookup*>(raw->data));
  const core::nanoseconds took = monotonic_now() - done->begun;
  if (status != 0) return done->ended(std::unexpected(failure(done->name, done->wanted, status)), took);
  done->ended(addresses_of(done->name, done->wanted, list), took);
}

}  // namespace

void system_lookup::begin(const std::string& name, core::families wanted, done ended_with) {
  auto made = std::make_unique<lookup>();
  made->name = name;
  made->wanted = wanted;
  made->ended = std::move(ended_with);
  made->begun = monotonic_now();
  made->request.data = made.get();
  addrinfo hints{};
  hints.ai_family = raw_family(wanted);
  hints.ai_socktype = SOCK_STREAM;  // else every address comes once per socket type
  const int status = uv_getaddrinfo(loop_->raw(), &made->request, ended, name.c_str(), nullptr, &hints);
  if (status != 0) return made->ended(std::unexpected(failure(name, wanted, status)), core::nanoseconds(0));
  made.release();
}

}  // namespace reachd::uv

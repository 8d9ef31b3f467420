// SPDX-License-Identifier: Apache-2.0
#include "client/local_request.hpp"

#include <curl/curl.h>

#include <cerrno>
#include <memory>
#include <string_view>

namespace reachd::client {
namespace {

struct end_easy {
  void operator()(CURL* used) const { curl_easy_cleanup(used); }
};

std::size_t keep(char* data, std::size_t size, std::size_t count, void* to) {
  static_cast<std::string*>(to)->append(data, size * count);
  return size * count;
}

/// errno when the connection failed, else 0.
int connect_errno(CURL* used) {
  long code = 0;
  curl_easy_getinfo(used, CURLINFO_OS_ERRNO, &code);
  return static_cast<int>(code);
}

std::string advice(int code) {
  switch (code) {
    case ENOENT:
    case ECONNREFUSED:
      return "; is reachd running? `reachd run --socket PATH` opens it, and so does the service in /run/reachd";
    case EACCES:
    case EPERM:
      return "; only its owner and its group may ask: become root, or join the group reachd";
    default:
      return "";
  }
}

}  // namespace

core::result<local_answer> ask(const local_request& question) {
  const std::unique_ptr<CURL, end_easy> easy(curl_easy_init());
  if (easy == nullptr) return std::unexpected(core::error("libcurl cannot start: no memory"));
  local_answer got;
  const std::string url = "http://localhost" + question.target;
  const auto set = [&easy](CURLoption option, auto value) { curl_easy_setopt(easy.get(), option, value); };
  set(CURLOPT_UNIX_SOCKET_PATH, question.socket.c_str());
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_TIMEOUT, static_cast<long>(question.longest.count()));
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_ACCEPT_ENCODING, "");
  set(CURLOPT_PROXY, "");
  set(CURLOPT_WRITEFUNCTION, &keep);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&got.body));
  if (question.method == "POST") {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE, 0L);
  }
  const CURLcode how = curl_easy_perform(easy.get());
  if (how != CURLE_OK) {
    const int code = connect_errno(easy.get());
    const std::string where = "cannot ask reachd on " + question.socket;
    if (code == 0) return std::unexpected(core::error(where + ": " + curl_easy_strerror(how)));
    return std::unexpected(core::error(core::error::from_errno(where, code).message() + advice(code), code));
  }
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &got.status);
  return got;
}

std::string percent_encoded(const std::string& text) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char letter : text) {
    if (plain.find(letter) != std::string_view::npos) {
      out += letter;
      continue;
    }
    const auto byte = static_cast<unsigned char>(letter);
    out += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return out;
}

}  // namespace reachd::client

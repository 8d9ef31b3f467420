// SPDX-License-Identifier: Apache-2.0
#include "http/routes.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace reachd::http {
namespace {

constexpr std::array<std::string_view, 9> methods = {"GET",     "HEAD",    "POST",  "PUT",  "DELETE",
                                                     "CONNECT", "OPTIONS", "TRACE", "PATCH"};

bool matches(std::string_view pattern, std::string_view path) {
  return pattern.ends_with('*') ? path.starts_with(pattern.substr(0, pattern.size() - 1)) : path == pattern;
}

async::task<response> refuse(response answer) { co_return std::move(answer); }

}  // namespace

void routes::add(std::string method, std::string path, handler run) {
  routes_.push_back(route{std::move(method), std::move(path), std::move(run)});
}

async::task<response> routes::respond(request asked) const {
  const std::string_view method = asked.method == "HEAD" ? std::string_view("GET") : std::string_view(asked.method);
  const auto found = std::ranges::find_if(
      routes_, [&](const route& known) { return known.method == method && matches(known.path, asked.path); });
  if (found != routes_.end()) return found->run(std::move(asked));
  if (std::ranges::find(methods, asked.method) == methods.end()) return refuse(response::text(501, "method not known"));
  const std::string allow = allowed(asked.path);
  if (allow.empty()) return refuse(response::text(404, "no such page"));
  response answer = response::text(405, "method not allowed; allowed: " + allow);
  answer.headers.emplace_back("Allow", allow);
  return refuse(std::move(answer));
}

std::string routes::allowed(const std::string& path) const {
  std::string list;
  for (const route& known : routes_) {
    if (!matches(known.path, path)) continue;
    if (!list.empty()) list += ", ";
    list += known.method == "GET" ? "GET, HEAD" : known.method;
  }
  return list;
}

}  // namespace reachd::http

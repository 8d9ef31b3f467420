// SPDX-License-Identifier: Apache-2.0
#include "http/read_request.hpp"

#include <microhttpd.h>

#include <charconv>
#include <memory>
#include <string>

#include "http/percent.hpp"

namespace reachd::http {
namespace {

std::string_view view(const char* text, std::size_t size) {
  return text != nullptr ? std::string_view(text, size) : std::string_view();
}

MHD_Result keep_header(void* to, MHD_ValueKind, const char* name, std::size_t name_size, const char* value,
                       std::size_t value_size) {
  static_cast<request*>(to)->headers.emplace_back(view(name, name_size), view(value, value_size));
  return MHD_YES;
}

/// MHD_NO, which ends the iteration, when an escape is broken.
MHD_Result keep_parameter(void* to, MHD_ValueKind, const char* name, std::size_t name_size, const char* value,
                          std::size_t value_size) {
  auto key = percent_decode(view(name, name_size));
  auto decoded = percent_decode(view(value, value_size));
  if (!key || !decoded) return MHD_NO;
  static_cast<request*>(to)->parameters.emplace_back(std::move(*key), std::move(*decoded));
  return MHD_YES;
}

bool read_parameters(MHD_Connection& raw, request& asked) {
  const int all = MHD_get_connection_values_n(&raw, MHD_GET_ARGUMENT_KIND, nullptr, nullptr);
  MHD_get_connection_values_n(&raw, MHD_GET_ARGUMENT_KIND, &keep_parameter, &asked);
  return static_cast<int>(asked.parameters.size()) == all;
}

struct free_text {
  void operator()(char* done) const { MHD_free(done); }
};

std::optional<user_password> read_credentials(MHD_Connection& raw) {
  char* password = nullptr;
  const std::unique_ptr<char, free_text> user(MHD_basic_auth_get_username_password(&raw, &password));
  const std::unique_ptr<char, free_text> owned(password);
  if (!user || !owned) return std::nullopt;
  return user_password{user.get(), owned.get()};
}

bool header_too_long(MHD_Connection& raw, const limits& bounds) {
  const auto* size = MHD_get_connection_info(&raw, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
  return size != nullptr && size->header_size > bounds.header_bytes;
}

/// A length that is no number is left to libmicrohttpd.
bool body_too_long(const request& asked, const limits& bounds) {
  const std::string text = asked.header("Content-Length");
  std::uint64_t length = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), length);
  return status == std::errc::result_out_of_range || (status == std::errc() && length > bounds.body_bytes);
}

}  // namespace

read_header read_request(MHD_Connection& raw, const char* method, const char* target, const limits& bounds) {
  read_header read;
  read.asked.method = method;
  MHD_get_connection_values_n(&raw, MHD_HEADER_KIND, &keep_header, &read.asked);
  const bool parameters_fine = read_parameters(raw, read.asked);
  auto path = percent_decode(path_of_target(target));
  if (header_too_long(raw, bounds)) {
    read.refusal = response::text(431, "header too long");
  } else if (!path || !parameters_fine) {
    read.refusal = response::text(400, "broken percent-encoding");
  } else if (body_too_long(read.asked, bounds)) {
    read.refusal = response::text(413, "body too long");
  }
  if (path) read.asked.path = std::move(*path);
  read.asked.credentials = read_credentials(raw);
  return read;
}

}  // namespace reachd::http

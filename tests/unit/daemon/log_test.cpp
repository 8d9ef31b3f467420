// SPDX-License-Identifier: Apache-2.0
#include "daemon/log.hpp"

#include <doctest/doctest.h>

#include <string>

using reachd::config::log_format;
using reachd::daemon::format_fields;

TEST_CASE("logfmt quotes what needs it and nothing else") {
  CHECK(format_fields(log_format::logfmt, "target down",
                      {{"target", "gw 1"}, {"address", "192.0.2.1"}, {"n", std::uint64_t{3}}, {"s", 0.25}}) ==
        R"(msg="target down" target="gw 1" address=192.0.2.1 n=3 s=0.25)");
  CHECK(format_fields(log_format::logfmt, "x", {{"empty", ""}}) == R"(msg="x" empty="")");
}

TEST_CASE("json fields are one object's members") {
  CHECK(format_fields(log_format::json, "target down", {{"target", "gw"}, {"n", std::uint64_t{3}}}) ==
        R"("msg":"target down","target":"gw","n":3)");
}

TEST_CASE("whatever a value holds, the line stays one line and the field stays one field") {
  const std::string nasty("a\nlevel=error \"x\" \x1b[31m\xff\0end", 28);
  for (const auto format : {log_format::logfmt, log_format::json}) {
    const std::string line = format_fields(format, "m", {{"name", nasty}});
    for (const char c : line) CHECK(static_cast<unsigned char>(c) >= 0x20);
    CHECK(line.find("\\n") != std::string::npos);
    CHECK(line.find("\\u001b") != std::string::npos);
    CHECK(line.find("\xef\xbf\xbd") != std::string::npos);
  }
}

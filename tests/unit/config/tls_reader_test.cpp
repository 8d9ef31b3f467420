// SPDX-License-Identifier: Apache-2.0
#include "config/tls_reader.hpp"

#include "workspace.hpp"

namespace reachd::config {
namespace {

constexpr std::string_view pem = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";

load_result load_with(const workspace& here, const std::string& tls) {
  here.write("ca.pem", pem);
  here.write("key.pem", "key");
  here.write("text", "no certificate");
  return here.load("targets: [{url: 'tcp://a:1', tcp: {tls: " + tls + "}}]");
}

}  // namespace

TEST_CASE("files are read, and known by where they are") {
  const workspace here;
  const auto got = load_with(here, "{ca: ca.pem, certificate: ca.pem, key: {file: key.pem}}");
  REQUIRE(got.ok());
  const auto& tls = *options::get<options::tcp>(got.value.targets.front().asks)->tls;
  CHECK(tls.authorities == pem);
  CHECK(tls.authorities_file == here.path("ca.pem"));
  CHECK(tls.certificate == pem);
  CHECK(tls.key.value == "key");
  CHECK(got.origin.concerns(here.path("ca.pem").substr(0, here.path("ca.pem").rfind('/')), "ca.pem"));
}

TEST_CASE("what cannot be is a problem at its place") {
  const workspace here;
  const auto problem = [&here](const std::string& tls) { return first_of(load_with(here, tls).problems); };
  CHECK(problem("{ca: text}").find("holds no PEM certificate") != std::string::npos);
  CHECK(problem("{certificate: ca.pem}").find("'certificate' without 'key'") != std::string::npos);
  CHECK(problem("{key: {file: key.pem}}").find("'key' without 'certificate'") != std::string::npos);
  CHECK(problem("{server_name: 'a b'}").find("is no host name") != std::string::npos);
  CHECK(problem("{ca: none}").find("cannot read") != std::string::npos);
}

}  // namespace reachd::config

// SPDX-License-Identifier: Apache-2.0
#include "tls/authorities.hpp"

#include <doctest/doctest.h>
#include <openssl/x509_vfy.h>

#include <cstdlib>
#include <fstream>

#include "async/task.hpp"
#include "support/temporary_folder.hpp"
#include "support/tls_certificates.hpp"
#include "uv/offload.hpp"

using namespace reachd;
using test::world;

namespace {

int count(const tls::authorities& of) { return sk_X509_OBJECT_num(X509_STORE_get0_objects(of.raw())); }

async::task<int> read_on_pool(uv::loop& loop, const std::string& pem) {
  auto read = [pem] { return tls::authorities::read(pem); };
  const auto all = co_await uv::offload(loop, std::move(read));
  co_return all&&* all ? count(**all) : -1;
}

}  // namespace

TEST_CASE("all authorities of a text are believed, one that stands there twice once") {
  const std::string text = test::pem(world().root.certificate) + test::pem(world().middle.certificate);
  const auto all = tls::authorities::read(text + text);
  REQUIRE(all);
  CHECK(count(*all) == 2);
}

TEST_CASE("a text without authorities is none") {
  CHECK(tls::authorities::read("nothing").error().message() == "no certificate is in it");
  CHECK_FALSE(tls::authorities::read(test::pem(world().root.certificate).substr(0, 100)));
}

TEST_CASE("those of the system are where SSL_CERT_FILE says") {
  const test::temporary_folder folder;
  const std::string file = folder.name + "/authorities.pem";
  std::ofstream(file) << test::pem(world().root.certificate);
  setenv("SSL_CERT_FILE", file.c_str(), 1);
  const auto all = tls::authorities::read("");
  unsetenv("SSL_CERT_FILE");
  REQUIRE(all);
  CHECK(count(*all) == 1);
}

TEST_CASE("those of the system can be read when there is nothing to say where they are") {
  const auto all = tls::authorities::read("");
  CHECK(all.has_value());
}

TEST_CASE("they can be read on the pool") {
  uv::loop loop;
  CHECK(loop.run(read_on_pool(loop, test::pem(world().root.certificate))) == 1);
}

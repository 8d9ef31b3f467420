// SPDX-License-Identifier: Apache-2.0
#include "probe/tls_contexts.hpp"

#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <cerrno>
#include <optional>

#include "async/frame_count.hpp"
#include "support/start_and_stop.hpp"
#include "support/tls_certificates.hpp"

using namespace std::chrono_literals;
using namespace reachd;
using made = probe::tls_contexts::made;

namespace {

options::tls believing_root() {
  options::tls out;
  out.authorities = test::pem(test::world().root.certificate);
  return out;
}

async::task<void> get_into(probe::tls_contexts& from, const options::tls& asked, std::optional<made>& out) {
  auto got = co_await from.get(asked);
  out.emplace(std::move(got));
}

async::task<void> get_two(uv::loop& loop, probe::tls_contexts& from, const options::tls& asked,
                          std::optional<made>& first, std::optional<made>& second) {
  async::scope both(loop.ready());
  both.spawn(get_into(from, asked, first));
  both.spawn(get_into(from, asked, second));
  co_await both.join();
}

struct fixture {
  explicit fixture(core::nanoseconds kept_for = probe::tls_contexts::usually_kept) : contexts(loop, kept_for) {}
  made get(const options::tls& asked) {
    std::optional<made> out;
    loop.run(get_into(contexts, asked, out));
    CHECK(async::live_frames() == 0);
    return *out;
  }
  uv::loop loop;
  probe::tls_contexts contexts;
};

X509_STORE* believed_by(const made& context) { return SSL_CTX_get_cert_store((*context)->raw()); }

}  // namespace

TEST_CASE("equal options have one context, whatever does not belong to it") {
  fixture f;
  const made first = f.get(believing_root());
  REQUIRE(first.has_value());
  options::tls equal = believing_root();
  equal.warn_before = 24h;
  equal.authorities_file = "ca.pem";
  const made second = f.get(equal);
  REQUIRE(second.has_value());
  CHECK(first->get() == second->get());
}

TEST_CASE("other options have another one, and the first is kept") {
  fixture f;
  const made first = f.get(believing_root());
  REQUIRE(first.has_value());
  options::tls named = believing_root();
  named.server_name = "other.test";
  options::tls insecure = believing_root();
  insecure.insecure = true;
  options::tls shown = believing_root();
  shown.certificate = test::pem(test::world().client.certificate);
  shown.key.value = test::pem(test::world().client.key);
  options::tls others = believing_root();
  others.authorities = test::pem(test::world().middle.certificate);
  for (const options::tls& other : {named, insecure, shown, others}) {
    const made got = f.get(other);
    REQUIRE(got.has_value());
    CHECK(got->get() != first->get());
    CHECK(f.get(other)->get() == got->get());
  }
  CHECK((*f.get(named))->server_name() == "other.test");
  CHECK((*f.get(insecure))->insecure());
  CHECK_FALSE((*f.get(believing_root()))->insecure());
  CHECK(f.get(believing_root())->get() == first->get());
}

TEST_CASE("the authorities of the system are read once for all that believe them") {
  fixture f;
  options::tls named;
  named.server_name = "other.test";
  const made first = f.get({});
  const made second = f.get(named);
  const made own = f.get(believing_root());
  REQUIRE(first.has_value());
  REQUIRE(second.has_value());
  REQUIRE(own.has_value());
  CHECK(first->get() != second->get());
  CHECK(believed_by(first) == believed_by(second));
  CHECK(believed_by(first) != believed_by(own));
}

TEST_CASE("two who ask at the same time get the same") {
  fixture f;
  std::optional<made> first;
  std::optional<made> second;
  const options::tls asked = believing_root();
  f.loop.run(get_two(f.loop, f.contexts, asked, first, second));
  REQUIRE(first->has_value());
  REQUIRE(second->has_value());
  CHECK((*first)->get() == (*second)->get());
}

TEST_CASE("what is too old is read again, and whoever still has the old one keeps it") {
  CHECK(probe::tls_contexts::usually_kept == 24h);
  fixture f(0ns);
  const made first = f.get({});
  const made second = f.get({});
  REQUIRE(first.has_value());
  REQUIRE(second.has_value());
  CHECK(first->get() != second->get());
  CHECK(believed_by(first) != believed_by(second));
}

TEST_CASE("what cannot be used is an error that says which, each time, and hinders nobody") {
  fixture f;
  options::tls bad;
  bad.authorities = "no certificate";
  options::tls half = believing_root();
  half.certificate = test::pem(test::world().client.certificate);
  options::tls wrong_key = half;
  wrong_key.key.value = test::pem(test::world().leaf.key);
  for (int time = 0; time < 2; ++time) {
    for (const options::tls& one : {bad, half, wrong_key}) {
      const made got = f.get(one);
      REQUIRE_FALSE(got.has_value());
      CHECK(got.error().message().starts_with("tls: "));
      CHECK(got.error().message().find("PRIVATE") == std::string::npos);
      CHECK(got.error().code() != ECANCELED);
    }
  }
  CHECK(f.get(believing_root()).has_value());
}

TEST_CASE("a stop ends the wait at once, and the next one is served") {
  fixture f;
  std::optional<made> out;
  const options::tls asked = believing_root();
  f.loop.run(test::start_and_stop(f.loop.ready(), get_into(f.contexts, asked, out)));
  REQUIRE(out.has_value());
  REQUIRE_FALSE(out->has_value());
  CHECK(out->error().code() == ECANCELED);
  CHECK(async::live_frames() == 0);
  CHECK(f.get(asked).has_value());
}

TEST_CASE("no more than a bounded number is kept") {
  fixture f;
  const made first = f.get(believing_root());
  REQUIRE(first.has_value());
  for (int at = 0; at < 256; ++at) {
    options::tls other = believing_root();
    other.server_name = "host" + std::to_string(at) + ".test";
    REQUIRE(f.get(other).has_value());
  }
  CHECK(first->use_count() == 1);
  CHECK(f.get(believing_root())->get() != first->get());
}

// SPDX-License-Identifier: Apache-2.0
#include "probe/prober.hpp"

#include <doctest/doctest.h>

using namespace reachd;

namespace {

struct idle final : probe::prober {
  void begin(probe::target&) override {}
  void stop(probe::target&) override {}
};

constexpr std::array every_kind = {options::kind::icmp, options::kind::tcp, options::kind::http, options::kind::exec,
                                   options::kind::dns};

}  // namespace

TEST_CASE("each kind has its own prober") {
  std::array<idle, options::kind_count> five;
  std::array<probe::prober*, options::kind_count> pointers{};
  for (std::size_t at = 0; at < five.size(); ++at) pointers[at] = &five[at];
  const probe::probers by_kind(pointers);
  for (const options::kind one : every_kind) CHECK(&by_kind.of(one) == &five[options::index_of(one)]);
}

TEST_CASE("one prober may serve all kinds") {
  idle only;
  const probe::probers all(only);
  for (const options::kind one : every_kind) CHECK(&all.of(one) == &only);
}

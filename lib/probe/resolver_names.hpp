// SPDX-License-Identifier: Apache-2.0
// The names of the real world: the name_source over the resolver of the loop.
#pragma once

#include "probe/name_source.hpp"
#include "uv/resolver.hpp"

namespace reachd::probe {

class resolver_names final : public name_source {
 public:
  explicit resolver_names(uv::resolver& resolver) : resolver_(&resolver) {}

  async::task<core::result<std::vector<core::address>>> lookup(std::string name, core::families wanted) override {
    auto answer = co_await resolver_->resolve(std::move(name), wanted);
    co_return answer;
  }

 private:
  uv::resolver* resolver_;
};

}  // namespace reachd::probe

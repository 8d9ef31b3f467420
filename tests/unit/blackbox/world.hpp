// SPDX-License-Identifier: Apache-2.0
// What a probe that is asked for runs in: a real loop, no ICMP socket, and names under the test's control.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "async/frame_count.hpp"
#include "blackbox/run.hpp"
#include "support/echo_log.hpp"
#include "unit/probe/web_probe.hpp"

namespace reachd::test {

struct blackbox_world {
  blackbox_world() {
    names.delay = std::chrono::milliseconds(1);
    for (const char* one : {"127.0.0.1", "127.0.0.2", "::1"}) names.table[one] = {one};
  }

  /// A box with one module of that kind, which may go to the networks.
  static std::shared_ptr<const options::blackbox> box(options::kind probe, options::any asks,
                                                      std::initializer_list<const char*> nets = {"127.0.0.1"}) {
    options::blackbox out;
    for (const char* net : nets) out.allow.rules.push_back({core::network::parse(net).value()});
    options::probe_module module;
    module.name = "m";
    module.probe = probe;
    module.asks = std::move(asks);
    out.modules.push_back(std::move(module));
    return std::make_shared<const options::blackbox>(std::move(out));
  }
  static blackbox::order ask(std::shared_ptr<const options::blackbox> of, std::string host, std::uint16_t port) {
    blackbox::order out;
    out.by = of->find("m");
    out.box = std::move(of);
    out.host = host;
    out.port = port;
    out.url = {false, host, port, host + ":" + std::to_string(port), "/"};
    out.limit = std::chrono::minutes(1);
    return out;
  }
  blackbox::finding run(const blackbox::order& what) {
    auto found = loop.run(blackbox::run(with, what));
    CHECK(async::live_frames() == 0);
    return found;
  }

  uv::loop loop;
  echo_log echoes;
  icmp::pinger pinger{loop.scheduler(), echoes, nullptr, nullptr, {}};
  table_names names{loop.scheduler()};
  fetch::client client{loop, "reachd/test"};
  probe::tls_contexts contexts{loop};
  blackbox::means with{loop, pinger, nullptr, names, client, contexts};
};

}  // namespace reachd::test

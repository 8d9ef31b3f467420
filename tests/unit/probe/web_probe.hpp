// SPDX-License-Identifier: Apache-2.0
// HTTP probes of a scripted server. Role: what the tests of web_request share.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "fetch/client.hpp"
#include "probe/web_request.hpp"
#include "support/scripted_server.hpp"
#include "unit/probe/observed_probe.hpp"

namespace reachd::test {

inline std::string http_answer(const std::string& status, const std::string& body = "", const std::string& more = "") {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + more + "\r\n" + body;
}
inline std::string redirect_to(const std::string& where, const std::string& status = "302 Found") {
  return http_answer(status, "", "Location: " + where + "\r\n");
}

/// Gives its answers in turn, the last one for ever, and writes down what it was asked.
class web_server {
 public:
  /// `as`: in TLS.
  explicit web_server(std::vector<std::string> says, const identity* as = nullptr)
      : answers(std::move(says)), server_([this, as](visitor& from) {
          ++visitors;
          if (as != nullptr && !from.secure(*as)) return;
          std::string asked = from.hear_request();
          if (asked.empty()) return;
          requests.push_back(std::move(asked));
          from.say(answers[std::min(requests.size(), answers.size()) - 1]);
          from.wait_until_gone();
        }) {}

  std::uint16_t port() const { return server_.port(); }
  std::string place() const { return "127.0.0.1:" + std::to_string(port()); }
  /// What it was asked, once the probe has ended.
  const std::vector<std::string>& asked() {
    server_.end();
    return requests;
  }

  std::vector<std::string> answers;
  std::vector<std::string> requests;
  int visitors = 0;

 private:
  scripted_server server_;
};

inline bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

struct web_probe : observed {
  fetch::client client{loop, "reachd/test"};
  table_names names{loop.scheduler()};
  std::string host = "127.0.0.1";
  core::families families = core::families::any;
  bool pinned = true;
  probe::tls_contexts contexts{loop};
  probe::web_request prober{loop, record, client, names, contexts};

  probe::target_plan plan(std::uint16_t port, options::http how,
                          core::nanoseconds timeout = std::chrono::minutes(1)) const {
    auto made = every(std::chrono::seconds(1), host);
    if (pinned) made.pinned = core::address::parse("127.0.0.1");
    made.probe = options::kind::http;
    made.port = port;
    made.families = families;
    made.timeout = timeout;
    how.authority = host + ":" + std::to_string(port);
    made.asks = std::make_shared<const options::http>(std::move(how));
    return made;
  }
  ended_probe ask(std::uint16_t port, const options::http& how = {},
                  core::nanoseconds timeout = std::chrono::minutes(1)) {
    const auto out = run(prober, plan(port, how, timeout));
    CHECK(async::live_frames() == 0);
    return out;
  }
  ended_probe ask(const std::string& answer, const options::http& how = {}) {
    const web_server server({answer});
    return ask(server.port(), how);
  }
};

}  // namespace reachd::test

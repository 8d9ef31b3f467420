// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics_page.hpp"

#include <memory>

#include "metrics/exposition.hpp"
#include "metrics/snapshot.hpp"
#include "uv/offload.hpp"
#include "uv/pieces.hpp"

namespace reachd::daemon {
namespace {

/// The first piece of a scrape is the dearest, for its memory is new.
constexpr core::nanoseconds longest_piece = std::chrono::microseconds(400);
/// A target with many round-trip times in all of its windows is dear.
constexpr std::size_t targets_between_looks = 4;
constexpr const char* content_type = "text/plain; version=0.0.4; charset=utf-8";

/// What the pool works on; it lives as long as the body or the job that uses it.
struct page {
  metrics::snapshot targets;
  metrics::exposition text{targets};
};

class page_body final : public http::body_stream {
 public:
  page_body(uv::loop& loop, async::semaphore::permit held, std::shared_ptr<page> made, std::string first)
      : loop_(&loop), held_(std::move(held)), page_(std::move(made)), first_(std::move(first)) {}

  async::task<core::result<std::string>> next() override {
    if (!first_.empty()) co_return std::exchange(first_, {});
    auto format = [made = page_] {
      std::string piece;
      made->text.next(piece);
      return piece;
    };
    auto piece = co_await uv::offload(*loop_, std::move(format));
    if (!piece) co_return std::unexpected(core::error("the scrape was stopped", ECANCELED));
    co_return std::move(*piece);
  }

 private:
  uv::loop* loop_;
  async::semaphore::permit held_;
  std::shared_ptr<page> page_;
  std::string first_;
};

void copy_target(const scraped& from, const probe::target& target, metrics::snapshot& into) {
  const std::string address = target.address ? target.address->to_string() : std::string();
  into.add(from.labels[target.id.index], address, target.series, from.loop.scheduler().now());
}

}  // namespace

async::task<http::response> metrics_page(const scraped& from) {
  auto held = co_await from.at_once.acquire();
  auto made = std::make_shared<page>();
  uv::pieces work(from.loop.scheduler(), longest_piece, targets_between_looks);
  for (std::size_t index = 0; index < from.targets.slot_count(); ++index) {
    co_await work.step();
    const probe::target* const target = from.targets.at(index);
    // One that is leaving may have a successor of the same name already.
    if (target != nullptr && !target->leaving) copy_target(from, *target, made->targets);
  }
  std::string own = from.self.render(from.numbers());
  auto body = std::make_unique<page_body>(from.loop, std::move(held), std::move(made), std::move(own));
  co_return http::response(200, content_type, std::move(body));
}

}  // namespace reachd::daemon

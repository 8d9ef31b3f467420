// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics_page.hpp"

#include <memory>

#include "metrics/exposition.hpp"
#include "metrics/snapshot.hpp"
#include "uv/offload.hpp"

namespace reachd::daemon {
namespace {

/// The first piece of a scrape is the dearest, for its memory is new. A target with many round-trip times in all of its
/// windows is dear.
constexpr pace copying{std::chrono::microseconds(400), 4};
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

class copier final : public target_visitor {
 public:
  copier(const scraped& from, metrics::snapshot& into) : from_(&from), into_(&into) {}
  void begin() override { into_->clear(); }
  void see(const probe::target& shown) override {
    const std::string address = shown.address ? shown.address->to_string() : std::string();
    into_->add(from_->live.labels()[shown.id.index], address, shown.series, from_->loop.scheduler().now(),
               shown.readings);
  }

 private:
  const scraped* from_;
  metrics::snapshot* into_;
};

}  // namespace

async::task<http::response> metrics_page(const scraped& from) {
  auto held = co_await from.at_once.acquire();
  auto made = std::make_shared<page>();
  copier copies(from, made->targets);
  const bool whole = co_await from.live.show_all(copies, copying);
  if (!whole) co_return http::response::text(503, overtaken);
  std::string own = from.self.render(from.numbers());
  auto body = std::make_unique<page_body>(from.loop, std::move(held), std::move(made), std::move(own));
  co_return http::response(200, content_type, std::move(body));
}

}  // namespace reachd::daemon

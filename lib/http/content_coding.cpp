// SPDX-License-Identifier: Apache-2.0
#include "http/content_coding.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "http/gzip.hpp"
#include "uv/offload.hpp"

namespace reachd::http {
namespace {

/// Below this the header fields and the gzip frame eat up what is won.
constexpr std::size_t worth_packing = 1024;
/// About a tenth of a millisecond of packing; more goes to the pool.
constexpr std::size_t most_on_loop = std::size_t{16} * 1024;

/// What packs `plain`, with a share in the encoder: the pool may still work on it when its caller has been stopped.
struct packing {
  packing(std::shared_ptr<gzip_encoder> with, std::string text, bool is_last)
      : encoder(std::move(with)), plain(std::move(text)), last(is_last) {}

  std::string operator()() const {
    std::string packed = encoder->add(plain);
    if (last) packed += encoder->finish();
    return packed;
  }

  std::shared_ptr<gzip_encoder> encoder;
  std::string plain;
  bool last;
};

/// nullopt when stopped.
async::task<std::optional<std::string>> pack(uv::loop& on, packing work) {
  if (work.plain.size() <= most_on_loop) co_return work();
  co_return co_await uv::offload(on, std::move(work));
}

/// Another stream, packed.
class packed_stream final : public body_stream {
 public:
  packed_stream(uv::loop& on, std::unique_ptr<body_stream> plain) : loop_(&on), plain_(std::move(plain)) {}

  async::task<core::result<std::string>> next() override {
    while (!ended_) {
      auto chunk = co_await plain_->next();
      if (!chunk) co_return chunk;
      ended_ = chunk->empty();
      packing work(encoder_, std::move(*chunk), ended_);
      auto packed = co_await pack(*loop_, std::move(work));
      if (!packed) co_return std::unexpected(core::error("stopped"));
      if (!packed->empty()) co_return std::move(*packed);
    }
    co_return std::string();
  }

 private:
  uv::loop* loop_;
  std::unique_ptr<body_stream> plain_;
  std::shared_ptr<gzip_encoder> encoder_ = std::make_shared<gzip_encoder>();
  bool ended_ = false;
};

}  // namespace

async::task<response> coded(uv::loop& on, response plain, bool gzip_wanted) {
  if (!plain.compressible) co_return std::move(plain);
  plain.headers.emplace_back("Vary", "Accept-Encoding");
  auto* whole = std::get_if<std::string>(&plain.body);
  if (!gzip_wanted || (whole != nullptr && whole->size() < worth_packing)) co_return std::move(plain);
  if (whole != nullptr) {
    packing work(std::make_shared<gzip_encoder>(), std::move(*whole), true);
    auto packed = co_await pack(on, std::move(work));
    if (!packed) co_return response::text(503, "stopped");
    plain.body = std::move(*packed);
  } else {
    auto stream = std::move(std::get<std::unique_ptr<body_stream>>(plain.body));
    plain.body = std::make_unique<packed_stream>(on, std::move(stream));
  }
  plain.headers.emplace_back("Content-Encoding", "gzip");
  co_return std::move(plain);
}

}  // namespace reachd::http

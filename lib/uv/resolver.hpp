// SPDX-License-Identifier: Apache-2.0
// Names to addresses, many at once, without one dead name holding up the others. Role: the queue in front of a
// lookup_port. A literal is answered at once, with an error where its interface is missing; one lookup serves all who
// ask for the same name and family; at most `slots` run, and names that failed or were slow last time get a quarter of
// them, for each of those may hang for seconds. Owner: main or a test; it outlives its waiters, not the lookups in
// flight: their answers are dropped then. Invariant: first come, first served among those allowed to run; a stop
// withdraws its own waiter and nobody else.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "async/leaf.hpp"
#include "uv/lookup_port.hpp"

namespace reachd::uv {

struct resolver_tag;

struct resolver_options {
  std::size_t slots = 8;                             // lookups at once; see lookup_slots() for system_lookup
  core::nanoseconds slow = std::chrono::seconds(1);  // a lookup that takes longer marks its name as slow
};

/// Counted since the start; literals do not count.
struct resolver_statistics {
  std::uint64_t lookups = 0;   // ended
  std::uint64_t failures = 0;  // of these, without an address
  core::nanoseconds time{};    // their durations, added up
  std::size_t in_flight = 0;
  std::size_t queued = 0;
};

class resolver {
  struct state;
  struct entry;
  struct question {
    std::string name;
    core::families wanted;

    bool operator==(const question&) const = default;
  };
  struct hash;

 public:
  resolver(async::ready_queue& ready, lookup_port& lookups, const resolver_options& options);
  resolver(const resolver&) = delete;
  resolver& operator=(const resolver&) = delete;
  ~resolver();

  class waiter final : public async::leaf, public core::list_hook<resolver_tag> {
   public:
    waiter(resolver& asked, std::string name, core::families wanted)
        : leaf(*asked.ready_), state_(asked.state_.get()), asked_{std::move(name), wanted} {}
    lookup_answer await_resume();

   private:
    friend class resolver;
    bool start() override;
    void withdraw() noexcept override;

    state* state_;
    question asked_;
    entry* entry_ = nullptr;
    lookup_answer answer_;
  };

  /// `auto addresses = co_await resolver.resolve(name, wanted);` Errors: those of the lookup_port; ENODEV: no interface
  /// of that zone; EAFNOSUPPORT: a literal of another family; ECANCELED when stopped.
  waiter resolve(std::string name, core::families wanted) { return waiter(*this, std::move(name), wanted); }
  resolver_statistics statistics() const;

 private:
  async::ready_queue* ready_;
  std::shared_ptr<state> state_;
};

}  // namespace reachd::uv

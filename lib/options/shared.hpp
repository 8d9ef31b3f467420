// SPDX-License-Identifier: Apache-2.0
// A value that many hold and nobody changes. Role: what is large, such as certificates, and the same for thousands of
// targets. Invariant: equal by value, however often it is kept.
#pragma once

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace reachd::options {

template <typename T>
class shared {
 public:
  shared() : held_(nothing()) {}
  /// As if it were that value itself.
  template <typename From>
  requires(std::constructible_from<T, From> && !std::same_as<std::remove_cvref_t<From>, shared>) shared(From&& value)
      : held_(std::make_shared<const T>(std::forward<From>(value))) {}

  operator const T&() const { return *held_; }
  const T& operator*() const { return *held_; }
  const T* operator->() const { return held_.get(); }
  bool operator==(const shared& other) const { return held_ == other.held_ || *held_ == *other.held_; }

 private:
  static const std::shared_ptr<const T>& nothing() {
    static const auto made = std::make_shared<const T>();
    return made;
  }

  std::shared_ptr<const T> held_;
};

}  // namespace reachd::options

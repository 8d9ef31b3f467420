// SPDX-License-Identifier: Apache-2.0
// A doubly linked list whose links live in its elements. Role: every queue of waiters, timers and tasks; joining and
// leaving allocate nothing, and an element leaves without knowing which list it is in.
// Owner: nobody; the list borrows its elements. Invariant: an element is in at most one list per hook tag, and a hook
// that is destroyed while linked leaves its list by itself.
#pragma once

#include <cstddef>

namespace reachd::core {

/// Base class of an element. `Tag` tells several hooks of one element apart.
template <typename Tag = void>
class list_hook {
 public:
  list_hook() = default;
  list_hook(const list_hook&) = delete;
  list_hook& operator=(const list_hook&) = delete;
  ~list_hook() { unlink(); }

  bool linked() const { return next_ != this; }
  void unlink() {
    next_->previous_ = previous_;
    previous_->next_ = next_;
    next_ = previous_ = this;
  }

 private:
  template <typename T, typename U>
  friend class intrusive_list;

  list_hook* next_ = this;
  list_hook* previous_ = this;
};

/// FIFO list of `T`, where `T` derives from `list_hook<Tag>`. All operations but `size` are O(1).
template <typename T, typename Tag = void>
class intrusive_list {
  using hook = list_hook<Tag>;

 public:
  bool empty() const { return !root_.linked(); }
  T& front() { return static_cast<T&>(*root_.next_); }

  void push_back(T& element) { insert_before(root_, element); }
  void push_front(T& element) { insert_before(*root_.next_, element); }

  /// Removes and returns the first element, nullptr when empty.
  T* pop_front() {
    if (empty()) return nullptr;
    T& element = front();
    static_cast<hook&>(element).unlink();
    return &element;
  }

  /// Moves every element of `other` to the end of this list, keeping order.
  void splice_back(intrusive_list& other) {
    if (other.empty()) return;
    hook* first = other.root_.next_;
    hook* last = other.root_.previous_;
    other.root_.next_ = other.root_.previous_ = &other.root_;
    first->previous_ = root_.previous_;
    root_.previous_->next_ = first;
    last->next_ = &root_;
    root_.previous_ = last;
  }

  /// For range-for. The element an iterator stands on must not be unlinked.
  class iterator {
   public:
    explicit iterator(hook* at) : at_(at) {}
    T& operator*() const { return static_cast<T&>(*at_); }
    iterator& operator++() {
      at_ = at_->next_;
      return *this;
    }
    bool operator==(const iterator&) const = default;

   private:
    hook* at_;
  };
  iterator begin() { return iterator(root_.next_); }
  iterator end() { return iterator(&root_); }

  std::size_t size() const {
    std::size_t count = 0;
    for (const hook* at = root_.next_; at != &root_; at = at->next_) ++count;
    return count;
  }

 private:
  static void insert_before(hook& place, T& element) {
    hook& joined = static_cast<hook&>(element);
    joined.next_ = &place;
    joined.previous_ = place.previous_;
    place.previous_->next_ = &joined;
    place.previous_ = &joined;
  }

  hook root_;
};

}  // namespace reachd::core

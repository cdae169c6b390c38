// Lists of things that carry their own links.
#pragma once

#include <cassert>

namespace tally::async {

/// What lets a thing be in one list at a time; `Tag` tells the kinds of lists apart that it may be
/// in. The thing derives from it.
template <class Tag>
class Link {
 public:
  Link() noexcept = default;
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  [[nodiscard]] bool linked() const noexcept { return next_ != nullptr; }
  /// Takes it out of its list, whichever that is. O(1).
  void unlink() noexcept {
    assert(linked());
    previous_->next_ = next_;
    next_->previous_ = previous_;
    previous_ = next_ = nullptr;
  }

 protected:
  ~Link() = default;

 private:
  template <class, class>
  friend class List;
  Link* previous_ = nullptr;
  Link* next_ = nullptr;
};

/// A list of `T`s, which it does not own. It never allocates, and all it does is O(1).
template <class T, class Tag>
class List {
 public:
  List() noexcept = default;
  List(const List&) = delete;
  List& operator=(const List&) = delete;

  [[nodiscard]] bool empty() const noexcept { return head_.next_ == &head_; }
  /// When there is one.
  [[nodiscard]] T& front() const noexcept { return thing(head_.next_); }

  void push_back(T& node) noexcept {
    Link<Tag>& link = node;
    link.previous_ = head_.previous_;
    link.next_ = &head_;
    link.previous_->next_ = &link;
    head_.previous_ = &link;
  }

  /// The first one, taken out; null when there is none.
  T* pop_front() noexcept {
    if (empty()) return nullptr;
    T& first = front();
    static_cast<Link<Tag>&>(first).unlink();
    return &first;
  }

  /// Moves all of another list behind the last one of this.
  void append(List& other) noexcept {
    if (other.empty()) return;
    other.head_.next_->previous_ = head_.previous_;
    head_.previous_->next_ = other.head_.next_;
    other.head_.previous_->next_ = &head_;
    head_.previous_ = other.head_.previous_;
    other.head_.next_ = other.head_.previous_ = &other.head_;
  }

  /// Calls `visit(T&)` for each, in order; `visit` may take out the one that it is called for.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (Link<Tag>* link = head_.next_; link != &head_;) {
      T& node = thing(link);
      link = link->next_;
      visit(node);
    }
  }

 private:
  struct Head : Link<Tag> {
    Head() noexcept { this->previous_ = this->next_ = this; }
  };
  static T& thing(Link<Tag>* link) noexcept { return static_cast<T&>(*link); }

  Head head_;
};

}  // namespace tally::async

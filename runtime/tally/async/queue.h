// A first-in, first-out queue that stops allocating.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace tally::async {

/// A circular buffer that grows by doubling. Unlike std::deque it allocates nothing while values
/// pass through it, once it has held as many as it ever will. All it does is O(1), amortised.
template <class T>
class Queue {
 public:
  Queue() noexcept = default;
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;
  ~Queue() {
    clear();
    if (values_ != nullptr) std::allocator<T>().deallocate(values_, room_);
  }

  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] std::uint32_t size() const noexcept { return size_; }
  /// The one that is `index` behind the first; less than `size`.
  [[nodiscard]] T& operator[](std::uint32_t index) noexcept { return values_[place(index)]; }
  [[nodiscard]] const T& operator[](std::uint32_t index) const noexcept {
    return values_[place(index)];
  }

  void push_back(T value) {
    if (size_ == room_) grow();
    std::construct_at(values_ + place(size_), std::move(value));
    ++size_;
  }
  /// Of one that is not empty.
  T pop_front() {
    T value = std::move((*this)[0]);
    drop_front();
    return value;
  }
  /// Of one that is not empty.
  void drop_front() noexcept {
    std::destroy_at(values_ + first_);
    first_ = place(1);
    --size_;
  }
  /// Keeps the memory.
  void clear() noexcept {
    while (!empty()) drop_front();
  }

 private:
  // `room_` is a power of two.
  [[nodiscard]] std::uint32_t place(std::uint32_t index) const noexcept {
    return (first_ + index) & (room_ - 1);
  }
  void grow() {
    const std::uint32_t room = room_ == 0 ? 8 : 2 * room_;
    T* values = std::allocator<T>().allocate(room);
    for (std::uint32_t i = 0; i < size_; ++i) {
      std::construct_at(values + i, std::move((*this)[i]));
      std::destroy_at(&(*this)[i]);
    }
    if (values_ != nullptr) std::allocator<T>().deallocate(values_, room_);
    values_ = values;
    room_ = room;
    first_ = 0;
  }

  T* values_ = nullptr;
  std::uint32_t room_ = 0;
  std::uint32_t first_ = 0;
  std::uint32_t size_ = 0;
};

}  // namespace tally::async

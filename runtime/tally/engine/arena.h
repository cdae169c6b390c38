// A bump allocator for everything that a view points to besides the document itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace tally {

/// Memory that is taken piece by piece and given back all at once. Nothing in it is destroyed, so
/// only trivially destructible values may live here. Allocation is O(1); the largest block is kept
/// over `reset`, so a loop over messages of similar size soon allocates nothing. Not thread-safe:
/// one arena per thread or per message.
class Arena {
 public:
  Arena() noexcept = default;
  /// `budget` is the most memory, in bytes, that the arena will ever hold at one time.
  explicit Arena(std::size_t budget) noexcept : budget_(budget) {}
  Arena(Arena&& other) noexcept;
  Arena& operator=(Arena&& other) noexcept;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena();

  /// `size` bytes at an address divisible by `alignment` (a power of two, at most 16). Null when
  /// the budget or the machine's memory is used up; `exhausted` then stays true until `reset`.
  /// An allocation of no bytes may be null at any time.
  void* allocate(std::size_t size, std::size_t alignment) noexcept {
    const std::size_t start = (used_ + alignment - 1) & ~(alignment - 1);
    if (size <= capacity_ && start <= capacity_ - size) {
      used_ = start + size;
      return block_ + start;
    }
    return allocate_in_new_block(size);
  }

  template <class T>
  T* allocate(std::size_t count) noexcept {
    static_assert(std::is_trivially_destructible_v<T>);
    if (count > SIZE_MAX / sizeof(T)) {
      exhausted_ = true;
      return nullptr;
    }
    return static_cast<T*>(allocate(count * sizeof(T), alignof(T)));
  }

  /// Grows the newest allocation in place, from `old_size` to `new_size` bytes. False when it is
  /// not the newest or its block is full; nothing has changed then.
  bool extend(const void* allocation, std::size_t old_size, std::size_t new_size) noexcept {
    const auto start = static_cast<std::size_t>(static_cast<const char*>(allocation) - block_);
    if (block_ == nullptr || start + old_size != used_ || new_size > capacity_ - start)
      return false;
    used_ = start + new_size;
    return true;
  }

  /// Gives the tail of the newest allocation back. Anything but the newest is left as it is.
  void shrink(const void* allocation, std::size_t old_size, std::size_t new_size) noexcept {
    const auto start = static_cast<std::size_t>(static_cast<const char*>(allocation) - block_);
    if (start + old_size == used_) used_ = start + new_size;
  }

  /// Whether what is made in an arena may refer to texts elsewhere, which then outlive it.
  enum class Texts : std::uint8_t { borrowed, copied };

  /// Forgets everything, keeps the largest block. Every pointer into the arena is invalid after it.
  void reset(Texts texts = Texts::borrowed) noexcept {
    used_ = 0;
    exhausted_ = false;
    texts_ = texts;
    if (total_ != capacity_) keep_largest_block();
  }

  /// Bytes that something in the arena refers to: those, or a copy that lies in the arena, as
  /// `reset` was told. Null when there is no memory for it.
  const void* hold(const void* data, std::size_t size) noexcept {
    return texts_ == Texts::borrowed || size == 0 ? data : copy(data, size);
  }

  /// Bytes that wait for the next allocations, once it is reset.
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

  /// True when an allocation failed since the last `reset`.
  [[nodiscard]] bool exhausted() const noexcept { return exhausted_; }

 private:
  struct Header {
    Header* previous;
    std::size_t capacity;
  };
  static constexpr std::size_t header_size = 16;
  static_assert(sizeof(Header) <= header_size);

  void* allocate_in_new_block(std::size_t size) noexcept;
  void* copy(const void* data, std::size_t size) noexcept;
  void keep_largest_block() noexcept;
  void release() noexcept;

  char* block_ = nullptr;  // behind its header
  std::size_t used_ = 0;
  std::size_t capacity_ = 0;
  std::size_t total_ = 0;  // over all blocks
  std::size_t budget_ = SIZE_MAX;
  bool exhausted_ = false;
  Texts texts_ = Texts::borrowed;
};

}  // namespace tally

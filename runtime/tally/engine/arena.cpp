#include "tally/engine/arena.h"

#include <cstdlib>
#include <cstring>
#include <utility>

namespace tally {
namespace {

constexpr std::size_t first_block = 4096;
constexpr std::size_t largest_growth = std::size_t{64} << 20U;

}  // namespace

Arena::Arena(Arena&& other) noexcept {
  *this = std::move(other);
}

Arena& Arena::operator=(Arena&& other) noexcept {
  std::swap(block_, other.block_);
  std::swap(used_, other.used_);
  std::swap(capacity_, other.capacity_);
  std::swap(total_, other.total_);
  std::swap(budget_, other.budget_);
  std::swap(exhausted_, other.exhausted_);
  std::swap(texts_, other.texts_);
  return *this;
}

Arena::~Arena() {
  release();
}

void* Arena::allocate_in_new_block(std::size_t size) noexcept {
  // Each block is twice the one before, so the number of blocks is logarithmic; growth is bounded
  // so that a huge document does not ask for twice its size.
  std::size_t wanted = capacity_ < first_block ? first_block : capacity_ * 2;
  if (wanted > largest_growth) wanted = largest_growth;
  if (wanted < size) wanted = size;
  if (wanted > budget_ - total_) wanted = size;
  const bool affordable = size <= budget_ - total_ && wanted <= SIZE_MAX - header_size;
  void* memory = affordable ? std::malloc(wanted + header_size) : nullptr;
  if (memory == nullptr) {
    exhausted_ = true;
    return nullptr;
  }
  auto* header = static_cast<Header*>(memory);
  header->previous = block_ == nullptr ? nullptr : reinterpret_cast<Header*>(block_ - header_size);
  header->capacity = wanted;
  block_ = static_cast<char*>(memory) + header_size;
  capacity_ = wanted;
  total_ += wanted;
  used_ = size;
  return block_;
}

void* Arena::copy(const void* data, std::size_t size) noexcept {
  void* copied = allocate(size, 1);
  if (copied != nullptr) std::memcpy(copied, data, size);
  return copied;
}

void Arena::keep_largest_block() noexcept {
  auto* kept = reinterpret_cast<Header*>(block_ - header_size);
  for (Header* header = kept->previous; header != nullptr;) {
    Header* previous = header->previous;
    if (header->capacity > kept->capacity) std::swap(header, kept);
    std::free(header);
    header = previous;
  }
  kept->previous = nullptr;
  block_ = reinterpret_cast<char*>(kept) + header_size;
  capacity_ = kept->capacity;
  total_ = kept->capacity;
}

void Arena::release() noexcept {
  if (block_ == nullptr) return;
  reset();
  std::free(block_ - header_size);
  block_ = nullptr;
  capacity_ = 0;
  total_ = 0;
}

}  // namespace tally

#include "tally/engine/unique.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>

namespace tally {
namespace {

constexpr std::uint32_t few = 16;    // sorting does not pay
constexpr std::uint32_t some = 256;  // whose positions the stack has room for

}  // namespace

bool all_differ(const void* items, std::uint32_t count, std::uint32_t size,
                int (*compare)(const void* a, const void* b) noexcept) noexcept {
  const auto* bytes = static_cast<const std::byte*>(items);
  const auto at = [=](std::uint32_t i) { return bytes + std::size_t{i} * size; };
  if (count <= few) {
    for (std::uint32_t i = 1; i < count; ++i) {
      for (std::uint32_t j = 0; j < i; ++j) {
        if (compare(at(i), at(j)) == 0) return false;
      }
    }
    return true;
  }
  std::uint32_t near[some];
  std::unique_ptr<std::uint32_t[]> far;
  std::uint32_t* order = near;
  if (count > some) {
    far.reset(new (std::nothrow) std::uint32_t[count]);
    order = far.get();
    if (order == nullptr) return false;
  }
  for (std::uint32_t i = 0; i < count; ++i) order[i] = i;
  std::sort(order, order + count,
            [=](std::uint32_t a, std::uint32_t b) { return compare(at(a), at(b)) < 0; });
  for (std::uint32_t i = 1; i < count; ++i) {
    if (compare(at(order[i - 1]), at(order[i])) == 0) return false;
  }
  return true;
}

}  // namespace tally

#include "tally/engine/values/unique.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>

namespace tally {
namespace {

constexpr std::uint32_t few = 16;    // sorting does not pay
constexpr std::uint32_t some = 256;  // whose positions the stack has room for

}  // namespace

int view::compare_members(const void* a, const void* b, std::span<const Order> members) noexcept {
  const auto* bytes_a = static_cast<const char*>(a);
  const auto* bytes_b = static_cast<const char*>(b);
  const auto has = [](const void* view, std::size_t i) {
    return (static_cast<const std::uint32_t*>(view)[i / 32] >> (i % 32) & 1U) != 0;
  };
  for (std::size_t i = 0; i < members.size(); ++i) {
    const Order& member = members[i];
    const int order = has(a, i) && has(b, i)
                          ? member.compare(bytes_a + member.offset, bytes_b + member.offset)
                          : compare(has(a, i), has(b, i));
    if (order != 0) return order;
  }
  return 0;
}

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

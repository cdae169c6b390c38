// What shop.contract.yaml leaves to C++: one function for every platform.
#include "shop.h"

namespace acme::shop {
namespace {

constexpr std::int64_t micros_per_cent = 10'000;

}  // namespace

/// Cents add up to whole micros of which the last four digits are zeros.
bool check_vat(const view::ShopOrder& order) noexcept {
  return order.total % micros_per_cent == 0;
}

std::optional<std::int64_t> micros_from_cents(std::int64_t old) noexcept {
  if (old < 0 || old > INT64_MAX / micros_per_cent) return std::nullopt;
  return old * micros_per_cent;
}

}  // namespace acme::shop

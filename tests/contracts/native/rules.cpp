// The native rules of rules.contract.yaml: one function for every platform.
#include "rules.h"

namespace acme::rules {

/// Where VAT is 19 %, a gross total is a multiple of 119.
bool check_vat(const view::Purchase& purchase) noexcept {
  using Position = view::Purchase::Position;
  const bool taxed = purchase.present.has(Position::country) && purchase.country.text() == "DE";
  return !taxed || purchase.total % 119 == 0;
}

/// The digits of a number are a multiple of 9 with their check digit, and no door has it.
bool check_consignment(const view::Consignment& consignment) noexcept {
  if (consignment.present.has(view::Consignment::Position::doors)) {
    for (const std::uint64_t door : consignment.doors) {
      if (door == consignment.number) return false;
    }
  }
  return consignment.number % 9 == 0;
}

}  // namespace acme::rules

// Values that programs in JavaScript hold as text: how the raw exports read and write them.
// Generated code lists the forms that its contracts need (contract_set.h), so that no others are
// linked.
#pragma once

#include <string_view>

#include "tally/engine/values/decimal.h"
#include "tally/engine/values/time.h"
#include "tally/engine/values/uuid.h"

namespace tally {

/// Of values of one kind. Null where no contract has such values.
struct TextForm {
  /// False when the text is not of the form.
  bool (*read)(std::string_view text, void* out) noexcept = nullptr;
  /// Writes the canonical form, at most 64 bytes, and returns their end.
  char* (*write)(char* out, const void* value) noexcept = nullptr;
};

/// One form after the other, named like their kinds, for generated code to list.
namespace text_forms {

inline bool is_ok(bool sound) noexcept {
  return sound;
}
inline bool is_ok(TimeStatus status) noexcept {
  return status == TimeStatus::ok;
}
inline bool read_decimal(std::string_view text, Decimal& out) noexcept {
  DecimalDigits ignored;
  return parse_decimal(text, out, ignored) == DecimalStatus::ok;
}

template <class T, auto parse, auto write>
inline constexpr TextForm form_of = {
    [](std::string_view text, void* out) noexcept {
      return is_ok(parse(text, *static_cast<T*>(out)));
    },
    [](char* out, const void* value) noexcept { return write(out, *static_cast<const T*>(value)); },
};

inline constexpr TextForm uuid = form_of<Uuid, parse_uuid, write_uuid>;
inline constexpr TextForm timestamp = form_of<Timestamp, parse_timestamp, write_timestamp>;
inline constexpr TextForm decimal = form_of<Decimal, read_decimal, write_decimal>;
inline constexpr TextForm date = form_of<std::chrono::year_month_day, parse_date, write_date>;
inline constexpr TextForm time = form_of<TimeOfDay, parse_time, write_time>;
inline constexpr TextForm duration =
    form_of<std::chrono::nanoseconds, parse_duration, write_duration>;

}  // namespace text_forms
}  // namespace tally

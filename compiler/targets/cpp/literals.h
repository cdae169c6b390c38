// Values as C++ spells them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tally::compiler::targets::cpp {

/// An integer literal of type std::int64_t or, for `is_unsigned`, of the same 64 bits as
/// std::uint64_t.
std::string integer_literal(std::int64_t value, bool is_unsigned);

/// The shortest literal of exactly this double.
std::string double_literal(double value);

/// The shortest literal of exactly this float.
std::string float_literal(float value);

/// `tally::Decimal::from(false, 0U, 125U, 1)` for a JSON number that a decimal holds.
std::string decimal_literal(std::string_view number);

/// Rows, a few on a line, for tables of what is small.
std::string filled(const std::vector<std::string>& rows);

/// An initialiser of a struct: `{.name = "sku", .type = 3}`.
class Aggregate {
 public:
  /// Members come in the order in which the struct declares them.
  void add(std::string_view member, std::string_view value) {
    text_.append(text_.size() == 1 ? "." : ", .").append(member).append(" = ").append(value);
  }
  void add(std::string_view member, std::uint32_t number) { add(member, std::to_string(number)); }
  /// An enumerator.
  void add(std::string_view member, std::string_view type, std::string_view enumerator) {
    add(member, type);
    text_.append("::").append(enumerator);
  }
  /// Of what is false unless something is said.
  void add_if(bool holds, std::string_view member) {
    if (holds) add(member, "true");
  }

  [[nodiscard]] std::string text() const { return text_ + "}"; }

 private:
  std::string text_ = "{";
};

}  // namespace tally::compiler::targets::cpp

// The catalogue of changes: rows of changes.def.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace tally::compiler::compat {

enum class Verdict : std::uint8_t { compatible, conditional, breaking };  // from good to bad

enum class Direction : std::uint8_t {
#define TALLY_DIRECTION(id, ...) id,
#include "compat/directions.def"
};

enum class ChangeKind : std::uint8_t {
// NOLINTNEXTLINE(bugprone-macro-parentheses): an enumerator
#define TALLY_CHANGE(name, id, old_to_new, new_to_old, cpp, typescript, description) name,
#include "compat/changes.def"
#undef TALLY_CHANGE
};

struct ChangeRow {
  ChangeKind kind;
  std::string_view id;
  std::array<Verdict, 4> verdicts;  // by Direction
  std::string_view description;

  [[nodiscard]] Verdict verdict(Direction direction) const {
    return verdicts[static_cast<std::size_t>(direction)];
  }
};

/// All rows, in the order of ChangeKind.
std::span<const ChangeRow> change_rows();
const ChangeRow& row_of(ChangeKind kind);

struct DirectionWord {
  Direction direction;
  std::string_view name;      // `old-to-new`
  std::string_view sentence;  // `old writers, new readers`
};

std::span<const DirectionWord> directions();

/// `breaking`.
std::string_view name_of(Verdict verdict);

}  // namespace tally::compiler::compat

#include "compat/changes.h"

#include <cstddef>

namespace tally::compiler::compat {
namespace {

using enum Verdict;

constexpr ChangeRow rows[] = {
#define TALLY_CHANGE(name, id, old_to_new, new_to_old, cpp, typescript, description) \
  {ChangeKind::name, id, {old_to_new, new_to_old, cpp, typescript}, description},
#include "compat/changes.def"
#undef TALLY_CHANGE
};

constexpr DirectionWord words[] = {
#define TALLY_DIRECTION(id, word, sentence, meaning) {Direction::id, word, sentence},
#include "compat/directions.def"
};

}  // namespace

std::span<const ChangeRow> change_rows() {
  return rows;
}

const ChangeRow& row_of(ChangeKind kind) {
  return rows[static_cast<std::size_t>(kind)];
}

std::span<const DirectionWord> directions() {
  return words;
}

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case compatible:
      return "compatible";
    case conditional:
      return "conditional";
    case breaking:
      return "breaking";
  }
  return {};
}

}  // namespace tally::compiler::compat

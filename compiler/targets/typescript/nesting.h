// How deep values of a type can be nested.
#pragma once

#include <cstdint>
#include <map>

#include "model/model.h"

namespace tally::compiler::targets::typescript {

/// Tells which types need their nesting counted while a value is written: those that could be
/// deeper than a contract allows. Most cannot, whatever is in them.
class Nesting {
 public:
  explicit Nesting(const model::Model& model);

  [[nodiscard]] bool is_counted(const model::TypeExpression& type) const {
    return height(type) > limit_;
  }
  [[nodiscard]] bool is_counted(const model::Declaration& declaration) const {
    return height(declaration) > limit_;
  }

  /// Levels that a type which is not counted may have; 0 for one that is. Whoever counts makes sure
  /// that there is room for them.
  template <class Type>
  [[nodiscard]] std::uint32_t uncounted(const Type& type) const {
    const std::uint32_t levels = height(type);
    return levels > limit_ ? 0 : levels;
  }

 private:
  static constexpr std::uint32_t unbounded = UINT32_MAX;

  void measure(const model::TypeExpression& type);
  void measure(const model::Declaration& declaration);
  [[nodiscard]] std::uint32_t height(const model::TypeExpression& type) const;
  [[nodiscard]] std::uint32_t height(const model::Declaration& declaration) const {
    return heights_.at(&declaration);
  }

  const model::Model& model_;
  std::uint32_t limit_ = plan::max_depth;  // the smallest of all contracts
  std::map<const model::Declaration*, std::uint32_t> heights_;
};

}  // namespace tally::compiler::targets::typescript

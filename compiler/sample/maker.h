// Documents of a type, by its plan.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sample/random.h"
#include "sample/text_walk.h"
#include "sample/value.h"
#include "tally/engine/explain/issue.h"
#include "tally/engine/json/document.h"
#include "tally/engine/simulation/series.h"

namespace tally::compiler::sampling {

/// What is known of a plan's types, worked out at their first use and then kept.
class Workshop {
 public:
  explicit Workshop(const plan::Plan& plan);

  [[nodiscard]] const plan::Plan& plan() const { return plan_; }

  /// All issues of a value by its type.
  Issues judge(plan::TypeIndex type, std::string_view json);

  /// Texts of a string type; null when there are none.
  const TextWalk* texts(plan::TypeIndex type);

  /// How deep a type nests at least; UINT32_MAX when it has no value.
  [[nodiscard]] std::uint32_t least_depth(plan::TypeIndex type) const { return least_[type]; }

  /// The first value for which nothing was found, as a JSON Pointer, and its type.
  std::optional<std::pair<std::string, plan::TypeIndex>> trouble;

 private:
  void measure_depths();

  const plan::Plan& plan_;
  std::map<plan::TypeIndex, std::optional<TextWalk>> texts_;
  std::vector<std::uint32_t> least_;
  Document document_;
};

/// What a text of the type has to be, its `format` left out.
TextRules rules_of(const plan::Type& type);

class Maker {
 public:
  /// Of the document `number`; the series may be null. Its documents are a second apart.
  Maker(Workshop& workshop, Random& random, Series* series, std::uint64_t number)
      : workshop_(workshop),
        random_(random),
        series_(series),
        moment_{number, static_cast<std::int64_t>(number) * 1'000'000'000} {}

  /// A value of the type that is sound by itself; nothing when none was found. `levels` are those
  /// that it may nest beyond what it must.
  std::optional<Value> make(plan::TypeIndex type, std::uint32_t levels);

 private:
  using Made = std::optional<Value>;

  Made leaf(plan::TypeIndex type);
  std::string candidate(plan::TypeIndex index);
  std::string text(plan::TypeIndex index);
  std::string bytes(const plan::Type& type);
  Made list(plan::TypeIndex index, std::uint32_t levels);
  Made map(plan::TypeIndex index, std::uint32_t levels);
  Made record(plan::TypeIndex index, std::uint32_t levels);
  Made fields(plan::TypeIndex index, std::uint32_t levels);
  bool goes_on(const Value& list);
  Made tagged(plan::TypeIndex index, std::uint32_t levels);
  Made member(plan::TypeIndex record, std::size_t which, std::uint32_t levels);
  std::uint32_t count(const plan::Type& type, bool small);
  Made within(std::string_view step, plan::TypeIndex type, std::uint32_t levels);

  Workshop& workshop_;
  Random& random_;
  Series* series_;
  simulate::Moment moment_;
  std::string path_;
  std::uint32_t records_again_ = 0;  // made anew, since a rule did not hold
};

}  // namespace tally::compiler::sampling

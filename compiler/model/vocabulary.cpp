#include "model/vocabulary.h"

#include <array>
#include <cstddef>

namespace tally::compiler::model {
namespace {

using plan::Keyword;
using plan::Kind;

constexpr std::array builtins{
    BuiltinType{"bool", Kind::boolean},        BuiltinType{"int", Kind::integer},
    BuiltinType{"int8", Kind::int8},           BuiltinType{"int16", Kind::int16},
    BuiltinType{"int32", Kind::int32},         BuiltinType{"int64", Kind::int64},
    BuiltinType{"uint8", Kind::uint8},         BuiltinType{"uint16", Kind::uint16},
    BuiltinType{"uint32", Kind::uint32},       BuiltinType{"uint64", Kind::uint64},
    BuiltinType{"float32", Kind::float32},     BuiltinType{"float64", Kind::float64},
    BuiltinType{"decimal", Kind::decimal},     BuiltinType{"string", Kind::string},
    BuiltinType{"bytes", Kind::bytes},         BuiltinType{"uuid", Kind::uuid},
    BuiltinType{"timestamp", Kind::timestamp}, BuiltinType{"date", Kind::date},
    BuiltinType{"time", Kind::time},           BuiltinType{"duration", Kind::duration},
    BuiltinType{"json", Kind::json},
};

constexpr std::array others{
    BuiltinType{"list", Kind::list},         BuiltinType{"map", Kind::map},
    BuiltinType{"nullable", Kind::nullable}, BuiltinType{"enum", Kind::enumeration},
    BuiltinType{"union", Kind::union_},      BuiltinType{"record", Kind::record},
};

constexpr std::array keywords{
    ConstraintWord{"minimum", Keyword::minimum},
    ConstraintWord{"maximum", Keyword::maximum},
    ConstraintWord{"exclusiveMinimum", Keyword::exclusive_minimum},
    ConstraintWord{"exclusiveMaximum", Keyword::exclusive_maximum},
    ConstraintWord{"multipleOf", Keyword::multiple_of},
    ConstraintWord{"minLength", Keyword::min_length},
    ConstraintWord{"maxLength", Keyword::max_length},
    ConstraintWord{"pattern", Keyword::pattern},
    ConstraintWord{"format", Keyword::format},
    ConstraintWord{"minItems", Keyword::min_items},
    ConstraintWord{"maxItems", Keyword::max_items},
    ConstraintWord{"minProperties", Keyword::min_properties},
    ConstraintWord{"maxProperties", Keyword::max_properties},
    ConstraintWord{"uniqueItems", Keyword::unique_items},
    ConstraintWord{"uniqueBy", Keyword::unique_by},
};

}  // namespace

std::span<const BuiltinType> builtin_types() {
  return builtins;
}

std::span<const ConstraintWord> constraint_words() {
  return keywords;
}

std::optional<Kind> find_builtin(std::string_view name) {
  for (const auto& type : builtins) {
    if (type.name == name) return type.kind;
  }
  return std::nullopt;
}

std::optional<Keyword> find_keyword(std::string_view name) {
  for (const auto& word : keywords) {
    if (word.name == name) return word.keyword;
  }
  return std::nullopt;
}

std::string_view name_of(Kind kind) {
  for (const auto& type : builtins) {
    if (type.kind == kind) return type.name;
  }
  for (const auto& type : others) {
    if (type.kind == kind) return type.name;
  }
  return {};
}

std::string_view name_of(Keyword keyword) {
  return keywords[static_cast<std::size_t>(keyword)].name;
}

std::string_view name_of(plan::Step::Action action) {
  using Action = plan::Step::Action;
  switch (action) {
    case Action::rename:
      return "rename";
    case Action::convert:
      return "convert";
    case Action::set:
      return "set";
    case Action::map_enum:
      return "mapEnum";
    case Action::remove:
      return "remove";
  }
  return {};
}

std::string_view name_of(plan::Unknown policy) {
  constexpr std::array<std::string_view, 3> names = {"reject", "drop", "keep"};
  return names[static_cast<std::size_t>(policy)];
}

std::string_view suffix_of(plan::LengthUnit unit) {
  constexpr std::array<std::string_view, 3> suffixes = {"", " bytes", " UTF-16 code units"};
  return suffixes[static_cast<std::size_t>(unit)];
}

}  // namespace tally::compiler::model

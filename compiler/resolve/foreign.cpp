#include "resolve/foreign.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "diagnose/quote.h"
#include "language/foreign.h"
#include "model/vocabulary.h"
#include "resolve/names.h"
#include "yaml/edit.h"

namespace tally::compiler::resolving {
namespace {

using language::Repair;

/// The constraint that bounds that, `minLength` or `maxItems`.
std::string_view bounding(Subject subject, Bound bound) {
  const auto keywords = model::keywords();
  return std::find_if(keywords.begin(), keywords.end(),
                      [&](const model::KeywordRow& each) {
                        return each.subject == subject && each.bound == bound;
                      })
      ->word;
}

const yaml::Node* type_of(const yaml::Node& mapping) {
  for (const auto* key : {"type", "newtype", "alias"}) {
    const auto* node = mapping.find(key);
    if (node != nullptr && node->is_scalar()) return node;
  }
  return nullptr;
}

/// What of a value is bounded. Nothing for declared types: what they are made of is not known yet.
std::optional<Subject> bounded(std::string_view type) {
  if (type.starts_with("list<")) return Subject::items;
  if (type.starts_with("map<")) return Subject::properties;
  const auto kind = model::find_builtin(type.substr(0, type.find(' ')));
  if (!kind) return std::nullopt;
  return has(model::row(*kind).takes, Subject::length) ? Subject::length : Subject::number;
}

class Explanation {
 public:
  Explanation(const yaml::Node& mapping, std::size_t index, const language::Place& place,
              const Surroundings* around, Draft& draft)
      : mapping_(mapping), index_(index), place_(place), around_(around), draft_(draft) {}

  void give(const language::ForeignKey& foreign) {
    draft_.label(std::string(foreign.advice));
    switch (foreign.repair) {
      case Repair::advise:
        return;
      case Repair::rename:
        return rename(foreign.ours);
      case Repair::least:
        return limit(Bound::lower);
      case Repair::greatest:
        return limit(Bound::upper);
      case Repair::may_be_null:
        return may_be_null();
      case Repair::may_be_absent:
        return may_be_absent("true");
      case Repair::must_be_there:
        return may_be_absent("false");
      case Repair::reference:
        return reference();
      case Repair::said_already:
        return said_already();
    }
  }

 private:
  const yaml::Node& key() const { return *mapping_.entries[index_].key; }
  const yaml::Node& value() const { return *mapping_.entries[index_].value; }

  bool is_free(std::string_view name) const {
    return language::find_key(place_, name) != nullptr && mapping_.find(name) == nullptr;
  }

  void rename(std::string_view ours) {
    if (!is_free(ours)) return;
    draft_.label("write " + quote(ours)).fix(key().span, std::string(ours));
  }

  void limit(Bound bound) {
    const auto* type = type_of(mapping_);
    if (const auto subject = type == nullptr ? std::nullopt : bounded(type->text))
      return rename(bounding(*subject, bound));
    const auto word = [&](Subject subject) { return quote(bounding(subject, bound)); };
    draft_.label("write " + word(Subject::number) + " for a number, " + word(Subject::length) +
                 " for text, " + word(Subject::items) + " for a list, " +
                 word(Subject::properties) + " for a map");
  }

  /// Takes the entry away, and makes another change if need be.
  void replace_by(std::optional<Fix> other) {
    if (around_ == nullptr) return;
    std::vector<Fix> changes;
    if (auto gone = yaml::without_entry(mapping_, index_, around_->sources))
      changes.push_back(std::move(*gone));
    if (changes.empty()) return;
    if (other) changes.push_back(std::move(*other));
    Fix fix = yaml::joined(std::move(changes), around_->sources);
    draft_.fix(fix.span, std::move(fix.replacement));
  }

  void may_be_null() {
    const auto* type = type_of(mapping_);
    const bool wanted = value().text == "true";
    if (type == nullptr || (!wanted && value().text != "false")) return;
    if (!wanted || type->text.ends_with("| null")) return replace_by(std::nullopt);
    if (auto change = yaml::appended(*type, " | null")) replace_by(std::move(change));
  }

  /// `absent` is the value that says so; the other one says what holds without it.
  void may_be_absent(std::string_view absent) {
    const bool wanted = value().text == absent;
    const bool known = value().text == "true" || value().text == "false";
    if (!known || around_ == nullptr || around_->field == nullptr) return;
    const auto& field = *around_->field;
    if (!wanted && field.text.ends_with('?')) return;  // they contradict each other
    // A field with a default may be absent as it is.
    if (!wanted || field.text.ends_with('?') || mapping_.find("default") != nullptr)
      return replace_by(std::nullopt);
    if (auto change = yaml::appended(field, "?")) replace_by(std::move(change));
  }

  void reference() {
    if (!value().is_scalar() || !is_free("type")) return;
    const std::string_view target = value().text;
    const std::string_view name = target.substr(target.rfind('/') + 1);
    if (!is_type_name(name)) return;
    draft_.fix({key().span.file, key().span.begin, value().span.end}, "type: " + std::string(name));
  }

  void said_already() {
    constexpr std::array<std::string_view, 2> said{"object", "string"};
    if (value().is_scalar() && std::find(said.begin(), said.end(), value().text) != said.end())
      replace_by(std::nullopt);
  }

  const yaml::Node& mapping_;
  std::size_t index_;
  const language::Place& place_;
  const Surroundings* around_;
  Draft& draft_;
};

}  // namespace

bool explain_foreign_key(const yaml::Node& mapping, std::size_t index, const language::Place& place,
                         const Surroundings* around, Draft& draft) {
  const auto* foreign = language::find_foreign_key(mapping.entries[index].key->text);
  if (foreign == nullptr) return false;
  // Where neither the place has our key nor a sentence goes with it, the word is not what was
  // meant.
  if (foreign->repair == Repair::rename && foreign->advice.empty() &&
      language::find_key(place, foreign->ours) == nullptr)
    return false;
  Explanation(mapping, index, place, around, draft).give(*foreign);
  return true;
}

bool ends_cut_type(const yaml::Node& mapping, std::size_t index) {
  if (index == 0) return false;
  const auto& [key, value] = mapping.entries[index - 1];
  const auto& rest = *mapping.entries[index].key;
  const auto open = [](const yaml::Node& node) {
    return std::count(node.text.begin(), node.text.end(), '<') -
           std::count(node.text.begin(), node.text.end(), '>');
  };
  // Of three arguments the middle one opens and closes nothing.
  const auto& cut = value->is_null() || value->text.empty() ? *key : *value;
  return cut.is_plain() && rest.is_plain() && mapping.entries[index].value->text.empty() &&
         ((open(cut) > 0 && open(rest) <= 0) ||
          (open(rest) < 0 && ends_cut_type(mapping, index - 1)));
}

}  // namespace tally::compiler::resolving

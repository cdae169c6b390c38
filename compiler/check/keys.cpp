// Key patterns.
#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "check/passes.h"
#include "diagnose/quote.h"
#include "model/query.h"

namespace tally::compiler::checking {
namespace {

bool is_literal(std::string_view level) {
  return !level.empty() && level.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") ==
                               std::string_view::npos;
}

bool is_placeholder(std::string_view level) {
  if (level.size() < 3 || level.front() != '{' || level.back() != '}') return false;
  const std::string_view name = level.substr(1, level.size() - 2);
  const bool digit = name.front() >= '0' && name.front() <= '9';
  return !digit && name.find('-') == std::string_view::npos && is_literal(name);
}

bool check_pattern(const model::Key& key, Diagnostics& diagnostics) {
  std::set<std::string_view> names;
  for (const std::string_view level : model::levels(key.pattern)) {
    const bool placeholder = is_placeholder(level);
    const bool twice = placeholder && !names.insert(level).second;
    if ((placeholder || is_literal(level)) && !twice) continue;
    auto draft =
        diagnostics.add(Code::bad_key_pattern, key.span, quote(key.pattern) + " is no key pattern");
    if (twice) {
      draft.label(quote(level) + " stands there twice");
    } else if (level.empty()) {
      draft.label("a level is empty");
    } else {
      draft.label(quote(level) + " is neither lower-case text nor a `{name}`");
    }
    return false;
  }
  return true;
}

bool overlap(std::string_view a, std::string_view b) {
  const auto left = model::levels(a);
  const auto right = model::levels(b);
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](std::string_view one, std::string_view other) {
                      return one == other || one.front() == '{' || other.front() == '{';
                    });
}

}  // namespace

void check_keys(const model::Model& model, Diagnostics& diagnostics) {
  for (const auto& contract : model.contracts) {
    std::vector<const model::Key*> sound;
    for (const auto& key : contract.keys) {
      if (!check_pattern(key, diagnostics)) continue;
      const auto other = std::find_if(sound.begin(), sound.end(), [&](const model::Key* known) {
        return overlap(known->pattern, key.pattern);
      });
      if (other != sound.end()) {
        diagnostics
            .add(Code::ambiguous_key, key.span,
                 quote(key.pattern) + " and " + quote((*other)->pattern) + " may mean the same key")
            .related((*other)->span, "the other pattern");
      }
      sound.push_back(&key);
    }
  }
}

}  // namespace tally::compiler::checking

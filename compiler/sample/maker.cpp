#include "sample/maker.h"

#include <algorithm>
#include <set>
#include <utility>

#include "sample/formats.h"
#include "sample/numbers.h"
#include "sample/settle.h"
#include "tally/engine/explain/explain.h"
#include "tally/engine/explain/issue_text.h"
#include "tally/engine/json/walk.h"
#include "tally/engine/values/base64.h"
#include "tally/engine/vocabulary/keyword.h"

namespace tally::compiler::sampling {
namespace {

using plan::Constraint;
using plan::Kind;
using plan::Type;
using plan::TypeIndex;

constexpr std::uint32_t endless = UINT32_MAX;
constexpr int most_tries = 64;  // for one value
// For all records of a document: those inside of each other would multiply.
constexpr std::uint32_t most_records_again = 512;

std::uint32_t one_more(std::uint32_t depth) {
  return depth == endless ? endless : depth + 1;
}

bool has_format(const Type& type) {
  return std::any_of(type.constraints.begin(), type.constraints.end(),
                     [](const Constraint& each) { return each.format != nullptr; });
}

}  // namespace

TextRules rules_of(const Type& type) {
  TextRules rules;
  for (const Constraint& constraint : type.constraints) {
    const auto limit = static_cast<std::uint32_t>(constraint.integer);
    if (constraint.pattern != nullptr) rules.patterns.push_back(constraint.text);
    const auto [subject, bound] = facts_of(constraint.keyword);
    if (subject != Subject::length) continue;
    if (bound == Bound::lower) rules.min = std::max(rules.min, limit);
    if (bound == Bound::upper) rules.max = std::min(rules.max, limit);
  }
  return rules;
}

Workshop::Workshop(const plan::Plan& plan) : plan_(plan) {
  measure_depths();
}

Issues Workshop::judge(TypeIndex type, std::string_view json) {
  document_.assign(json);
  return explain(plan_, type, document_.padded());
}

const TextWalk* Workshop::texts(TypeIndex type) {
  auto found = texts_.find(type);
  if (found == texts_.end())
    found = texts_.emplace(type, TextWalk::build(rules_of(plan_.types[type]))).first;
  return found->second ? &*found->second : nullptr;
}

/// The least solution, by going round until nothing changes: recursion has none but through what
/// may be left out.
void Workshop::measure_depths() {
  const auto& types = plan_.types;
  least_.assign(types.size(), endless);
  const auto measure = [&](const Type& type) -> std::uint32_t {
    std::uint32_t depth = 0;
    switch (type.kind) {
      case Kind::nullable:
        return 0;
      case Kind::list:
      case Kind::map: {
        const bool filled = std::any_of(
            type.constraints.begin(), type.constraints.end(), [](const Constraint& each) {
              return each.integer > 0 && facts_of(each.keyword).bound == Bound::lower;
            });
        return filled ? one_more(least_[type.element]) : 1;
      }
      case Kind::union_:
        depth = endless;
        for (const auto& variant : type.members) depth = std::min(depth, least_[variant.type]);
        return depth;
      case Kind::record:
        for (const auto& field : type.members) {
          if (!field.optional) depth = std::max(depth, least_[field.type]);
        }
        return one_more(depth);
      default:
        return 0;
    }
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < types.size(); ++i) {
      const std::uint32_t depth = measure(types[i]);
      changed = changed || depth != least_[i];
      least_[i] = depth;
    }
  }
}

std::optional<Value> Maker::make(TypeIndex index, std::uint32_t levels) {
  const Type& type = workshop_.plan().types[index];
  switch (type.kind) {
    case Kind::list:
      return list(index, levels);
    case Kind::map:
      return map(index, levels);
    case Kind::record:
      return record(index, levels);
    case Kind::union_:
      return tagged(index, levels);
    case Kind::nullable: {
      const bool deep = workshop_.least_depth(type.element) > levels;
      Made made = deep || random_.one_in(4) ? Made() : make(type.element, levels);
      if (!made) made = Value{.json = "null"};
      made->type = index;
      return made;
    }
    default:
      return leaf(index);
  }
}

std::optional<Value> Maker::leaf(TypeIndex index) {
  for (int tries = 0; tries < most_tries; ++tries) {
    std::string json = candidate(index);
    if (json.empty() || !workshop_.judge(index, json).empty()) continue;
    return Value{.type = index, .shape = index, .json = std::move(json)};
  }
  if (!workshop_.trouble) workshop_.trouble.emplace(path_, index);
  return std::nullopt;
}

std::string Maker::candidate(TypeIndex index) {
  const Type& type = workshop_.plan().types[index];
  const auto quoted = [](const std::string& text) { return tally::to_json(text); };
  switch (type.kind) {
    case Kind::boolean:
      return random_.one_in(2) ? "true" : "false";
    case Kind::float32:
    case Kind::float64:
      return make_float(type, random_);
    case Kind::string:
      return quoted(text(index));
    case Kind::bytes:
      return quoted(bytes(type));
    case Kind::uuid:
      return quoted(make_uuid(random_));
    case Kind::timestamp:
      if (type.encoding == plan::Encoding::unix_millis)
        return std::to_string(946'684'800'000 + random_.below(3'155'760'000'000));
      return quoted(make_timestamp(random_));
    case Kind::date:
      return quoted(make_date(random_));
    case Kind::time:
      return quoted(make_time(random_));
    case Kind::duration:
      return quoted(make_duration(random_));
    case Kind::enumeration:
      if (type.members.empty()) return {};
      return quoted(std::string(type.members[random_.below(type.members.size())].name));
    case Kind::json: {
      constexpr std::string_view all[] = {
          "null", "true", "0", "1.5", R"("text")", "[]", R"([1,"two"])", R"({"a":{"b":[]}})"};
      return std::string(all[random_.below(std::size(all))]);
    }
    default:
      return make_whole(type, random_);
  }
}

/// Of a format, or by the patterns: whatever both ask for, one of them may bring.
std::string Maker::text(TypeIndex index) {
  const Type& type = workshop_.plan().types[index];
  const TextWalk* walk = workshop_.texts(index);
  if (has_format(type) && (walk == nullptr || !random_.one_in(8))) {
    for (const Constraint& constraint : type.constraints) {
      if (constraint.format != nullptr) return make_format(*find_format(constraint.text), random_);
    }
  }
  return walk == nullptr ? std::string() : walk->make(random_);
}

std::string Maker::bytes(const Type& type) {
  const TextRules rules = rules_of(type);
  const std::uint32_t most = std::min(rules.max, rules.min + 24);
  const auto size = static_cast<std::size_t>(random_.between(rules.min, std::max(rules.min, most)));
  std::vector<std::byte> data(size);
  for (std::byte& byte : data) byte = static_cast<std::byte>(random_.below(256));
  std::string text(max_encoded_size(size), '\0');
  const bool url = type.encoding == plan::Encoding::base64url;
  const char* end =
      encode_base64(text.data(), data.data(), size, url ? Base64::url : Base64::standard);
  text.resize(static_cast<std::size_t>(end - text.data()));
  return text;
}

/// How many items or entries: few, and often as few or as many as may be.
std::uint32_t Maker::count(const Type& type, bool small) {
  std::uint32_t least = 0;
  std::uint32_t most = endless;
  for (const Constraint& constraint : type.constraints) {
    const auto limit = static_cast<std::uint32_t>(constraint.integer);
    const Bound bound = facts_of(constraint.keyword).bound;
    if (bound == Bound::lower) least = std::max(least, limit);
    if (bound == Bound::upper) most = std::min(most, limit);
  }
  if (small || random_.one_in(6)) return least;
  if (most <= 12 && random_.one_in(6)) return most;
  const std::uint32_t high = std::min(most, least + 3);
  return static_cast<std::uint32_t>(random_.between(least, std::max(least, high)));
}

std::optional<Value> Maker::within(std::string_view step, TypeIndex type, std::uint32_t levels) {
  const std::size_t length = path_.size();
  path_ += '/';
  for (const char c : step) path_ += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  Made made = make(type, levels);
  path_.resize(length);
  return made;
}

/// Whether nothing is wrong with the list, but that it may be too short still.
bool Maker::goes_on(const Value& list) {
  if (workshop_.plan().types[list.type].constraints.empty()) return true;
  const Issues issues = workshop_.judge(list.type, to_json(list));
  return std::all_of(issues.begin(), issues.end(),
                     [](const Issue& issue) { return issue.code == "minItems"; });
}

std::optional<Value> Maker::list(TypeIndex index, std::uint32_t levels) {
  const Type& type = workshop_.plan().types[index];
  const bool deep = levels == 0 || workshop_.least_depth(type.element) > levels - 1;
  Value value{.form = Value::Form::list, .type = index, .shape = index};
  const std::uint32_t wanted = count(type, deep);
  const std::uint32_t least = count(type, true);
  for (int tries = 0; value.items.size() < wanted && tries < most_tries; ++tries) {
    const std::string step = std::to_string(value.items.size());
    Made item = within(step, type.element, levels == 0 ? 0 : levels - 1);
    if (!item) break;
    value.items.push_back(std::move(*item));
    if (!goes_on(value)) value.items.pop_back();  // an item that is there already, for example
  }
  if (value.items.size() < least) return std::nullopt;
  return value;
}

std::optional<Value> Maker::map(TypeIndex index, std::uint32_t levels) {
  const Type& type = workshop_.plan().types[index];
  const bool deep = levels == 0 || workshop_.least_depth(type.element) > levels - 1;
  Value value{.form = Value::Form::object, .type = index, .shape = index};
  const std::uint32_t wanted = count(type, deep);
  const std::uint32_t least = count(type, true);
  std::set<std::string> keys;
  for (int tries = 0; keys.size() < wanted && tries < most_tries; ++tries) {
    std::string key = text(type.key);
    if (keys.contains(key) || !workshop_.judge(type.key, tally::to_json(key)).empty()) continue;
    Made item = within(key, type.element, levels == 0 ? 0 : levels - 1);
    if (!item) break;
    value.items.push_back(std::move(*item));
    value.keys.push_back(key);
    keys.insert(std::move(key));
  }
  if (keys.size() >= least) return value;
  if (!workshop_.trouble) workshop_.trouble.emplace(path_, type.key);
  return std::nullopt;
}

std::optional<Value> Maker::member(TypeIndex record, std::size_t which, std::uint32_t levels) {
  const plan::Member& field = workshop_.plan().types[record].members[which];
  if (series_ != nullptr && field.simulated != nullptr) {
    std::string path = path_;
    json::append_step(path, field.name);
    if (auto made = series_->value({record, which, path}, moment_))
      return Value{.type = field.type, .shape = field.type, .json = std::move(*made)};
  }
  return within(field.name, field.type, levels);
}

/// Rules of a record are obeyed by chance: the better the sooner it is looked at.
std::optional<Value> Maker::record(TypeIndex index, std::uint32_t levels) {
  Made made;
  for (int tries = 0; tries < most_tries; ++tries) {
    made = fields(index, levels);
    if (made) settle(workshop_.plan(), index, *made);
    if (!made || workshop_.judge(index, to_json(*made)).empty()) break;
    if (++records_again_ > most_records_again) break;
  }
  return made;
}

std::optional<Value> Maker::fields(TypeIndex index, std::uint32_t levels) {
  const Type& type = workshop_.plan().types[index];
  const std::uint32_t rest = levels == 0 ? 0 : levels - 1;
  Value value{.form = Value::Form::object, .type = index, .shape = index};
  for (std::size_t i = 0; i < type.members.size(); ++i) {
    const plan::Member& field = type.members[i];
    const bool deep = workshop_.least_depth(field.type) > rest;
    if (field.optional && (deep || random_.one_in(2))) continue;
    Made made = member(index, i, rest);
    if (!made && field.optional) continue;
    if (!made) return std::nullopt;
    value.keys.emplace_back(field.name);
    value.items.push_back(std::move(*made));
  }
  return value;
}

std::optional<Value> Maker::tagged(TypeIndex index, std::uint32_t levels) {
  const Type& type = workshop_.plan().types[index];
  std::vector<std::size_t> fitting;
  std::size_t flattest = 0;
  for (std::size_t i = 0; i < type.members.size(); ++i) {
    const auto depth = [&](std::size_t at) { return workshop_.least_depth(type.members[at].type); };
    if (depth(i) <= levels) fitting.push_back(i);
    if (depth(i) < depth(flattest)) flattest = i;
  }
  if (type.members.empty()) return std::nullopt;
  const std::size_t variant = fitting.empty() ? flattest : fitting[random_.below(fitting.size())];
  Made made = record(type.members[variant].type, levels);
  if (!made) return std::nullopt;
  made->type = index;
  made->shape = type.members[variant].type;
  const std::size_t place = random_.one_in(4) ? made->keys.size() : 0;
  made->keys.insert(made->keys.begin() + static_cast<std::ptrdiff_t>(place), std::string(type.tag));
  made->items.insert(made->items.begin() + static_cast<std::ptrdiff_t>(place),
                     Value{.type = index,
                           .shape = index,
                           .json = tally::to_json(std::string(type.members[variant].name))});
  return made;
}

}  // namespace tally::compiler::sampling

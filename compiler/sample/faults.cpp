#include "sample/faults.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "model/vocabulary.h"
#include "sample/numbers.h"
#include "tally/engine/explain/issue_text.h"
#include "tally/engine/values/base64.h"
#include "tally/engine/vocabulary/keyword.h"

namespace tally::compiler::sampling {
namespace {

using plan::Constraint;
using plan::Keyword;
using plan::Kind;
using plan::Type;
using plan::TypeIndex;

// What is in no format, or in few.
constexpr std::string_view odd_texts[] = {"?", "a b", "(", "%", "-", "", "~", "/a~"};

/// A constraint that is to be broken.
struct Target {
  const Value& value;
  const Type& type;
  const Constraint& constraint;
  Bound bound;
  IssueCode code;
};

class Finder {
 public:
  Finder(Workshop& workshop, Random& random) : workshop_(workshop), random_(random) {}

  std::vector<Fault> run(const Value& document) {
    visit(document);
    return std::move(faults_);
  }

 private:
  void add(IssueCode code, std::string path, std::function<bool(Value&)> make) {
    faults_.push_back({std::string(word_of(code)), std::move(path), route_, std::move(make)});
  }
  void add(IssueCode code, std::function<bool(Value&)> make) { add(code, path_, std::move(make)); }

  /// The value becomes this JSON.
  void replace(IssueCode code, std::string json) {
    add(code, [json = std::move(json)](Value& value) {
      value.form = Value::Form::literal;
      value.json = json;
      return true;
    });
  }

  [[nodiscard]] std::string below(std::string_view step) const {
    std::string path = path_ + "/";
    for (const char c : step) path += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return path;
  }

  [[nodiscard]] const Type& type_of(TypeIndex index) const { return workshop_.plan().types[index]; }

  void visit(const Value& value) {
    TypeIndex index = value.type;
    const bool nullable = type_of(index).kind == Kind::nullable;
    if (nullable) index = type_of(index).element;
    const Type& type = type_of(index);
    if (type.kind == Kind::json || value.json == "null") return;
    replace(IssueCode::type, type.kind == Kind::boolean ? "0" : "true");
    if (!nullable) replace(IssueCode::type, "null");
    for (const Constraint& constraint : type.constraints) violate(value, type, constraint);
    switch (type.kind) {
      case Kind::bytes:
        return replace(IssueCode::encoding, R"("!")");
      case Kind::float32:
      case Kind::float64:
        return replace(IssueCode::range, "1e400");
      case Kind::decimal:
        replace(IssueCode::range, "1e" + std::to_string(type.precision - type.scale));
        return replace(IssueCode::precision, "0." + std::string(type.scale, '0') + "1");
      case Kind::uuid:
      case Kind::date:
      case Kind::time:
      case Kind::duration:
        return replace(IssueCode::format, R"("soon")");
      case Kind::timestamp:
        if (type.encoding == plan::Encoding::natural) replace(IssueCode::format, R"("tomorrow")");
        return;
      case Kind::enumeration:
        return replace(IssueCode::enumeration, R"("none of these")");
      case Kind::map:
        if (!value.keys.empty()) duplicate(value);
        return inside(value, type);
      case Kind::list:
        return inside(value, type);
      case Kind::record:
      case Kind::union_:
        members(value, type);
        return inside(value, type);
      default:
        break;
    }
    if (!model::is_integer(type.kind)) return;
    replace(IssueCode::range, "99999999999999999999");
    replace(IssueCode::type, "0.5");
  }

  /// `type`: of the value, without what says that it may be null.
  void inside(const Value& value, const Type& type) {
    const bool object = value.form == Value::Form::object;
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      if (type.kind == Kind::union_ && value.keys[i] == type.tag) continue;
      const std::string step = object ? value.keys[i] : std::to_string(i);
      const std::string outer = std::exchange(path_, below(step));
      route_.push_back(i);
      visit(value.items[i]);
      route_.pop_back();
      path_ = outer;
    }
  }

  void violate(const Value& value, const Type& type, const Constraint& constraint) {
    const Target target{value, type, constraint, facts_of(constraint.keyword).bound,
                        code_of(constraint.keyword)};
    switch (constraint.keyword) {
#define TALLY_KEYWORD(id, word, subject, bound, test, ...) \
  case Keyword::id:                                        \
    return test(target);
#include "tally/engine/vocabulary/keywords.def"
    }
  }

  // One for each `test` of keywords.def.

  void comparison(const Target& target) {
    const auto& [value, type, constraint, bound, code] = target;
    const bool least = bound == Bound::lower || bound == Bound::above;
    if (model::is_float(type.kind)) {
      const double limit = constraint.number;
      const double far = std::max(1.0, std::fabs(limit));
      const bool exclusive = bound == Bound::above || bound == Bound::below;
      replace(code, spell_float(type, exclusive ? limit : least ? limit - far : limit + far));
      return;
    }
    const WholeRange range = range_of(type);
    for (const Int128 far : {range.step, Int128{1}})
      replace(code, spell_whole(type, least ? range.low - far : range.high + far));
  }

  void multiple(const Target& target) {
    if (model::is_float(target.type.kind)) {
      for (const double share : {0.5, 1.5})
        replace(target.code, spell_float(target.type, target.constraint.number * share));
      return;
    }
    const WholeRange range = range_of(target.type);
    for (const Int128 extra : {Int128{1}, -Int128{1}})
      replace(target.code, spell_whole(target.type, range.low + range.step + extra));
  }

  void length(const Target& target) {
    TextRules rules = rules_of(target.type);
    const bool least = target.bound == Bound::lower;
    if (least ? rules.min == 0 : rules.max == UINT32_MAX) return;
    const std::uint32_t wrong = least ? rules.min - 1 : rules.max + 1;
    if (target.type.kind == Kind::bytes) {
      if (least || wrong <= most_spoiled) of_size(target, wrong);
      return;
    }
    rules.min = least ? 0 : wrong;
    rules.max = least ? wrong : UINT32_MAX;
    walk(target.code, std::move(rules));
  }

  void of_size(const Target& target, std::uint32_t size) {
    const bool url = target.type.encoding == plan::Encoding::base64url;
    add(target.code, [size, url](Value& value) {
      const std::vector<std::byte> data(size);
      std::string coded(max_encoded_size(size), '\0');
      const char* end =
          encode_base64(coded.data(), data.data(), size, url ? Base64::url : Base64::standard);
      coded.resize(static_cast<std::size_t>(end - coded.data()));
      value.json = tally::to_json(coded);
      return true;
    });
  }

  void pattern(const Target& target) {
    TextRules rules = rules_of(target.type);
    std::erase(rules.patterns, target.constraint.text);
    rules.refused = target.constraint.text;
    walk(target.code, std::move(rules));
  }

  void format(const Target& target) {
    walk(target.code, rules_of(target.type));
    for (const auto odd : odd_texts) replace(target.code, tally::to_json(std::string(odd)));
  }

  /// A text by other rules than the type's.
  void walk(IssueCode code, TextRules rules) {
    add(code, [&random = random_, rules = std::move(rules)](Value& value) {
      const auto texts = TextWalk::build(rules);
      if (!texts) return false;
      value.json = tally::to_json(texts->make(random));
      return true;
    });
  }

  void count(const Target& target) {
    const auto limit = static_cast<std::size_t>(target.constraint.integer);
    const bool least = target.bound == Bound::lower;
    if (least ? limit == 0 : limit >= most_spoiled) return;
    if (least) return too_few(target.code, limit);
    return target.type.kind == Kind::map ? too_many_entries(target, limit)
                                         : too_many_items(target, limit);
  }

  void too_few(IssueCode code, std::size_t limit) {
    add(code, [limit](Value& whole) {
      if (whole.items.size() < limit) return false;
      whole.items.resize(limit - 1);
      if (whole.form == Value::Form::object) whole.keys.resize(limit - 1);
      return true;
    });
  }

  void too_many_items(const Target& target, std::size_t limit) {
    add(target.code, [&workshop = workshop_, &random = random_, limit,
                      element = target.type.element](Value& list) {
      while (list.items.size() <= limit) {
        auto item = Maker(workshop, random, nullptr, 0).make(element, 0);
        if (!item) return false;
        list.items.push_back(std::move(*item));
      }
      return true;
    });
  }

  void too_many_entries(const Target& target, std::size_t limit) {
    add(target.code, [&workshop = workshop_, &random = random_, limit,
                      &type = target.type](Value& map) {
      const TextWalk* keys = workshop.texts(type.key);
      if (keys == nullptr) return false;
      for (std::size_t tries = 0; map.keys.size() <= limit && tries < 20 * limit + 100; ++tries) {
        std::string key = keys->make(random);
        if (std::find(map.keys.begin(), map.keys.end(), key) != map.keys.end()) continue;
        auto item = Maker(workshop, random, nullptr, 0).make(type.element, 0);
        if (!item) return false;
        map.keys.push_back(std::move(key));
        map.items.push_back(std::move(*item));
      }
      return map.keys.size() > limit;
    });
  }

  void difference(const Target& target) {
    add(target.code, below(std::to_string(target.value.items.size())), [](Value& list) {
      if (list.items.empty()) return false;
      list.items.push_back(list.items.front());
      return true;
    });
  }

  void duplicate(const Value& value) {
    const std::size_t which = random_.below(value.keys.size());
    add(IssueCode::duplicate, below(value.keys[which]), [which](Value& object) {
      object.keys.push_back(object.keys[which]);
      object.items.push_back(object.items[which]);
      return true;
    });
  }

  void members(const Value& value, const Type& type) {
    const Type& record = type_of(value.shape);
    const auto drop = [](std::string_view name) {
      return [name](Value& object) {
        const auto at = std::find(object.keys.begin(), object.keys.end(), name);
        if (at == object.keys.end()) return false;
        object.items.erase(object.items.begin() + (at - object.keys.begin()));
        object.keys.erase(at);
        return true;
      };
    };
    for (const auto& field : record.members) {
      if (!field.optional) add(IssueCode::required, below(field.name), drop(field.name));
    }
    if (type.kind == Kind::union_) {
      add(IssueCode::tag, below(type.tag), drop(type.tag));
      add(IssueCode::tag, below(type.tag), [tag = type.tag](Value& object) {
        const auto at = std::find(object.keys.begin(), object.keys.end(), tag);
        object.items[static_cast<std::size_t>(at - object.keys.begin())].json =
            R"("none of these")";
        return true;
      });
    }
    if (record.unknown == plan::Unknown::reject) {
      add(IssueCode::unknown, below("nobody knows"), [](Value& object) {
        object.keys.emplace_back("nobody knows");
        object.items.push_back(Value{.json = "1"});
        return true;
      });
    }
    if (!value.keys.empty()) duplicate(value);
  }

  // Lists and the like that would have to be longer are left alone.
  static constexpr std::size_t most_spoiled = 2000;

  Workshop& workshop_;
  Random& random_;
  std::vector<Fault> faults_;
  std::vector<std::size_t> route_;
  std::string path_;
};

}  // namespace

std::vector<Fault> faults_of(const Value& document, Workshop& workshop, Random& random) {
  return Finder(workshop, random).run(document);
}

}  // namespace tally::compiler::sampling

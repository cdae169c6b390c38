#include "sample/faults.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sample/numbers.h"
#include "tally/engine/base64.h"
#include "tally/engine/issue_text.h"

namespace tally::compiler::sampling {
namespace {

using plan::Constraint;
using plan::Keyword;
using plan::Kind;
using plan::Type;
using plan::TypeIndex;

// What is in no format, or in few.
constexpr std::string_view odd_texts[] = {"?", "a b", "(", "%", "-", "", "~", "/a~"};

bool is_whole(Kind kind) {
  return (kind >= Kind::integer && kind <= Kind::uint64) || kind == Kind::decimal;
}

class Finder {
 public:
  Finder(Workshop& workshop, Random& random) : workshop_(workshop), random_(random) {}

  std::vector<Fault> run(const Value& document) {
    visit(document);
    return std::move(faults_);
  }

 private:
  void add(std::string_view code, std::string path, std::function<bool(Value&)> make) {
    faults_.push_back({std::string(code), std::move(path), route_, std::move(make)});
  }
  void add(std::string_view code, std::function<bool(Value&)> make) {
    add(code, path_, std::move(make));
  }

  /// The value becomes this JSON.
  void replace(std::string_view code, std::string json) {
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
    replace("type", type.kind == Kind::boolean ? "0" : "true");
    if (!nullable) replace("type", "null");
    switch (type.kind) {
      case Kind::string:
        return text(index);
      case Kind::bytes:
        return bytes(type);
      case Kind::float32:
      case Kind::float64:
        return floating(type);
      case Kind::uuid:
      case Kind::date:
      case Kind::time:
      case Kind::duration:
        return replace("format", R"("soon")");
      case Kind::timestamp:
        if (type.encoding == plan::Encoding::natural) replace("format", R"("tomorrow")");
        return;
      case Kind::enumeration:
        return replace("enum", R"("none of these")");
      case Kind::list:
        items(value, type);
        return inside(value, type);
      case Kind::map:
        entries(value, type);
        return inside(value, type);
      case Kind::record:
      case Kind::union_:
        members(value, type);
        return inside(value, type);
      default:
        if (is_whole(type.kind)) whole(type);
        return;
    }
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

  void whole(const Type& type) {
    const WholeRange range = range_of(type);
    for (const Constraint& constraint : type.constraints) {
      const std::string_view code = code_of(constraint.keyword);
      if (constraint.keyword == Keyword::multiple_of) {
        for (const Int128 extra : {Int128{1}, -Int128{1}})
          replace(code, spell_whole(type, range.low + range.step + extra));
      } else if (constraint.keyword == Keyword::minimum ||
                 constraint.keyword == Keyword::exclusive_minimum) {
        replace(code, spell_whole(type, range.low - range.step));
        replace(code, spell_whole(type, range.low - 1));
      } else {
        replace(code, spell_whole(type, range.high + range.step));
        replace(code, spell_whole(type, range.high + 1));
      }
    }
    if (type.kind == Kind::decimal) {
      replace("range", "1e" + std::to_string(type.precision - type.scale));
      replace("precision", "0." + std::string(type.scale, '0') + "1");
    } else {
      replace("range", "99999999999999999999");
      replace("type", "0.5");
    }
  }

  void floating(const Type& type) {
    for (const Constraint& constraint : type.constraints) {
      const std::string_view code = code_of(constraint.keyword);
      const double limit = constraint.number;
      const double far = std::max(1.0, std::fabs(limit));
      switch (constraint.keyword) {
        case Keyword::minimum:
          replace(code, spell_float(type, limit - far));
          break;
        case Keyword::maximum:
          replace(code, spell_float(type, limit + far));
          break;
        case Keyword::exclusive_minimum:
        case Keyword::exclusive_maximum:
          replace(code, spell_float(type, limit));
          break;
        default:
          replace(code, spell_float(type, limit / 2));
          replace(code, spell_float(type, limit * 1.5));
          break;
      }
    }
    replace("range", "1e400");
  }

  /// A text by other rules than the type's.
  void walk(std::string_view code, TextRules rules) {
    add(code, [&random = random_, rules = std::move(rules)](Value& value) {
      const auto texts = TextWalk::build(rules);
      if (!texts) return false;
      value.json = tally::to_json(texts->make(random));
      return true;
    });
  }

  void text(TypeIndex index) {
    const Type& type = type_of(index);
    const TextRules sound = rules_of(type);
    for (const Constraint& constraint : type.constraints) {
      const std::string_view code = code_of(constraint.keyword);
      TextRules rules = sound;
      if (constraint.keyword == Keyword::pattern) {
        std::erase(rules.patterns, constraint.text);
        rules.refused = constraint.text;
        walk(code, std::move(rules));
      } else if (constraint.keyword == Keyword::min_length && sound.min > 0) {
        rules.min = 0;
        rules.max = sound.min - 1;
        walk(code, std::move(rules));
      } else if (constraint.keyword == Keyword::max_length && sound.max < UINT32_MAX) {
        rules.min = sound.max + 1;
        rules.max = UINT32_MAX;
        walk(code, std::move(rules));
      } else if (constraint.keyword == Keyword::format) {
        walk(code, std::move(rules));
        for (const auto odd : odd_texts) replace(code, tally::to_json(std::string(odd)));
      }
    }
  }

  void bytes(const Type& type) {
    const bool url = type.encoding == plan::Encoding::base64url;
    const TextRules sound = rules_of(type);
    const auto of_size = [&](std::string_view code, std::uint32_t size) {
      add(code, [size, url](Value& value) {
        const std::vector<std::byte> data(size);
        std::string coded(max_encoded_size(size), '\0');
        const char* end =
            encode_base64(coded.data(), data.data(), size, url ? Base64::url : Base64::standard);
        coded.resize(static_cast<std::size_t>(end - coded.data()));
        value.json = tally::to_json(coded);
        return true;
      });
    };
    if (sound.min > 0) of_size("minLength", sound.min - 1);
    if (sound.max < most_spoiled) of_size("maxLength", sound.max + 1);
    replace("encoding", R"("!")");
  }

  void items(const Value& value, const Type& type) {
    for (const Constraint& constraint : type.constraints) {
      const auto limit = static_cast<std::size_t>(constraint.integer);
      const std::string_view code = code_of(constraint.keyword);
      if (constraint.keyword == Keyword::min_items && limit > 0) {
        add(code, [limit](Value& list) {
          if (list.items.size() >= limit) list.items.resize(limit - 1);
          return true;
        });
      } else if (constraint.keyword == Keyword::max_items && limit < most_spoiled) {
        add(code,
            [&workshop = workshop_, &random = random_, limit, element = type.element](Value& list) {
              while (list.items.size() <= limit) {
                auto item = Maker(workshop, random, nullptr, 0).make(element, 0);
                if (!item) return false;
                list.items.push_back(std::move(*item));
              }
              return true;
            });
      } else if (constraint.keyword == Keyword::unique_items ||
                 constraint.keyword == Keyword::unique_by) {
        add(code, below(std::to_string(value.items.size())), [](Value& list) {
          if (list.items.empty()) return false;
          list.items.push_back(list.items.front());
          return true;
        });
      }
    }
  }

  void entries(const Value& value, const Type& type) {
    for (const Constraint& constraint : type.constraints) {
      const auto limit = static_cast<std::size_t>(constraint.integer);
      const std::string_view code = code_of(constraint.keyword);
      if (constraint.keyword == Keyword::min_properties && limit > 0) {
        add(code, [limit](Value& map) {
          if (map.items.size() < limit) return false;
          map.items.resize(limit - 1);
          map.keys.resize(limit - 1);
          return true;
        });
      } else if (constraint.keyword == Keyword::max_properties && limit < most_spoiled) {
        add(code, [&workshop = workshop_, &random = random_, limit, &type](Value& map) {
          const TextWalk* keys = workshop.texts(type.key);
          if (keys == nullptr) return false;
          for (std::size_t tries = 0; map.keys.size() <= limit && tries < 20 * limit + 100;
               ++tries) {
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
    }
    if (!value.keys.empty()) duplicate(value);
  }

  void duplicate(const Value& value) {
    const std::size_t which = random_.below(value.keys.size());
    add("duplicate", below(value.keys[which]), [which](Value& object) {
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
      if (!field.optional) add("required", below(field.name), drop(field.name));
    }
    if (type.kind == Kind::union_) {
      add("tag", below(type.tag), drop(type.tag));
      add("tag", below(type.tag), [tag = type.tag](Value& object) {
        const auto at = std::find(object.keys.begin(), object.keys.end(), tag);
        object.items[static_cast<std::size_t>(at - object.keys.begin())].json =
            R"("none of these")";
        return true;
      });
    }
    if (record.unknown == plan::Unknown::reject) {
      add("unknown", below("nobody knows"), [](Value& object) {
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

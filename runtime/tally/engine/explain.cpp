#include "tally/engine/explain.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "tally/engine/base64.h"
#include "tally/engine/constraints.h"
#include "tally/engine/issue_text.h"
#include "tally/engine/json_reader.h"
#include "tally/engine/json_scan.h"
#include "tally/engine/json_walk.h"
#include "tally/engine/kind.h"
#include "tally/engine/rules.h"
#include "tally/engine/value_key.h"

namespace tally {
namespace {

using json::Foreign;
using json::is_number;
using plan::Constraint;
using plan::Keyword;
using plan::Kind;
using plan::Type;
using plan::TypeIndex;

std::string_view name_of(Kind kind) noexcept {
  return facts_of(kind).shown;
}

/// What kind of value begins at `p`.
std::string_view actual_kind(const char* p) noexcept {
  switch (*p) {
    case '"':
      return "string";
    case '{':
      return "object";
    case '[':
      return "array";
    case 't':
    case 'f':
      return "boolean";
    case 'n':
      return "null";
    case json::foreign_mark:
      return json::foreign_name(p[1]);
    default:
      return "number";
  }
}

template <class T>
bool satisfies(Keyword keyword, T value, T limit) noexcept {
  switch (keyword) {
    case Keyword::minimum:
      return value >= limit;
    case Keyword::maximum:
      return value <= limit;
    case Keyword::exclusive_minimum:
      return value > limit;
    case Keyword::exclusive_maximum:
      return value < limit;
    case Keyword::multiple_of:
      return is_multiple_of(value, limit);
    default:
      return true;
  }
}

/// Walks a text that `scan_value` has found to be well-formed.
class Walk {
 public:
  Walk(const plan::Plan& plan, PaddedText document, Source source, plan::UnknownOverride unknown)
      : plan_(plan), document_(document), source_(source), unknown_(unknown) {}

  Issues run(TypeIndex type) {
    if (auto fault = json::find_fault(document_, plan_.limits, source_)) {
      issues_.push_back(std::move(*fault));
    } else {
      value(type, json::skip_space(document_.data));
    }
    return std::move(issues_);
  }

 private:
  static std::string decimal(std::uint64_t value) {
    char digits[max_number_length];
    return {digits, write_uint64(digits, value)};
  }

  [[nodiscard]] json::Scan scan() const noexcept { return json::trusting(source_); }

  [[nodiscard]] bool full() const noexcept { return issues_.size() >= plan_.limits.issues; }

  void report(std::string_view code, const char* at, Parameters parameters) {
    if (full()) return;
    const bool placed = source_ == Source::text;
    const auto offset = placed ? static_cast<std::uint32_t>(at - document_.data) : Issue::nowhere;
    issues_.push_back(make_issue(path_, code, parameters, offset));
  }

  void report_type(const char* at, std::string_view expected) {
    // What lies below the depth limit has not been written out by the door, so its kind is not
    // known.
    if (*at == json::foreign_mark && at[1] == static_cast<char>(Foreign::deep)) {
      report("depth", at, {{"limit", decimal(plan_.limits.depth)}});
    } else {
      report("type", at,
             {{"expected", to_json(expected)}, {"actual", told(to_json(actual_kind(at)))}});
    }
  }

  /// What tells of the value; nothing where nothing may.
  [[nodiscard]] std::string told(std::string json) const {
    return secret_ ? std::string() : std::move(json);
  }

  void report_limit(const Constraint& constraint, const char* at) {
    report(code_of(constraint.keyword), at, {{"limit", std::string(constraint.text)}});
  }

  void report_encoding(std::string_view encoding, const char* at) {
    report("encoding", at, {{"encoding", to_json(encoding)}});
  }

  /// Runs `body` with one more step in the path.
  template <class Body>
  void within(std::string_view step, Body body) {
    if (secret_) return body();  // keys are part of the value
    const std::size_t length = path_.size();
    json::append_step(path_, step);
    body();
    path_.resize(length);
  }

  const char* skip(const char* p) const noexcept {
    json::Scan scan = this->scan();
    return json::scan_value(scan, p);
  }

  /// Passes over a value whose content is nobody's business, but which has to be a value on every
  /// platform.
  TALLY_NOINLINE const char* opaque(const char* p) {
    json::Scan scan{.depth = plan::max_depth, .judge_values = true};  // foreign values are none
    if (json::scan_value(scan, p) == nullptr) {
      switch (scan.fault) {
        case json::Fault::encoding:
          report_encoding("Unicode", scan.at);
          break;
        case json::Fault::range:
          report("range", scan.at, {{"type", to_json(name_of(Kind::float64))}});
          break;
        default:
          report_type(scan.at, name_of(Kind::json));
          break;
      }
    }
    return skip(p);
  }

  using Text = json::Text;

  bool decode(const char* p, Text& text, const char*& end) const {
    return json::decode(source_, p, text, end);
  }

  /// The string at `p`; false when there is none that can be looked at, which is reported.
  bool string(const char* p, Text& text, const char*& end) {
    if (*p != '"') {
      report_type(p, name_of(Kind::string));
      end = skip(p);
      return false;
    }
    const bool sound = decode(p, text, end);
    if (!sound) report_encoding("Unicode", p);
    return sound;
  }

  const char* value(TypeIndex index, const char* p) {
    const Type& type = plan_.types[index];
    const bool outer = std::exchange(secret_, secret_ || type.sensitive);
    p = value(type, p);
    secret_ = outer;
    return p;
  }

  const char* value(const Type& type, const char* p) {
    switch (type.kind) {
      case Kind::json:
        return opaque(p);
      case Kind::list:
        return list(type, p);
      case Kind::map:
        return map(type, p);
      case Kind::nullable:
        return *p == 'n' ? p + 4 : value(type.element, p);
      case Kind::union_:
        return tagged(type, p);
      case Kind::record:
        return record(type, p, {});
      default:
        return scalar(type, p);
    }
  }

  /// Apart from the kinds that hold others: what this needs of the stack would be needed for each
  /// level of a document.
  TALLY_NOINLINE const char* scalar(const Type& type, const char* p) {
    switch (type.kind) {
      case Kind::boolean:
        if (*p != 't' && *p != 'f') report_type(p, name_of(type.kind));
        return skip(p);
      case Kind::uint64:
        return integer<std::uint64_t, read_uint64, parse_uint64>(type, p);
      case Kind::float32:
        return number<float, read_float32>(type, p);
      case Kind::float64:
        return number<double, read_double>(type, p);
      case Kind::decimal:
        return decimal_number(type, p);
      case Kind::string:
        return text(type, p);
      case Kind::bytes:
        return bytes(type, p);
      case Kind::uuid:
        return uuid(p);
      case Kind::timestamp:
        return timestamp(type, p);
      case Kind::date:
      case Kind::time:
      case Kind::duration:
        return part_of_time(type, p);
      case Kind::enumeration:
        return enumeration(type, p);
      default:
        return integer<std::int64_t, read_int64, parse_int64>(type, p);
    }
  }

  /// Reads the integer at `p` in whichever of its forms; the status is `syntax` when it has none of
  /// them.
  template <class T, NumberStatus (*from_number)(const char*&, T&),
            NumberStatus (*from_text)(std::string_view, T&)>
  NumberStatus read_integer(const Type& type, const char* p, T& out, const char*& end) const {
    const bool wide = type.kind == Kind::int64 || type.kind == Kind::uint64;
    if (is_number(p)) {
      end = p;
      return from_number(end, out);
    }
    end = skip(p);
    if (!wide) return NumberStatus::syntax;
    Text text;
    if (*p == '"') {
      const char* ignored = nullptr;
      return decode(p, text, ignored) ? from_text(text.view, out) : NumberStatus::syntax;
    }
    const bool bigint = *p == json::foreign_mark && p[1] == static_cast<char>(Foreign::bigint);
    return bigint ? from_text({p + 2, static_cast<std::size_t>(end - (p + 2))}, out)
                  : NumberStatus::syntax;
  }

  template <class T, NumberStatus (*from_number)(const char*&, T&),
            NumberStatus (*from_text)(std::string_view, T&)>
  const char* integer(const Type& type, const char* p) {
    T number = 0;
    const char* end = nullptr;
    NumberStatus status = read_integer<T, from_number, from_text>(type, p, number, end);
    if (type.kind != Kind::uint64 && status == NumberStatus::ok) {
      const KindFacts& facts = facts_of(type.kind);
      const auto value = static_cast<std::int64_t>(number);
      if (value < facts.smallest || value > facts.largest) status = NumberStatus::range;
    }
    if (status == NumberStatus::range) {
      report("range", p, {{"type", to_json(name_of(type.kind))}});
    } else if (status != NumberStatus::ok) {
      report_type(p, "integer");
    } else {
      for (const Constraint& constraint : type.constraints) {
        if (!satisfies(constraint.keyword, number, static_cast<T>(constraint.integer)))
          report_limit(constraint, p);
      }
    }
    return end;
  }

  template <class T, NumberStatus (*read)(const char*&, T&)>
  const char* number(const Type& type, const char* p) {
    if (!is_number(p)) {
      report_type(p, "number");
      return skip(p);
    }
    T number = 0;
    const char* end = p;
    if (read(end, number) != NumberStatus::ok) {
      report("range", p, {{"type", to_json(name_of(type.kind))}});
      return end;
    }
    for (const Constraint& constraint : type.constraints) {
      const bool fine = satisfies(constraint.keyword, number, static_cast<T>(constraint.number));
      if (!fine) report_limit(constraint, p);
    }
    return end;
  }

  const char* decimal_number(const Type& type, const char* p) {
    const char* end = skip(p);
    Decimal value;
    DecimalDigits digits;
    DecimalStatus status = DecimalStatus::syntax;
    if (is_number(p)) {
      status = parse_decimal_number({p, static_cast<std::size_t>(end - p)}, value, digits);
    } else if (*p == '"') {
      Text text;
      const char* ignored = nullptr;
      if (decode(p, text, ignored)) status = parse_decimal(text.view, value, digits);
    }
    if (status == DecimalStatus::syntax) {
      report_type(p, name_of(type.kind));
    } else if (digits.whole > type.precision - type.scale) {
      const std::string name = std::string(name_of(type.kind)) + "(" + decimal(type.precision) +
                               ", " + decimal(type.scale) + ")";
      report("range", p, {{"type", to_json(name)}});
    } else if (digits.fraction > type.scale) {
      report("precision", p,
             {{"precision", decimal(type.precision)}, {"scale", decimal(type.scale)}});
    } else {
      for (const Constraint& constraint : type.constraints) {
        Decimal limit;
        parse_decimal_number(constraint.text, limit, digits);
        if (!satisfies(constraint.keyword, value, limit)) report_limit(constraint, p);
      }
    }
    return end;
  }

  void check_text(const Type& type, std::string_view text, const char* at) {
    for (const Constraint& constraint : type.constraints) {
      if (constraint.keyword == Keyword::pattern) {
        if (!matches(*constraint.pattern, text))
          report("pattern", at, {{"pattern", to_json(constraint.text)}});
        continue;
      }
      if (constraint.keyword == Keyword::format) {
        if (!matches(static_cast<Format>(constraint.integer), text))
          report("format", at, {{"format", to_json(constraint.text)}});
        continue;
      }
      check_length(constraint, length_of(text, constraint.unit), word_of(constraint.unit), at);
    }
  }

  static std::uint32_t length_of(std::string_view text, plan::LengthUnit unit) noexcept {
    const char* end = text.data() + text.size();
    switch (unit) {
      case plan::LengthUnit::characters:
        return count_code_points(text.data(), end);
      case plan::LengthUnit::utf16:
        return count_utf16_units(text.data(), end);
      case plan::LengthUnit::bytes:
        break;
    }
    return static_cast<std::uint32_t>(text.size());
  }

  static std::string_view word_of(plan::LengthUnit unit) noexcept {
    static constexpr std::string_view names[] = {"characters", "bytes", "UTF-16 code units"};
    return names[static_cast<std::size_t>(unit)];
  }

  void check_length(const Constraint& constraint, std::uint32_t length, std::string_view unit,
                    const char* at) {
    const bool fine = constraint.keyword == Keyword::min_length ? length >= constraint.integer
                                                                : length <= constraint.integer;
    if (fine) return;
    report(code_of(constraint.keyword), at,
           {{"limit", std::string(constraint.text)},
            {"actual", told(decimal(length))},
            {"unit", to_json(unit)}});
  }

  void report_count(const Constraint& constraint, std::int64_t actual, const char* at) {
    report(code_of(constraint.keyword), at,
           {{"limit", std::string(constraint.text)},
            {"actual", told(decimal(static_cast<std::uint64_t>(actual)))}});
  }

  const char* text(const Type& type, const char* p) {
    Text text;
    const char* end = nullptr;
    if (string(p, text, end)) check_text(type, text.view, p);
    return end;
  }

  const char* bytes(const Type& type, const char* p) {
    const bool url = type.encoding == plan::Encoding::base64url;
    const bool foreign = *p == json::foreign_mark && p[1] == static_cast<char>(Foreign::bytes);
    Text text;
    const char* end = nullptr;
    if (!string(foreign ? p + 2 : p, text, end)) return end;
    const Base64 form = url && !foreign ? Base64::url : Base64::standard;
    std::vector<std::byte> decoded(max_decoded_size(text.view.size()));
    const std::byte* behind = decode_base64(text.view, form, decoded.data());
    if (behind == nullptr) {
      report_encoding(url ? "base64url" : "base64", p);
      return end;
    }
    const auto size = static_cast<std::uint32_t>(behind - decoded.data());
    for (const Constraint& constraint : type.constraints)
      check_length(constraint, size, "bytes", p);
    return end;
  }

  const char* uuid(const char* p) {
    Text text;
    const char* end = nullptr;
    Uuid ignored;
    if (string(p, text, end) && !parse_uuid(text.view, ignored))
      report("format", p, {{"format", to_json("uuid")}});
    return end;
  }

  const char* timestamp(const Type& type, const char* p) {
    Timestamp value;
    TimeStatus status = TimeStatus::ok;
    const char* end = nullptr;
    // What is a number in programs is one at their door, too.
    const bool number_given = type.as_millis && source_ == Source::foreign && is_number(p);
    if (type.encoding == plan::Encoding::unix_millis || number_given) {
      std::int64_t millis = 0;
      end = p;
      const NumberStatus number = is_number(p) ? read_int64(end, millis) : NumberStatus::syntax;
      if (number == NumberStatus::ok) {
        status = timestamp_from_millis(millis, value);
      } else if (number == NumberStatus::range) {
        status = TimeStatus::range;
      } else {
        report_type(p, "integer");
        return skip(p);
      }
    } else {
      Text text;
      if (!string(p, text, end)) return end;
      status = parse_timestamp(text.view, value);
    }
    if (status == TimeStatus::ok && type.as_millis && has_sub_millis(value))
      report("precision", p, {{"scale", "3"}});
    if (status == TimeStatus::syntax) report("format", p, {{"format", to_json("date-time")}});
    if (status == TimeStatus::range) report("range", p, {{"type", to_json(name_of(type.kind))}});
    return end;
  }

  static TimeStatus judge_part_of_time(Kind kind, std::string_view text) noexcept {
    std::chrono::year_month_day date;
    std::chrono::nanoseconds duration;
    TimeOfDay time;
    if (kind == Kind::date) return parse_date(text, date) ? TimeStatus::ok : TimeStatus::syntax;
    return kind == Kind::time ? parse_time(text, time) : parse_duration(text, duration);
  }

  const char* part_of_time(const Type& type, const char* p) {
    Text text;
    const char* end = nullptr;
    if (!string(p, text, end)) return end;
    const TimeStatus status = judge_part_of_time(type.kind, text.view);
    const std::string name = to_json(name_of(type.kind));
    if (status == TimeStatus::syntax) report("format", p, {{"format", name}});
    if (status == TimeStatus::range) report("range", p, {{"type", name}});
    return end;
  }

  const char* enumeration(const Type& type, const char* p) {
    Text text;
    const char* end = nullptr;
    if (string(p, text, end) && !type.open &&
        plan::find_member(type, text.view) == type.members.size()) {
      report("enum", p, {{"values", to_json(type.members)}});
    }
    return end;
  }

  /// Judges the size of an array or object whose own issues come before those from `first` on.
  void check_count(const Type& type, std::uint32_t count, const char* at, std::size_t first) {
    for (const Constraint& constraint : type.constraints) {
      if (is_uniqueness(constraint)) continue;
      const bool least =
          constraint.keyword == Keyword::min_items || constraint.keyword == Keyword::min_properties;
      if (least ? count >= constraint.integer : count <= constraint.integer) continue;
      if (full()) {
        if (first == issues_.size()) return;
        issues_.pop_back();
      }
      report_count(constraint, count, at);
      std::rotate(issues_.begin() + static_cast<std::ptrdiff_t>(first), issues_.end() - 1,
                  issues_.end());
      ++first;
    }
  }

  const char* list(const Type& type, const char* p) {
    if (*p != '[') {
      report_type(p, name_of(type.kind));
      return skip(p);
    }
    const char* begin = p;
    const std::size_t first = issues_.size();
    std::uint32_t count = 0;
    std::vector<Seen> seen(type.constraints.size());
    p = json::skip_space(p + 1);
    while (*p != ']') {
      within(decimal(count), [&] {
        const char* at = p;
        const std::size_t before = issues_.size();
        p = value(type.element, p);
        // Only sound values can be equal.
        if (issues_.size() == before && !full()) check_uniqueness(type, at, count, seen);
      });
      ++count;
      p = json::after_value(p);
    }
    check_count(type, count, begin, first);
    return p + 1;
  }

  static bool is_uniqueness(const Constraint& constraint) noexcept {
    return constraint.keyword == Keyword::unique_items || constraint.keyword == Keyword::unique_by;
  }

  /// The first item of each value, by its key.
  using Seen = std::map<std::string, std::uint32_t>;

  /// Holds the item at `at` against those before it, for each constraint by itself.
  void check_uniqueness(const Type& list, const char* at, std::uint32_t index,
                        std::vector<Seen>& seen) {
    for (std::size_t i = 0; i < seen.size(); ++i) {
      const Constraint& constraint = list.constraints[i];
      if (!is_uniqueness(constraint)) continue;
      ValueKeys keys(plan_, source_);
      const bool by_fields = constraint.keyword == Keyword::unique_by;
      const auto [first, is_new] =
          seen[i].emplace(by_fields ? keys.of_fields(list.element, at, constraint.fields)
                                    : keys.of(list.element, at),
                          index);
      if (is_new) continue;
      report(code_of(constraint.keyword), at,
             {{"first", decimal(first->second)},
              {"second", decimal(index)},
              {"fields", names_of(plan_.types[list.element], constraint.fields)}});
    }
  }

  static std::string names_of(const Type& record, std::span<const std::uint32_t> fields) {
    if (fields.empty()) return {};
    std::vector<plan::Member> members;
    for (const std::uint32_t field : fields) members.push_back(record.members[field]);
    return to_json(members);
  }

  /// Walks the members of the object at `p`: `body(key, at)` gets each sound key and its place,
  /// with `p` at the value and the path leading to it, and moves `p` behind the value.
  template <class Body>
  void members(const char*& p, Body body) {
    Text key;
    p = json::skip_space(p + 1);
    while (*p != '}') {
      const char* at = p;
      const bool sound = decode(at, key, p);
      p = json::skip_space(json::skip_space(p) + 1);
      if (sound) {
        within(key.view, [&] { body(key.view, at); });
      } else {
        report_encoding("Unicode", at);
        p = skip(p);
      }
      p = json::after_value(p);
    }
    ++p;
  }

  const char* map(const Type& type, const char* p) {
    if (*p != '{') {
      report_type(p, name_of(type.kind));
      return skip(p);
    }
    const char* begin = p;
    const std::size_t first = issues_.size();
    std::uint32_t count = 0;
    std::set<std::string, std::less<>> keys;
    members(p, [&](std::string_view key, const char* at) {
      ++count;
      if (!keys.emplace(key).second) {
        report("duplicate", at, {});
        p = skip(p);
        return;
      }
      check_text(plan_.types[type.key], key, at);
      p = value(type.element, p);
    });
    check_count(type, count, begin, first);
    return p;
  }

  const char* record(const Type& type, const char* p, std::string_view tag) {
    if (*p != '{') {
      report_type(p, name_of(type.kind));
      return skip(p);
    }
    const char* begin = p;
    const std::size_t first = issues_.size();
    Found found(type.members.size());
    std::set<std::string, std::less<>> others;
    members(p, [&](std::string_view key, const char* at) {
      const std::size_t field = plan::find_field(type, key);
      const bool known = field < found.keys.size();
      if (known ? found.keys[field] != nullptr : !others.emplace(key).second) {
        report("duplicate", at, {});
        if (known) found.sound[field] = false;
        p = skip(p);
      } else if (known) {
        const std::size_t before = issues_.size();
        found.keys[field] = at;
        found.values[field] = p;
        p = value(type.members[field].type, p);
        found.sound[field] = issues_.size() == before;
      } else if (!tag.empty() && key == tag) {
        p = skip(p);
      } else if (plan::policy(type.unknown, unknown_) == plan::Unknown::reject) {
        report("unknown", at, {{"known", to_json(type.members)}});
        p = skip(p);
      } else {
        p = opaque(p);
      }
    });
    for (std::size_t i = 0; i < found.keys.size(); ++i) {
      if (found.keys[i] != nullptr || type.members[i].optional) continue;
      found.sound[i] = false;
      within(type.members[i].name, [&] { report("required", begin, {}); });
    }
    const bool sound = issues_.size() == first;
    for (const plan::Rule& rule : type.rules) check_rule(type, rule, begin, found, sound, tag);
    return p;
  }

  /// The fields of a record in a document: where the key and the value of each begin, null if it is
  /// absent, and whether there are no issues with it.
  struct Found {
    explicit Found(std::size_t size) : keys(size), values(size), sound(size, true) {}

    std::vector<const char*> keys;
    std::vector<const char*> values;
    std::vector<bool> sound;
  };

  /// `sound`: there are no issues with the record at all.
  void check_rule(const Type& type, const plan::Rule& rule, const char* begin, const Found& found,
                  bool sound, std::string_view tag) {
    if (full()) return;  // what there is no room for may be unsound as well
    if (rule.condition.empty() && !sound) return;
    for (const std::uint32_t field : rule.named) {
      if (!found.sound[field]) return;
    }
    const bool foreign = source_ == Source::foreign;
    if (holds({plan_, begin, type.members, found.values, tag, foreign, unknown_}, rule)) return;
    const auto put = [&](const char* at) {
      const auto offset =
          foreign ? Issue::nowhere : static_cast<std::uint32_t>(at - document_.data);
      issues_.push_back(
          {path_, rule.id, std::string(rule.params), std::string(rule.message), offset});
    };
    if (rule.at == plan::Rule::nowhere) return put(begin);
    // Under the name that the document has for it, which may be an old one.
    const char* key = found.keys[rule.at];
    Text name{type.members[rule.at].name};
    if (key != nullptr) decode(key, name, key);
    within(name.view, [&] { put(key == nullptr ? begin : found.values[rule.at]); });
  }

  const char* tagged(const Type& type, const char* p) {
    if (*p != '{') {
      report_type(p, name_of(type.kind));
      return skip(p);
    }
    const char* name = json::find_member(source_, p, type.tag);
    Text text;
    const char* ignored = nullptr;
    const std::size_t variant = name != nullptr && *name == '"' && decode(name, text, ignored)
                                    ? plan::find_member(type, text.view)
                                    : type.members.size();
    if (variant < type.members.size())
      return record(plan_.types[type.members[variant].type], p, type.tag);
    within(type.tag, [&] {
      report("tag", name == nullptr ? p : name,
             {{"tag", to_json(type.tag)}, {"values", to_json(type.members)}});
    });
    return skip(p);
  }

  const plan::Plan& plan_;
  PaddedText document_;
  Source source_;
  plan::UnknownOverride unknown_;
  std::string path_;
  bool secret_ = false;  // inside of a sensitive value
  Issues issues_;
};

}  // namespace

Issues explain(const plan::Plan& plan, TypeIndex type, PaddedText document, Source source,
               plan::UnknownOverride unknown) {
  return Walk(plan, document, source, unknown).run(type);
}

}  // namespace tally

#include "tally/engine/explain.h"

#include <algorithm>
#include <set>
#include <vector>

#include "tally/engine/base64.h"
#include "tally/engine/constraints.h"
#include "tally/engine/issue_text.h"
#include "tally/engine/json_reader.h"
#include "tally/engine/json_scan.h"
#include "tally/engine/kind.h"
#include "tally/engine/rules.h"

namespace tally {
namespace {

using json::Foreign;
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
  Walk(const plan::Plan& plan, PaddedText document, Source source)
      : plan_(plan), document_(document), source_(source) {}

  Issues run(TypeIndex type) {
    if (document_.size > plan_.limits.bytes) {
      report_fault("size", 0, {{"limit", decimal(plan_.limits.bytes)}});
    } else if (is_well_formed()) {
      value(type, json::skip_space(document_.data));
    }
    return std::move(issues_);
  }

 private:
  static std::string decimal(std::uint64_t value) {
    char digits[max_number_length];
    return {digits, write_uint64(digits, value)};
  }

  [[nodiscard]] json::Scan scan() const noexcept {
    return {
        .depth = plan::max_depth, .judge_values = false, .extended = source_ == Source::foreign};
  }

  bool is_well_formed() {
    json::Scan scan = this->scan();
    scan.depth = plan_.limits.depth;
    const char* end = json::scan_value(scan, document_.data);
    if (end != nullptr) {
      end = json::skip_space(end);
      if (end == document_.end()) return true;
      scan.fault = json::Fault::syntax;
      scan.at = end;
    }
    const auto offset = static_cast<std::uint32_t>(scan.at - document_.data);
    if (scan.fault == json::Fault::depth) {
      report_fault("depth", offset, {{"limit", decimal(plan_.limits.depth)}});
    } else {
      if (scan.fault == json::Fault::encoding)
        report_fault("encoding", offset, {{"encoding", to_json("Unicode")}});
      else
        report_fault("syntax", offset, {});
    }
    return false;
  }

  void report_fault(std::string_view code, std::uint32_t offset, Parameters parameters) {
    issues_.push_back(
        make_issue({}, code, parameters, source_ == Source::text ? offset : Issue::nowhere));
  }

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
      report("type", at, {{"expected", to_json(expected)}, {"actual", to_json(actual_kind(at))}});
    }
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
    const std::size_t length = path_.size();
    path_ += '/';
    for (const char c : step) {
      if (c == '~') {
        path_ += "~0";
      } else if (c == '/') {
        path_ += "~1";
      } else {
        path_ += c;
      }
    }
    body();
    path_.resize(length);
  }

  const char* skip(const char* p) const noexcept {
    json::Scan scan = this->scan();
    return json::scan_value(scan, p);
  }

  /// Passes over a value whose content is nobody's business, but which has to be a value on every
  /// platform.
  const char* opaque(const char* p) {
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

  /// A string without its escapes: a part of the document where there are none.
  struct Text {
    std::string_view view;
    std::string unescaped{};
  };

  /// Decodes the string at `p`. False when it is not well-formed Unicode; `end` is set in any case.
  bool decode(const char* p, Text& text, const char*& end) const {
    json::Scan scan = this->scan();
    bool escaped = false;
    const char* begin = p + 1;
    const char* quote = json::scan_string(scan, begin, escaped);
    end = quote + 1;
    text.view = {begin, static_cast<std::size_t>(quote - begin)};
    if (escaped) {
      text.unescaped.resize(text.view.size());
      const char* decoded = json::decode_string(begin, quote, text.unescaped.data());
      if (decoded == nullptr) return false;
      text.view = {text.unescaped.data(),
                   static_cast<std::size_t>(decoded - text.unescaped.data())};
    }
    const char* behind = text.view.data() + text.view.size();
    return find_invalid_utf8(text.view.data(), behind) == behind;
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
    switch (type.kind) {
      case Kind::boolean:
        if (*p != 't' && *p != 'f') report_type(p, name_of(type.kind));
        return skip(p);
      case Kind::integer:
      case Kind::int8:
      case Kind::int16:
      case Kind::int32:
      case Kind::int64:
      case Kind::uint8:
      case Kind::uint16:
      case Kind::uint32:
        return integer<std::int64_t, read_int64, parse_int64>(type, p);
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
      case Kind::json:
        return opaque(p);
      case Kind::list:
        return list(type, p);
      case Kind::map:
        return map(type, p);
      case Kind::nullable:
        return *p == 'n' ? p + 4 : value(type.element, p);
      case Kind::enumeration:
        return enumeration(type, p);
      case Kind::union_:
        return tagged(type, p);
      case Kind::record:
        return record(type, p, {});
    }
    return p;
  }

  static bool is_number(const char* p) noexcept { return *p == '-' || (*p >= '0' && *p <= '9'); }

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
      check_length(constraint, count_code_points(text.data(), text.data() + text.size()),
                   "characters", at);
    }
  }

  void check_length(const Constraint& constraint, std::uint32_t length, std::string_view unit,
                    const char* at) {
    const bool fine = constraint.keyword == Keyword::min_length ? length >= constraint.integer
                                                                : length <= constraint.integer;
    if (fine) return;
    report(code_of(constraint.keyword), at,
           {{"limit", std::string(constraint.text)},
            {"actual", decimal(length)},
            {"unit", to_json(unit)}});
  }

  void report_count(const Constraint& constraint, std::int64_t actual, const char* at) {
    report(code_of(constraint.keyword), at,
           {{"limit", std::string(constraint.text)},
            {"actual", decimal(static_cast<std::uint64_t>(actual))}});
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
    Timestamp ignored;
    TimeStatus status = TimeStatus::ok;
    const char* end = nullptr;
    if (type.encoding == plan::Encoding::unix_millis) {
      std::int64_t millis = 0;
      end = p;
      const NumberStatus number = is_number(p) ? read_int64(end, millis) : NumberStatus::syntax;
      if (number == NumberStatus::ok) {
        status = timestamp_from_millis(millis, ignored);
      } else if (number == NumberStatus::range) {
        status = TimeStatus::range;
      } else {
        report_type(p, "integer");
        return skip(p);
      }
    } else {
      Text text;
      if (!string(p, text, end)) return end;
      status = parse_timestamp(text.view, ignored);
    }
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
    if (string(p, text, end) && find(type, text.view) == type.members.size()) {
      report("enum", p, {{"values", to_json(type.members)}});
    }
    return end;
  }

  static std::size_t find(const Type& type, std::string_view name) noexcept {
    std::size_t i = 0;
    while (i < type.members.size() && type.members[i].name != name) ++i;
    return i;
  }

  /// The field that documents call, or once called, `name`.
  static std::size_t find_field(const Type& type, std::string_view name) noexcept {
    std::size_t i = find(type, name);
    if (i < type.members.size()) return i;
    const auto was_called = [name](const plan::Member& field) {
      const auto& old = field.renamed_from;
      return std::find(old.begin(), old.end(), name) != old.end();
    };
    const auto found = std::find_if(type.members.begin(), type.members.end(), was_called);
    return static_cast<std::size_t>(found - type.members.begin());
  }

  /// Judges the size of an array or object whose own issues come before those from `first` on.
  void check_count(const Type& type, std::uint32_t count, const char* at, std::size_t first) {
    for (const Constraint& constraint : type.constraints) {
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
    p = json::skip_space(p + 1);
    while (*p != ']') {
      within(decimal(count++), [&] { p = value(type.element, p); });
      p = after_value(p);
    }
    check_count(type, count, begin, first);
    return p + 1;
  }

  /// At the next member or element, or at the closing bracket.
  static const char* after_value(const char* p) noexcept {
    p = json::skip_space(p);
    return *p == ',' ? json::skip_space(p + 1) : p;
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
      p = after_value(p);
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
      const std::size_t field = find_field(type, key);
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
      } else if (type.unknown == plan::Unknown::reject) {
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
    if (holds({plan_, begin, type.members, found.values, tag, foreign}, rule)) return;
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

  /// The value of the member `name` of the object at `p`, or null. The first one counts.
  const char* find_member(const char* p, std::string_view name) const {
    Text key;
    p = json::skip_space(p + 1);
    while (*p != '}') {
      const bool sound = decode(p, key, p);
      p = json::skip_space(json::skip_space(p) + 1);
      if (sound && key.view == name) return p;
      p = after_value(skip(p));
    }
    return nullptr;
  }

  const char* tagged(const Type& type, const char* p) {
    if (*p != '{') {
      report_type(p, name_of(type.kind));
      return skip(p);
    }
    const char* name = find_member(p, type.tag);
    Text text;
    const char* ignored = nullptr;
    const std::size_t variant = name != nullptr && *name == '"' && decode(name, text, ignored)
                                    ? find(type, text.view)
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
  std::string path_;
  Issues issues_;
};

}  // namespace

Issues explain(const plan::Plan& plan, TypeIndex type, PaddedText document, Source source) {
  return Walk(plan, document, source).run(type);
}

}  // namespace tally

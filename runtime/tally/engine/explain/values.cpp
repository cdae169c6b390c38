// Explainers of the kinds that hold no other values.
#include <string>
#include <vector>

#include "tally/engine/code.h"
#include "tally/engine/explain/walk.h"
#include "tally/engine/values/base64.h"
#include "tally/engine/values/constraints.h"
#include "tally/engine/vocabulary/keyword.h"
#include "tally/engine/vocabulary/kind.h"

namespace tally {
namespace {

using json::Foreign;
using json::is_number;
using plan::Constraint;
using plan::Keyword;
using plan::Kind;
using plan::Type;
using Text = Walk::Text;

/// What the constraints of numbers ask, by the column `test` of their vocabulary.
namespace number_tests {

template <class T>
bool comparison(Bound bound, const T& value, const T& limit) noexcept {
  return is_within(bound, value, limit);
}

template <class T>
bool multiple(Bound /*step*/, const T& value, const T& step) noexcept {
  return is_multiple_of(value, step);
}

}  // namespace number_tests

template <class T>
bool satisfies(Keyword keyword, const T& value, const T& limit) noexcept {
  switch (keyword) {
#define TALLY_KEYWORD_number(id, word, bound, test, ...) \
  case Keyword::id:                                      \
    return number_tests::test(Bound::bound, value, limit);
#include "tally/engine/vocabulary/keywords.def"
    default:
      return true;
  }
}

template <class T>
void explain_integer(Walk& walk, const Type& type, const char* p, NumberStatus status, T number) {
  if (status == NumberStatus::range) return walk.report_range(p, type.kind);
  if (status != NumberStatus::ok) return walk.report_type(p, "integer");
  for (const Constraint& constraint : type.constraints) {
    if (!satisfies(constraint.keyword, number, static_cast<T>(constraint.integer)))
      walk.report_limit(constraint, p);
  }
}

/// Of 64 bits, in whichever of its forms; the status is `syntax` when it has none of them.
template <class T, NumberStatus (*from_number)(const char*&, T&),
          NumberStatus (*from_text)(std::string_view, T&)>
const char* wide_integer(Walk& walk, const Type& type, const char* p) {
  T number = 0;
  NumberStatus status = NumberStatus::syntax;
  const char* end = p;
  if (is_number(p)) {
    status = from_number(end, number);
  } else {
    end = walk.skip(p);
    Text text;
    const char* ignored = nullptr;
    if (*p == '"') {
      if (walk.decode(p, text, ignored)) status = from_text(text.view, number);
    } else if (*p == json::foreign_mark && p[1] == static_cast<char>(Foreign::bigint)) {
      status = from_text({p + 2, static_cast<std::size_t>(end - (p + 2))}, number);
    }
  }
  explain_integer(walk, type, p, status, number);
  return end;
}

template <class T, NumberStatus (*read)(const char*&, T&)>
const char* floating(Walk& walk, const Type& type, const char* p) {
  if (!is_number(p)) {
    walk.report_type(p, "number");
    return walk.skip(p);
  }
  T number = 0;
  const char* end = p;
  if (read(end, number) != NumberStatus::ok) {
    walk.report_range(p, type.kind);
    return end;
  }
  for (const Constraint& constraint : type.constraints) {
    if (!satisfies(constraint.keyword, number, static_cast<T>(constraint.number)))
      walk.report_limit(constraint, p);
  }
  return end;
}

std::uint32_t length_of(std::string_view text, plan::LengthUnit unit) noexcept {
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

std::string_view noun_of(plan::LengthUnit unit) noexcept {
  static constexpr std::string_view nouns[] = {
#define TALLY_LENGTH_UNIT(id, word, noun, doc) noun,
#include "tally/engine/vocabulary/length_units.def"
  };
  return nouns[static_cast<std::size_t>(unit)];
}

void check_length(Walk& walk, Bound bound, const Constraint& constraint, std::uint32_t length,
                  plan::LengthUnit unit, const char* at) {
  if (!is_within(bound, length, constraint.integer))
    walk.report_count(constraint, length, at, noun_of(unit));
}

void report_format(Walk& walk, std::string_view format, const char* at) {
  walk.report(IssueCode::format, at, {{"format", to_json(format)}});
}

void report_time(Walk& walk, TimeStatus status, Kind kind, std::string_view format,
                 const char* at) {
  if (status == TimeStatus::syntax) report_format(walk, format, at);
  if (status == TimeStatus::range) walk.report_range(at, kind);
}

void explain_timestamp(Walk& walk, const Type& type, const char* p, TimeStatus status,
                       const Timestamp& value) {
  if (status == TimeStatus::ok && type.as_millis && has_sub_millis(value))
    walk.report(IssueCode::precision, p, {{"scale", "3"}});
  report_time(walk, status, type.kind, "date-time", p);
}

template <class T, TimeStatus (*parse)(std::string_view, T&)>
const char* part_of_time(Walk& walk, const Type& type, const char* p) {
  Text text;
  const char* end = nullptr;
  T ignored;
  if (walk.string(p, text, end))
    report_time(walk, parse(text.view, ignored), type.kind, name_of(type.kind), p);
  return end;
}

TimeStatus judge_date(std::string_view text, std::chrono::year_month_day& out) {
  return parse_date(text, out) ? TimeStatus::ok : TimeStatus::syntax;
}

/// What the constraints of texts ask, by the column `test` of their vocabulary.
namespace text_tests {

void length(Walk& walk, Bound bound, const Constraint& constraint, std::string_view text,
            const char* at) {
  check_length(walk, bound, constraint, length_of(text, constraint.unit), constraint.unit, at);
}

void pattern(Walk& walk, Bound /*none*/, const Constraint& constraint, std::string_view text,
             const char* at) {
  if (!matches(*constraint.pattern, text))
    walk.report(IssueCode::pattern, at, {{"pattern", to_json(constraint.text)}});
}

void format(Walk& walk, Bound /*none*/, const Constraint& constraint, std::string_view text,
            const char* at) {
  if (!constraint.format(text)) report_format(walk, constraint.text, at);
}

}  // namespace text_tests

}  // namespace

void explain_text(Walk& walk, const Type& type, std::string_view text, const char* at) {
  for (const Constraint& constraint : type.constraints) {
    switch (constraint.keyword) {
#define TALLY_KEYWORD_text(id, word, bound, test, ...)          \
  case Keyword::id:                                             \
    text_tests::test(walk, Bound::bound, constraint, text, at); \
    break;
#define TALLY_KEYWORD_length(...) TALLY_KEYWORD_text(__VA_ARGS__)
#include "tally/engine/vocabulary/keywords.def"
      default:
        break;
    }
  }
}

namespace plan::code {

const char* boolean(Walk& walk, const Type& type, const char* p) {
  if (*p != 't' && *p != 'f') walk.report_type(p, name_of(type.kind));
  return walk.skip(p);
}

const char* integer(Walk& walk, const Type& type, const char* p) {
  std::int64_t number = 0;
  NumberStatus status = NumberStatus::syntax;
  const char* end = p;
  if (is_number(p)) {
    status = read_int64(end, number);
  } else {
    end = walk.skip(p);
  }
  const KindFacts& facts = facts_of(type.kind);
  if (status == NumberStatus::ok &&
      (number < facts.smallest || number > static_cast<std::int64_t>(facts.largest)))
    status = NumberStatus::range;
  explain_integer(walk, type, p, status, number);
  return end;
}

const char* int64(Walk& walk, const Type& type, const char* p) {
  return wide_integer<std::int64_t, read_int64, parse_int64>(walk, type, p);
}

const char* uint64(Walk& walk, const Type& type, const char* p) {
  return wide_integer<std::uint64_t, read_uint64, parse_uint64>(walk, type, p);
}

const char* float32(Walk& walk, const Type& type, const char* p) {
  return floating<float, read_float32>(walk, type, p);
}

const char* float64(Walk& walk, const Type& type, const char* p) {
  return floating<double, read_double>(walk, type, p);
}

const char* decimal(Walk& walk, const Type& type, const char* p) {
  const char* end = walk.skip(p);
  Decimal value;
  DecimalDigits digits;
  DecimalStatus status = DecimalStatus::syntax;
  if (is_number(p)) {
    status = parse_decimal_number({p, static_cast<std::size_t>(end - p)}, value, digits);
  } else if (*p == '"') {
    Text text;
    const char* ignored = nullptr;
    if (walk.decode(p, text, ignored)) status = parse_decimal(text.view, value, digits);
  }
  const std::string precision = decimal_text(type.precision);
  const std::string scale = decimal_text(type.scale);
  if (status == DecimalStatus::syntax) {
    walk.report_type(p, name_of(type.kind));
  } else if (digits.whole > type.precision - type.scale) {
    const std::string name = std::string(name_of(type.kind)) + "(" + precision + ", " + scale + ")";
    walk.report(IssueCode::range, p, {{"type", to_json(name)}});
  } else if (digits.fraction > type.scale) {
    walk.report(IssueCode::precision, p, {{"precision", precision}, {"scale", scale}});
  } else {
    for (const Constraint& constraint : type.constraints) {
      Decimal limit;
      parse_decimal_number(constraint.text, limit, digits);
      if (!satisfies(constraint.keyword, value, limit)) walk.report_limit(constraint, p);
    }
  }
  return end;
}

const char* string(Walk& walk, const Type& type, const char* p) {
  Text text;
  const char* end = nullptr;
  if (walk.string(p, text, end)) explain_text(walk, type, text.view, p);
  return end;
}

const char* bytes(Walk& walk, const Type& type, const char* p) {
  const bool url = type.encoding == Encoding::base64url;
  const bool foreign = *p == json::foreign_mark && p[1] == static_cast<char>(Foreign::bytes);
  Text text;
  const char* end = nullptr;
  if (!walk.string(foreign ? p + 2 : p, text, end)) return end;
  const Base64 form = url && !foreign ? Base64::url : Base64::standard;
  std::vector<std::byte> decoded(max_decoded_size(text.view.size()));
  const std::byte* behind = decode_base64(text.view, form, decoded.data());
  if (behind == nullptr) {
    walk.report_encoding(url ? "base64url" : "base64", p);
    return end;
  }
  const auto size = static_cast<std::uint32_t>(behind - decoded.data());
  for (const Constraint& constraint : type.constraints)
    check_length(walk, facts_of(constraint.keyword).bound, constraint, size, LengthUnit::bytes, p);
  return end;
}

const char* uuid(Walk& walk, const Type& /*type*/, const char* p) {
  Text text;
  const char* end = nullptr;
  Uuid ignored;
  if (walk.string(p, text, end) && !parse_uuid(text.view, ignored)) report_format(walk, "uuid", p);
  return end;
}

const char* timestamp(Walk& walk, const Type& type, const char* p) {
  Text text;
  const char* end = nullptr;
  if (!walk.string(p, text, end)) return end;
  Timestamp value;
  const TimeStatus status = parse_timestamp(text.view, value);
  explain_timestamp(walk, type, p, status, value);
  return end;
}

const char* millis(Walk& walk, const Type& type, const char* p) {
  // What is a number in programs alone is one at their door.
  const bool number_given = walk.source() == Source::foreign && is_number(p);
  if (type.encoding != Encoding::unix_millis && !number_given) return timestamp(walk, type, p);
  std::int64_t number = 0;
  const char* end = p;
  const NumberStatus read = is_number(p) ? read_int64(end, number) : NumberStatus::syntax;
  if (read != NumberStatus::ok && read != NumberStatus::range) {
    walk.report_type(p, "integer");
    return walk.skip(p);
  }
  Timestamp value;
  const TimeStatus status =
      read == NumberStatus::ok ? timestamp_from_millis(number, value) : TimeStatus::range;
  explain_timestamp(walk, type, p, status, value);
  return end;
}

const char* date(Walk& walk, const Type& type, const char* p) {
  return part_of_time<std::chrono::year_month_day, judge_date>(walk, type, p);
}

const char* time(Walk& walk, const Type& type, const char* p) {
  return part_of_time<TimeOfDay, parse_time>(walk, type, p);
}

const char* duration(Walk& walk, const Type& type, const char* p) {
  return part_of_time<std::chrono::nanoseconds, parse_duration>(walk, type, p);
}

const char* json(Walk& walk, const Type& /*type*/, const char* p) {
  return walk.opaque(p);
}

const char* enumeration(Walk& walk, const Type& type, const char* p) {
  Text text;
  const char* end = nullptr;
  if (walk.string(p, text, end) && !type.open &&
      find_member(type, text.view) == type.members.size()) {
    walk.report(IssueCode::enumeration, p, {{"values", to_json(type.members)}});
  }
  return end;
}

}  // namespace plan::code
}  // namespace tally

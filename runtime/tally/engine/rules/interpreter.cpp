#include "tally/engine/rules/interpreter.h"

#include <cstdlib>
#include <string>
#include <vector>

#include "tally/engine/json/walk.h"
#include "tally/engine/rules/rule.h"
#include "tally/engine/values/base64.h"
#include "tally/engine/values/number.h"
#include "tally/engine/values/time.h"

namespace tally {
namespace {

using plan::Kind;
using plan::Operation;
using plan::RuleNode;
using plan::Type;
using plan::TypeIndex;

/// What an expression comes to. Integers of all widths but uint64 are `int64`; what cannot be
/// calculated with (lists, maps, records, what may be null) stays where it is in the text.
struct Value {
  bool sound = false;
  Kind kind{};
  std::int64_t integer = 0;  // also booleans, enums, moments; uint64: the same bits
  double number = 0;
  Decimal decimal{};
  std::string_view part{};  // a text as the document has it
  std::string own{};        // or without its escapes
  bool escaped = false;
  TypeIndex type = 0;  // what stays in the text
  const char* at = nullptr;

  [[nodiscard]] std::string_view text() const noexcept {
    return escaped ? std::string_view(own) : part;
  }
  [[nodiscard]] bool is_true() const noexcept { return sound && integer != 0; }
  [[nodiscard]] bool is_false() const noexcept { return sound && integer == 0; }
};

Value of_integer(Kind kind, std::int64_t integer, bool sound = true) {
  Value value;
  value.sound = sound;
  value.kind = kind;
  value.integer = integer;
  return value;
}

Value boolean(bool truth) {
  return of_integer(Kind::boolean, truth ? 1 : 0);
}

Value of_number(rule::Checked<double> number) {
  Value value;
  value.sound = number.sound;
  value.kind = Kind::float64;
  value.number = number.value;
  return value;
}

Value of_decimal(std::string_view number, bool text) {
  Value value;
  value.kind = Kind::decimal;
  DecimalDigits ignored;
  const DecimalStatus status = text ? parse_decimal(number, value.decimal, ignored)
                                    : parse_decimal_number(number, value.decimal, ignored);
  value.sound = status == DecimalStatus::ok;
  return value;
}

std::int64_t ordinal(std::chrono::year_month_day date) noexcept {
  return static_cast<int>(date.year()) * 10'000 +
         static_cast<std::int64_t>(static_cast<unsigned>(date.month())) * 100 +
         static_cast<std::int64_t>(static_cast<unsigned>(date.day()));
}

/// Dates, times and uuids from their text.
Value of_text(Kind kind, std::string_view text) {
  if (kind == Kind::date) {
    std::chrono::year_month_day date;
    const bool sound = parse_date(text, date);
    return of_integer(kind, sound ? ordinal(date) : 0, sound);
  }
  if (kind == Kind::time) {
    TimeOfDay time;
    const bool sound = parse_time(text, time) == TimeStatus::ok;
    return of_integer(kind, time.nanoseconds * 4096 + time.offset, sound);
  }
  Value value;
  value.kind = kind;
  value.sound = true;
  value.part = text;
  if (kind != Kind::uuid) return value;
  Uuid uuid;
  value.sound = parse_uuid(text, uuid);
  value.own.assign(uuid.bytes.begin(), uuid.bytes.end());
  value.escaped = true;
  return value;
}

bool has_value(Kind kind) noexcept {
  switch (kind) {
    case Kind::bytes:
    case Kind::json:
    case Kind::list:
    case Kind::map:
    case Kind::nullable:
    case Kind::union_:
    case Kind::record:
      return false;
    default:
      return true;
  }
}

/// Both sides have the same kind, or are int64 and uint64.
int compare(const Value& a, const Value& b) noexcept {
  const auto bits = [](const Value& value) { return static_cast<std::uint64_t>(value.integer); };
  if (a.kind == Kind::uint64) {
    return b.kind == Kind::uint64 ? rule::compare(bits(a), bits(b))
                                  : rule::compare(bits(a), b.integer);
  }
  if (b.kind == Kind::uint64) return rule::compare(a.integer, bits(b));
  switch (a.kind) {
    case Kind::float64:
      return rule::compare(a.number, b.number);
    case Kind::decimal:
      return rule::compare(a.decimal, b.decimal);
    case Kind::string:
    case Kind::uuid:
      return rule::compare(a.text(), b.text());
    default:
      return rule::compare(a.integer, b.integer);
  }
}

Value calculate(Operation operation, Kind kind, const Value& a, const Value& b) {
  // As int64, uint64 or double; moments are nanoseconds.
  const auto as = [&](auto x, auto y) {
    switch (operation) {
      case Operation::add:
        return rule::add(x, y);
      case Operation::subtract:
        return rule::subtract(x, y);
      case Operation::multiply:
        return rule::multiply(x, y);
      default:
        return rule::divide(x, y);
    }
  };
  if (kind == Kind::float64) return of_number(as(a.number, b.number));
  if (kind == Kind::uint64) {
    const auto x = static_cast<std::uint64_t>(a.integer);
    const auto y = static_cast<std::uint64_t>(b.integer);
    const auto result = operation == Operation::remainder ? rule::remainder(x, y) : as(x, y);
    return of_integer(kind, static_cast<std::int64_t>(result.value), result.sound);
  }
  const auto result = operation == Operation::remainder ? rule::remainder(a.integer, b.integer)
                                                        : as(a.integer, b.integer);
  return of_integer(kind, result.value, result.sound);
}

class Evaluation {
 public:
  Evaluation(const RecordText& record, std::span<const RuleNode> nodes)
      : record_(record), nodes_(nodes), known_(nodes.size()) {
    Value itself;
    itself.sound = true;
    itself.kind = Kind::record;
    itself.at = record.begin;
    variables_.push_back(std::move(itself));
  }

  Value run() { return evaluate(0); }

 private:
  [[nodiscard]] json::Scan scan() const noexcept {
    return json::trusting(record_.foreign ? Source::foreign : Source::text);
  }

  [[nodiscard]] const char* skip(const char* p) const noexcept {
    json::Scan scan = this->scan();
    return json::scan_value(scan, p);
  }

  /// The string at `p`, which is sound; `end` is set behind it.
  Value string(const char* p, const char*& end) const {
    json::Scan scan = this->scan();
    Value value;
    value.sound = true;
    value.kind = Kind::string;
    const char* begin = p + 1;
    const char* quote = json::scan_string(scan, begin, value.escaped);
    end = quote + 1;
    value.part = {begin, static_cast<std::size_t>(quote - begin)};
    if (value.escaped) {
      value.own.resize(value.part.size());
      const char* decoded = json::decode_string(begin, quote, value.own.data());
      value.own.resize(decoded == nullptr ? 0
                                          : static_cast<std::size_t>(decoded - value.own.data()));
    }
    return value;
  }
  Value string(const char* p) const {
    const char* ignored = nullptr;
    return string(p, ignored);
  }

  template <class T, NumberStatus (*from_number)(const char*&, T&),
            NumberStatus (*from_text)(std::string_view, T&)>
  Value integer(Kind kind, const char* p) const {
    T number{};
    NumberStatus status = NumberStatus::syntax;
    if (*p == '"') {
      status = from_text(string(p).text(), number);
    } else if (*p == json::foreign_mark) {  // a bigint
      status = from_text({p + 2, static_cast<std::size_t>(skip(p) - (p + 2))}, number);
    } else {
      status = from_number(p, number);
    }
    return of_integer(kind, static_cast<std::int64_t>(number), status == NumberStatus::ok);
  }

  Value timestamp(const Type& type, const char* p) const {
    Timestamp moment;
    TimeStatus status = TimeStatus::syntax;
    // A door gives those that are numbers in JavaScript as such.
    if (type.encoding == plan::Encoding::unix_millis || (type.as_millis && *p != '"')) {
      std::int64_t millis = 0;
      read_int64(p, millis);
      status = timestamp_from_millis(millis, moment);
    } else {
      status = parse_timestamp(string(p).text(), moment);
    }
    return of_integer(Kind::timestamp, moment.nanoseconds, status == TimeStatus::ok);
  }

  Value duration(const char* p) const {
    std::chrono::nanoseconds length{};
    const bool sound = parse_duration(string(p).text(), length) == TimeStatus::ok;
    return of_integer(Kind::duration, length.count(), sound);
  }

  /// The value at `p`, or its place where there is nothing to calculate with.
  Value load(TypeIndex index, const char* p) const {
    const Type& type = record_.plan.types[index];
    if (!has_value(type.kind)) {
      Value place;
      place.sound = true;
      place.kind = type.kind;
      place.type = index;
      place.at = p;
      return place;
    }
    switch (type.kind) {
      case Kind::boolean:
        return boolean(*p == 't');
      case Kind::uint64:
        return integer<std::uint64_t, read_uint64, parse_uint64>(Kind::uint64, p);
      case Kind::float32: {
        float number = 0;
        read_float32(p, number);
        return of_number(rule::number(double{number}));
      }
      case Kind::float64: {
        double number = 0;
        read_double(p, number);
        return of_number(rule::number(number));
      }
      case Kind::decimal:
        if (*p == '"') return of_decimal(string(p).text(), true);
        return of_decimal({p, static_cast<std::size_t>(skip(p) - p)}, false);
      case Kind::string:
        return string(p);
      case Kind::timestamp:
        return timestamp(type, p);
      case Kind::duration:
        return duration(p);
      case Kind::date:
      case Kind::time:
      case Kind::uuid:
        return of_text(type.kind, string(p).text());
      case Kind::enumeration:
        return type.open ? string(p) : enumeration(type, p);
      default:
        return integer<std::int64_t, read_int64, parse_int64>(Kind::int64, p);
    }
  }

  Value enumeration(const Type& type, const char* p) const {
    const std::size_t i = plan::find_member(type, string(p).text());
    return of_integer(Kind::enumeration, static_cast<std::int64_t>(i), i < type.members.size());
  }

  /// Walks the members of an object: `visit(key, value)` until it is true.
  template <class Visit>
  void members(const char* p, Visit visit) const {
    p = json::skip_space(p + 1);
    while (*p != '}') {
      const Value key = string(p, p);
      p = json::skip_space(json::skip_space(p) + 1);
      if (visit(key.text(), p)) return;
      p = json::after_value(skip(p));
    }
  }

  /// Walks the items of an array.
  template <class Visit>
  void items(const char* p, Visit visit) const {
    p = json::skip_space(p + 1);
    while (*p != ']') {
      if (visit(p)) return;
      p = json::after_value(skip(p));
    }
  }

  /// Where the member's value begins; null if it is absent.
  const char* find(const Value& record, std::uint32_t index) const {
    if (record.at == record_.begin) return record_.values[index];
    const Type& type = record_.plan.types[record.type];
    const char* found = nullptr;
    members(record.at, [&](std::string_view key, const char* p) {
      if (plan::find_field(type, key) == index) found = p;
      return found != nullptr;
    });
    return found;
  }

  Value field(const Value& record, std::uint32_t index) const {
    const plan::Member& field = record.at == record_.begin
                                    ? record_.fields[index]
                                    : record_.plan.types[record.type].members[index];
    const char* p = find(record, index);
    if (p == nullptr) p = field.fallback;
    return p == nullptr ? Value{} : load(field.type, p);
  }

  std::int64_t size(const Value& value) const {
    if (value.at == nullptr)
      return rule::size(value.text());  // only text does not stay in its place
    std::int64_t count = 0;
    switch (value.kind) {
      case Kind::list:
        items(value.at, [&](const char*) { return ++count, false; });
        return count;
      case Kind::map:
        members(value.at, [&](std::string_view, const char*) { return ++count, false; });
        return count;
      case Kind::bytes: {
        const bool foreign = *value.at == json::foreign_mark;
        const bool url =
            record_.plan.types[value.type].encoding == plan::Encoding::base64url && !foreign;
        const Value text = string(foreign ? value.at + 2 : value.at);
        std::vector<std::byte> bytes(max_decoded_size(text.text().size()));
        const auto* end =
            decode_base64(text.text(), url ? Base64::url : Base64::standard, bytes.data());
        return end == nullptr ? 0 : end - bytes.data();
      }
      default:
        return 0;
    }
  }

  static Value literal(const RuleNode& node) {
    switch (node.kind) {
      case Kind::float64:
        return of_number({node.number, true});
      case Kind::decimal:
        return of_decimal(node.text, false);
      case Kind::string:
      case Kind::date:
      case Kind::time:
      case Kind::uuid:
        return of_text(node.kind, node.text);
      default:
        return of_integer(node.kind, node.integer);
    }
  }

  /// What `make` gives for the place `of`; remembered, because loops ask again and again.
  template <class Make>
  Value& remember(std::size_t at, const char* of, Make make) {
    Known& known = known_[at];
    if (known.of != of) known = {of, make()};
    return known.value;
  }

  /// The position of the argument behind the one at `at`.
  [[nodiscard]] std::size_t next(std::size_t at) const noexcept { return at + nodes_[at].nodes; }

  Value logic(std::size_t at, bool decides) {
    Value a = evaluate(at + 1);
    if (decides ? a.is_true() : a.is_false()) return a;
    Value b = evaluate(next(at + 1));
    if (decides ? b.is_true() : b.is_false()) return b;
    return of_integer(Kind::boolean, decides ? 0 : 1, a.sound && b.sound);
  }

  Value comparison(Operation operation, const Value& a, const Value& b) {
    const bool sound = a.sound && b.sound;
    const int order = sound ? compare(a, b) : 0;
    const auto is = [&] {
      switch (operation) {
        case Operation::equal:
          return order == 0;
        case Operation::not_equal:
          return order != 0;
        case Operation::less:
          return order < 0;
        case Operation::at_most:
          return order <= 0;
        case Operation::greater:
          return order > 0;
        default:
          return order >= 0;
      }
    };
    return of_integer(Kind::boolean, is() ? 1 : 0, sound);
  }

  Value one_of(std::size_t at) {
    const Value wanted = evaluate(at + 1);
    bool sound = wanted.sound;
    const std::size_t end = next(at);
    for (std::size_t other = next(at + 1); other < end; other = next(other)) {
      const Value value = evaluate(other);
      if (wanted.sound && value.sound && compare(wanted, value) == 0) return boolean(true);
      sound = sound && value.sound;
    }
    return of_integer(Kind::boolean, 0, sound);
  }

  Value contained(std::size_t at) {
    const Value wanted = evaluate(at + 1);
    const Value list = evaluate(next(at + 1));
    bool found = false;
    if (!wanted.sound) return of_integer(Kind::boolean, 0, false);
    if (nodes_[at].operation == Operation::has_key) {
      members(list.at, [&](std::string_view key, const char*) {
        return found = found || key == wanted.text();
      });
    } else {
      const TypeIndex item = record_.plan.types[list.type].element;
      items(list.at,
            [&](const char* p) { return found = found || compare(wanted, load(item, p)) == 0; });
    }
    return boolean(found);
  }

  Value loop(std::size_t at) {
    const RuleNode& node = nodes_[at];
    const Value list = evaluate(at + 1);
    const std::size_t body = next(at + 1);
    const TypeIndex item = record_.plan.types[list.type].element;
    const bool test = node.operation == Operation::all || node.operation == Operation::any;
    const bool decides = node.operation == Operation::any;
    Value result = of_integer(node.kind, node.operation == Operation::all ? 1 : 0);
    items(list.at, [&](const char* p) {
      variables_.push_back(load(item, p));
      Value one = evaluate(body);
      variables_.pop_back();
      if (test) {
        const bool decided = decides ? one.is_true() : one.is_false();
        if (decided)
          result = std::move(one);
        else
          result.sound = result.sound && one.sound;
        return decided;
      }
      const bool sound = one.sound && result.sound;
      if (node.operation == Operation::count) {
        result.integer += one.integer != 0 ? 1 : 0;
      } else {
        result = calculate(Operation::add, node.kind, result, one);
      }
      result.sound = result.sound && sound;
      return !result.sound;
    });
    return result;
  }

  Value evaluate(std::size_t at) {
    const RuleNode& node = nodes_[at];
    const auto first = [&] { return evaluate(at + 1); };
    const auto second = [&] { return evaluate(next(at + 1)); };
    switch (node.operation) {
      case Operation::literal:
        return literal(node);
      case Operation::variable:
        return variables_[node.index];
      case Operation::field: {
        const Value record = first();
        return remember(at, record.at, [&] { return field(record, node.index); });
      }
      case Operation::value: {
        const Value nullable = first();
        return load(record_.plan.types[nullable.type].element, nullable.at);
      }
      case Operation::has: {
        const Value record = first();
        return remember(at, record.at,
                        [&] { return boolean(find(record, node.index) != nullptr); });
      }
      case Operation::is_null:
        return boolean(*first().at == 'n');
      case Operation::negation: {
        Value value = first();
        value.integer = value.integer == 0 ? 1 : 0;
        return value;
      }
      case Operation::both:
        return logic(at, false);
      case Operation::either:
        return logic(at, true);
      case Operation::choose: {
        const Value condition = first();
        if (!condition.sound) return {};
        const std::size_t then = next(at + 1);
        return evaluate(condition.is_true() ? then : next(then));
      }
      case Operation::minus: {
        Value value = first();
        if (node.kind == Kind::float64) {
          value.number = -value.number;
          return value;
        }
        const auto result = rule::minus(value.integer);
        return of_integer(node.kind, result.value, result.sound && value.sound);
      }
      case Operation::add:
      case Operation::subtract:
      case Operation::multiply:
      case Operation::divide:
      case Operation::remainder: {
        const Value a = first();
        const Value b = second();
        if (!a.sound || !b.sound) return {};
        return calculate(node.operation, node.kind, a, b);
      }
      case Operation::equal:
      case Operation::not_equal:
      case Operation::less:
      case Operation::at_most:
      case Operation::greater:
      case Operation::at_least: {
        const Value a = first();
        return comparison(node.operation, a, second());
      }
      case Operation::one_of:
        return one_of(at);
      case Operation::contained:
      case Operation::has_key:
        return contained(at);
      case Operation::size: {
        const Value value = first();
        if (value.at == nullptr) return of_integer(Kind::int64, size(value), value.sound);
        return remember(at, value.at, [&] { return of_integer(Kind::int64, size(value)); });
      }
      case Operation::starts_with:
      case Operation::ends_with:
      case Operation::contains: {
        const Value text = first();
        const Value part = second();
        const bool found =
            node.operation == Operation::starts_with ? rule::starts_with(text.text(), part.text())
            : node.operation == Operation::ends_with ? rule::ends_with(text.text(), part.text())
                                                     : rule::contains(text.text(), part.text());
        return of_integer(Kind::boolean, found ? 1 : 0, text.sound && part.sound);
      }
      case Operation::all:
      case Operation::any:
      case Operation::sum:
      case Operation::count:
        return loop(at);
    }
    return {};
  }

  struct Known {
    const char* of = nullptr;
    Value value;
  };

  const RecordText& record_;
  std::span<const RuleNode> nodes_;
  std::vector<Known> known_;
  std::vector<Value> variables_;
};

}  // namespace

bool plan::code::evaluate(const RecordText& record, const Rule& rule) {
  return Evaluation(record, rule.condition).run().is_true();
}

}  // namespace tally

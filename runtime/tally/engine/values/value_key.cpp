#include "tally/engine/values/value_key.h"

#include <cstddef>
#include <cstring>
#include <map>
#include <string_view>
#include <vector>

#include "tally/engine/json/reader.h"
#include "tally/engine/json/walk.h"
#include "tally/engine/values/base64.h"
#include "tally/engine/values/decimal.h"
#include "tally/engine/values/number.h"
#include "tally/engine/values/time.h"
#include "tally/engine/values/uuid.h"

namespace tally {

using json::Text;
using plan::Kind;
using plan::Type;

std::string ValueKeys::of(plan::TypeIndex type, const char* p) {
  key_.clear();
  add(type, p);
  return std::move(key_);
}

std::string ValueKeys::of_fields(plan::TypeIndex type, const char* p,
                                 std::span<const std::uint32_t> fields) {
  key_.clear();
  add_fields(plan_.types[type], p, fields);
  return std::move(key_);
}

const char* ValueKeys::skip(const char* p) const noexcept {
  json::Scan scan = json::trusting(source_);
  return json::scan_value(scan, p);
}

template <class T>
void ValueKeys::add_number(T value) {
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  key_.append(bytes, sizeof(T));
}

void ValueKeys::add_sized(std::string_view bytes) {
  add_number(static_cast<std::uint32_t>(bytes.size()));
  key_ += bytes;
}

void ValueKeys::add(plan::TypeIndex index, const char* p) {
  const Type& type = plan_.types[index];
  switch (type.kind) {
    case Kind::boolean:
      key_ += *p;
      break;
    case Kind::integer:
    case Kind::int8:
    case Kind::int16:
    case Kind::int32:
    case Kind::int64:
    case Kind::uint8:
    case Kind::uint16:
    case Kind::uint32:
    case Kind::uint64:
      add_integer(type, p);
      break;
    case Kind::float32: {
      float value = 0;
      read_float32(p, value);
      add_number(value + 0.0F);  // -0 and 0 are equal
      break;
    }
    case Kind::float64: {
      double value = 0;
      read_double(p, value);
      add_number(value + 0.0);
      break;
    }
    case Kind::decimal:
      add_decimal(p);
      break;
    case Kind::string:
    case Kind::enumeration:
      add_text(p);
      break;
    case Kind::bytes:
      add_bytes(type, p);
      break;
    case Kind::uuid: {
      Text text;
      Uuid value;
      const char* end = nullptr;
      if (json::decode(source_, p, text, end)) parse_uuid(text.view, value);
      add_number(value.bytes);
      break;
    }
    case Kind::timestamp:
    case Kind::date:
    case Kind::time:
    case Kind::duration:
      add_time(type, p);
      break;
    case Kind::json:
      break;  // `check` lets nobody compare it
    case Kind::list:
      add_list(type, p);
      break;
    case Kind::map:
      add_map(type, p);
      break;
    case Kind::nullable:
      key_ += *p == 'n' ? 'n' : 'v';
      if (*p != 'n') add(type.element, p);
      break;
    case Kind::union_:
      add_union(type, p);
      break;
    case Kind::record:
      add_record(type, p);
      break;
  }
}

void ValueKeys::add_integer(const Type& type, const char* p) {
  const bool is_unsigned = type.kind == Kind::uint64;
  std::int64_t value = 0;
  std::uint64_t large = 0;
  if (json::is_number(p)) {
    is_unsigned ? read_uint64(p, large) : read_int64(p, value);
  } else {
    Text text;
    const char* end = nullptr;
    if (*p == '"') {
      json::decode(source_, p, text, end);
    } else {
      text.view = {p + 2, static_cast<std::size_t>(skip(p) - (p + 2))};  // a bigint
    }
    is_unsigned ? parse_uint64(text.view, large) : parse_int64(text.view, value);
  }
  add_number(is_unsigned ? large : static_cast<std::uint64_t>(value));
}

void ValueKeys::add_decimal(const char* p) {
  Decimal value;
  DecimalDigits digits;
  const char* end = skip(p);
  if (*p == '"') {
    Text text;
    const char* ignored = nullptr;
    if (json::decode(source_, p, text, ignored)) parse_decimal(text.view, value, digits);
  } else {
    parse_decimal_number({p, static_cast<std::size_t>(end - p)}, value, digits);
  }
  char text[max_decimal_length];
  add_sized({text, static_cast<std::size_t>(write_decimal(text, value) - text)});
}

void ValueKeys::add_text(const char* p) {
  Text text;
  const char* end = nullptr;
  json::decode(source_, p, text, end);
  add_sized(text.view);
}

void ValueKeys::add_bytes(const Type& type, const char* p) {
  const bool foreign = *p == json::foreign_mark;
  const bool url = type.encoding == plan::Encoding::base64url && !foreign;
  Text text;
  const char* end = nullptr;
  json::decode(source_, foreign ? p + 2 : p, text, end);
  std::vector<std::byte> decoded(max_decoded_size(text.view.size()));
  const std::byte* behind =
      decode_base64(text.view, url ? Base64::url : Base64::standard, decoded.data());
  const std::size_t size =
      behind == nullptr ? 0 : static_cast<std::size_t>(behind - decoded.data());
  add_sized({reinterpret_cast<const char*>(decoded.data()), size});
}

void ValueKeys::add_time(const Type& type, const char* p) {
  Timestamp timestamp;
  if (json::is_number(p)) {
    std::int64_t millis = 0;
    read_int64(p, millis);
    timestamp_from_millis(millis, timestamp);
    return add_number(timestamp.nanoseconds);
  }
  Text text;
  const char* end = nullptr;
  json::decode(source_, p, text, end);
  std::chrono::year_month_day date;
  std::chrono::nanoseconds duration{};
  TimeOfDay time;
  switch (type.kind) {
    case Kind::date:
      parse_date(text.view, date);
      add_number(static_cast<int>(date.year()));
      add_number(static_cast<unsigned>(date.month()));
      return add_number(static_cast<unsigned>(date.day()));
    case Kind::time:
      parse_time(text.view, time);
      add_number(time.nanoseconds);
      return add_number(time.offset);
    case Kind::duration:
      parse_duration(text.view, duration);
      return add_number(duration.count());
    default:
      parse_timestamp(text.view, timestamp);
      return add_number(timestamp.nanoseconds);
  }
}

void ValueKeys::add_list(const Type& type, const char* p) {
  p = json::skip_space(p + 1);
  while (*p != ']') {
    key_ += ',';
    add(type.element, p);
    p = json::after_value(skip(p));
  }
  key_ += ']';
}

void ValueKeys::add_map(const Type& type, const char* p) {
  std::map<std::string, const char*> entries;
  Text key;
  p = json::skip_space(p + 1);
  while (*p != '}') {
    json::decode(source_, p, key, p);
    p = json::skip_space(json::skip_space(p) + 1);
    entries.emplace(key.view, p);
    p = json::after_value(skip(p));
  }
  for (const auto& [name, value] : entries) {
    key_ += ',';
    add_sized(name);
    add(type.element, value);
  }
  key_ += '}';
}

void ValueKeys::add_union(const Type& type, const char* p) {
  const char* tag = json::find_member(source_, p, type.tag);
  if (tag == nullptr) return;
  Text name;
  json::decode(source_, tag, name, tag);
  const std::size_t variant = plan::find_member(type, name.view);
  if (variant == type.members.size()) return;
  add_number(static_cast<std::uint32_t>(variant));
  add_record(plan_.types[type.members[variant].type], p);
}

void ValueKeys::add_record(const Type& type, const char* p) {
  std::vector<std::uint32_t> all(type.members.size());
  for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
  add_fields(type, p, all);
}

void ValueKeys::add_fields(const Type& type, const char* p, std::span<const std::uint32_t> fields) {
  std::vector<const char*> values(type.members.size());
  Text key;
  p = json::skip_space(p + 1);
  while (*p != '}') {
    json::decode(source_, p, key, p);
    p = json::skip_space(json::skip_space(p) + 1);
    const std::size_t field = plan::find_field(type, key.view);
    if (field < values.size()) values[field] = p;
    p = json::after_value(skip(p));
  }
  for (const std::uint32_t field : fields) {
    const plan::Member& member = type.members[field];
    const char* const value = values[field] != nullptr ? values[field] : member.fallback;
    key_ += value == nullptr ? 'a' : 'p';
    if (value != nullptr) add(member.type, json::skip_space(value));
  }
}

}  // namespace tally

#include "tally/engine/json/writer.h"

#include <cmath>

#include "tally/engine/json/reader.h"
#include "tally/engine/json/text.h"
#include "tally/engine/values/base64.h"

namespace tally::json {
namespace {

template <class T, char* (*format)(char*, T)>
void write_number(Writer& writer, T value) {
  writer.commit(format(writer.reserve(max_number_length), value));
}

/// As a string in which nothing needs an escape.
template <std::uint32_t max_length, auto format, class T>
void write_text(Writer& writer, const T& value) {
  char* out = writer.reserve(max_length + 2);
  *out++ = '"';
  out = format(out, value);
  *out++ = '"';
  writer.commit(out);
}

void write_bytes(Writer& writer, const view::Bytes& value, Base64 form) {
  char* out = writer.reserve(max_encoded_size(value.size) + 2);
  *out++ = '"';
  out = encode_base64(out, value.data, value.size, form);
  *out++ = '"';
  writer.commit(out);
}

/// True when the value was not finite and a mark was written in its place.
bool write_not_finite(Writer& writer, double value) {
  if (std::isfinite(value)) return false;
  writer.foreign(std::isnan(value) ? Foreign::nan : Foreign::infinity);
  return true;
}

}  // namespace

void Writer::string(std::string_view text) {
  char* out = reserve(text.size() * max_escape_length + 2);
  *out++ = '"';
  out = write_escaped(out, text);
  *out++ = '"';
  commit(out);
}

void Writer::member(std::string_view name) {
  const bool first = size_ == 0 || buffer_[size_ - 1] == '{';
  char* out = reserve(name.size() * max_escape_length + 4);
  if (!first) *out++ = ',';
  *out++ = '"';
  out = write_escaped(out, name);
  *out++ = '"';
  *out++ = ':';
  commit(out);
}

void write(Writer& writer, bool value) {
  writer.raw(value ? "true" : "false");
}

void write(Writer& writer, std::int32_t value) {
  write_number<std::int64_t, write_int64>(writer, value);
}
void write(Writer& writer, std::uint32_t value) {
  write_number<std::uint64_t, write_uint64>(writer, value);
}
void write(Writer& writer, std::int64_t value) {
  write_text<max_number_length, write_int64>(writer, value);
}
void write(Writer& writer, std::uint64_t value) {
  write_text<max_number_length, write_uint64>(writer, value);
}

void write(Writer& writer, float value) {
  if (!write_not_finite(writer, value)) write_number<float, write_float32>(writer, value);
}

void write(Writer& writer, double value) {
  if (!write_not_finite(writer, value)) write_number<double, write_double>(writer, value);
}

void write(Writer& writer, const Uuid& value) {
  write_text<uuid_length, write_uuid>(writer, value);
}

void write(Writer& writer, const Timestamp& value) {
  write_text<max_timestamp_length, write_timestamp>(writer, value);
}

void write(Writer& writer, const std::chrono::year_month_day& value) {
  if (!is_sound(value)) return writer.foreign(Foreign::malformed);
  write_text<date_length, write_date>(writer, value);
}

void write(Writer& writer, const TimeOfDay& value) {
  if (!is_sound(value)) return writer.foreign(Foreign::malformed);
  write_text<max_time_length, write_time>(writer, value);
}

void write(Writer& writer, const std::chrono::nanoseconds& value) {
  write_text<max_duration_length, write_duration>(writer, value);
}

void write(Writer& writer, const view::Integer& value) {
  write_number<std::int64_t, write_int64>(writer, value.value);
}

void write(Writer& writer, const view::NumberInt64& value) {
  write_number<std::int64_t, write_int64>(writer, value.value);
}

void write(Writer& writer, const view::NumberUint64& value) {
  write_number<std::uint64_t, write_uint64>(writer, value.value);
}

void write(Writer& writer, const view::UnixMillis& value) {
  write_number<std::int64_t, write_int64>(writer, to_millis(value.value));
  // A program's own timestamp may be finer than documents are; `explain` has to see a fraction.
  if (has_sub_millis(value.value)) writer.raw(".5");
}

void write(Writer& writer, const view::String& value) {
  writer.string(value.text());
}

void write(Writer& writer, const Decimal& value) {
  write_text<max_decimal_length, write_decimal>(writer, value);
}

void write(Writer& writer, const view::Bytes& value) {
  write_bytes(writer, value, Base64::standard);
}

void write(Writer& writer, const view::UrlBytes& value) {
  write_bytes(writer, value.value, Base64::url);
}

void write(Writer& writer, const view::Json& value) {
  // Canonical means without white space; numbers and escapes stay as the document has them, because
  // what they mean is not this contract's business. Strings are copied whole, between them only
  // white space is dropped.
  char* out = writer.reserve(value.size);
  const char* end = value.data + value.size;
  for (const char* p = value.data; p < end;) {
    if (is_space(*p)) {
      ++p;
      continue;
    }
    const char* begin = p++;
    if (*begin == '"') {
      while (*p != '"') p += *p == '\\' ? 2 : 1;
      ++p;
    }
    std::memcpy(out, begin, static_cast<std::size_t>(p - begin));
    out += p - begin;
  }
  writer.commit(out);
}

void write_list(Writer& writer, const void* list, std::size_t element_size, Write write) {
  view::List<char> elements;  // a list of any type lies as this one does
  std::memcpy(&elements, list, sizeof elements);
  writer.raw("[");
  for (std::uint32_t i = 0; i < elements.size; ++i) {
    writer.separate();
    write(writer, elements.data + i * element_size);
  }
  writer.raw("]");
}

void write_by_table(Writer& writer, const void* view, std::span<const WrittenMember> members) {
  const auto* present = static_cast<const std::uint32_t*>(view);
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (members[i].optional && (present[i / 32] >> (i % 32) & 1U) == 0) continue;
    writer.member(members[i].name);
    members[i].write(writer, static_cast<const char*>(view) + members[i].offset);
  }
}

void write_name(Writer& writer, plan::Names names, std::uint32_t value) {
  if (value < names.size()) {
    writer.string(names[value]);
  } else {
    writer.foreign(Foreign::malformed);
  }
}

}  // namespace tally::json

#include "tally/engine/json/reader.h"

#include <algorithm>

#include "tally/engine/json/scan.h"
#include "tally/engine/values/base64.h"

namespace tally::json {
namespace {

Scan strict(const Reader& reader) noexcept {
  return {.depth = reader.depth, .judge_values = true};
}

/// An integer that documents may carry as a number or, so that every bit survives, as decimal text.
template <class T, NumberStatus (*from_number)(const char*&, T&),
          NumberStatus (*from_text)(std::string_view, T&)>
const char* read_integer_or_text(Reader& reader, const char* p, T& out) noexcept {
  p = skip_space(p);
  if (reader.foreign && *p == foreign_mark && p[1] == static_cast<char>(Foreign::bigint)) p += 2;
  if (*p != '"') return from_number(p, out) == NumberStatus::ok ? p : nullptr;
  std::uint64_t magnitude = 0;
  const std::uint32_t count = number_detail::take_short_integer(p + 1, magnitude);
  if (count != 0 && p[1 + count] == '"') [[likely]] {
    out = static_cast<T>(magnitude);
    return p + 1 + count + 1;
  }
  view::String text;
  p = read(reader, p, text);
  return p != nullptr && from_text(text.text(), out) == NumberStatus::ok ? p : nullptr;
}

const char* read_bytes(Reader& reader, const char* p, Base64 form, view::Bytes& out) noexcept {
  p = skip_space(p);
  if (reader.foreign && *p == foreign_mark && p[1] == static_cast<char>(Foreign::bytes)) {
    p += 2;
    form = Base64::standard;
  }
  view::String text;
  p = read(reader, p, text);
  if (p == nullptr) return nullptr;
  const std::size_t room = max_decoded_size(text.size);
  auto* data = reader.arena.allocate<std::byte>(room);
  if (data == nullptr) return nullptr;
  const std::byte* end = decode_base64(text.text(), form, data);
  if (end == nullptr) return nullptr;
  out = {data, static_cast<std::uint32_t>(end - data)};
  reader.arena.shrink(data, room, out.size);
  return p;
}

bool was_read(bool parsed) {
  return parsed;
}
bool was_read(TimeStatus status) {
  return status == TimeStatus::ok;
}

/// A value that documents write as a string.
template <auto parse, class Value>
const char* read_parsed(Reader& reader, const char* p, Value& out) noexcept {
  view::String text;
  p = read(reader, p, text);
  return p != nullptr && was_read(parse(text.text(), out)) ? p : nullptr;
}

}  // namespace

const char* read_string_slowly(Reader& reader, const char* begin, const char* p,
                               view::String& out) noexcept {
  Scan scan = strict(reader);
  bool escaped = false;
  const char* end = scan_string(scan, p, escaped);
  if (end == nullptr) return nullptr;
  out = {begin, static_cast<std::uint32_t>(end - begin)};
  if (escaped) {
    char* decoded = reader.arena.allocate<char>(out.size);
    if (decoded == nullptr) return nullptr;
    const char* decoded_end = decode_string(begin, end, decoded);
    reader.arena.shrink(decoded, out.size, static_cast<std::size_t>(decoded_end - decoded));
    out = {decoded, static_cast<std::uint32_t>(decoded_end - decoded)};
  }
  return end + 1;
}

const char* read_key(Reader& reader, const char* p, view::String& key) noexcept {
  p = read(reader, p, key);
  if (p == nullptr) return nullptr;
  p = skip_space(p);
  return *p == ':' ? p + 1 : nullptr;
}

const char* skip_value(Reader& reader, const char* p) noexcept {
  if (!reader.judge_json) return skip_unjudged(p);
  Scan scan = strict(reader);
  return scan_value(scan, p);
}

const char* skip_unjudged(const char* p) noexcept {
  const char* begin = p = skip_space(p);
  std::uint32_t depth = 0;
  for (;; ++p) {
    switch (*p) {
      case '\0':
        return nullptr;
      case '"':
        while (*++p != '"') {
          if (*p == '\\') ++p;
          if (*p == '\0') return nullptr;
        }
        if (depth == 0) return p + 1;
        break;
      case '{':
      case '[':
        ++depth;
        break;
      case '}':
      case ']':
        if (depth == 0) return p == begin ? nullptr : p;
        if (--depth == 0) return p + 1;
        break;
      default:
        // The end of a number or a word that stands alone.
        if (depth == 0 && (*p == ',' || is_space(*p))) return p == begin ? nullptr : p;
    }
  }
}

const char* read(Reader& /*reader*/, const char* p, bool& out) noexcept {
  p = skip_space(p);
  out = matches(p, "true");
  if (out) return p + 4;
  return matches(p, "false") ? p + 5 : nullptr;
}

const char* read(Reader& reader, const char* p, std::int64_t& out) noexcept {
  return read_integer_or_text<std::int64_t, read_int64, parse_int64>(reader, p, out);
}

const char* read(Reader& reader, const char* p, std::uint64_t& out) noexcept {
  return read_integer_or_text<std::uint64_t, read_uint64, parse_uint64>(reader, p, out);
}

const char* read(Reader& reader, const char* p, view::NumberInt64& out) noexcept {
  return read(reader, p, out.value);
}

const char* read(Reader& reader, const char* p, view::NumberUint64& out) noexcept {
  return read(reader, p, out.value);
}

const char* read(Reader& /*reader*/, const char* p, float& out) noexcept {
  p = skip_space(p);
  return read_float32(p, out) == NumberStatus::ok ? p : nullptr;
}

const char* read(Reader& reader, const char* p, Decimal& out) noexcept {
  DecimalDigits ignored;
  p = skip_space(p);
  if (*p == '"') {
    view::String text;
    p = read(reader, p, text);
    const bool sound =
        p != nullptr && parse_decimal(text.text(), out, ignored) == DecimalStatus::ok;
    return sound ? p : nullptr;
  }
  NumberToken number;
  if (!scan_number(p, number)) return nullptr;
  const std::string_view text{p, static_cast<std::size_t>(number.end - p)};
  return parse_decimal_number(text, out, ignored) == DecimalStatus::ok ? number.end : nullptr;
}

const char* read(Reader& reader, const char* p, view::Bytes& out) noexcept {
  return read_bytes(reader, p, Base64::standard, out);
}

const char* read(Reader& reader, const char* p, view::UrlBytes& out) noexcept {
  return read_bytes(reader, p, Base64::url, out.value);
}

const char* read(Reader& reader, const char* p, Uuid& out) noexcept {
  return read_parsed<parse_uuid>(reader, p, out);
}

const char* read(Reader& reader, const char* p, Timestamp& out) noexcept {
  return read_parsed<parse_timestamp>(reader, p, out);
}

const char* read(Reader& reader, const char* p, std::chrono::year_month_day& out) noexcept {
  return read_parsed<parse_date>(reader, p, out);
}

const char* read(Reader& reader, const char* p, TimeOfDay& out) noexcept {
  return read_parsed<parse_time>(reader, p, out);
}

const char* read(Reader& reader, const char* p, std::chrono::nanoseconds& out) noexcept {
  return read_parsed<parse_duration>(reader, p, out);
}

const char* read(Reader& reader, const char* p, view::Json& out) noexcept {
  p = skip_space(p);
  const char* end = skip_value(reader, p);
  if (end != nullptr) out = {p, static_cast<std::uint32_t>(end - p)};
  return end;
}

const char* read_name(Reader& reader, const char* p, plan::Names names,
                      std::uint32_t& out) noexcept {
  view::String text;
  p = read(reader, p, text);
  if (p == nullptr) return nullptr;
  out = static_cast<std::uint32_t>(plan::find_name(names, text.text()));
  return out < names.size() ? p : nullptr;
}

void* grow(Arena& arena, void* data, std::uint32_t& capacity, std::uint32_t element_size,
           std::uint32_t alignment) noexcept {
  const std::size_t old_size = std::size_t{capacity} * element_size;
  const std::uint32_t larger = capacity == 0 ? (element_size < 64 ? 8 : 2) : capacity * 2;
  const bool countable = larger <= SIZE_MAX / element_size;
  const std::size_t new_size = countable ? std::size_t{larger} * element_size : SIZE_MAX;
  if (old_size != 0 && arena.extend(data, old_size, new_size)) {
    capacity = larger;
    return data;
  }
  void* moved = arena.allocate(new_size, alignment);
  if (moved == nullptr) return nullptr;
  if (old_size != 0) std::memcpy(moved, data, old_size);
  capacity = larger;
  return moved;
}

const char* read_list(Reader& reader, const char* p, void* list, const Element& element) noexcept {
  view::List<char> read{};
  void* data = nullptr;
  std::uint32_t capacity = 0;
  p = open(reader, p, '[');
  while (p != nullptr && *p != ']') {
    if (read.size == capacity) {
      data = grow(reader.arena, data, capacity, element.size, element.alignment);
      if (data == nullptr) return nullptr;
    }
    p = element.read(reader, p, static_cast<char*>(data) + std::size_t{read.size++} * element.size);
    if (p != nullptr) p = next(p, ']');
  }
  if (p == nullptr) return nullptr;
  reader.arena.shrink(data, std::size_t{capacity} * element.size,
                      std::size_t{read.size} * element.size);
  read.data = static_cast<const char*>(data);
  std::memcpy(list, &read, sizeof read);  // a list of any type lies as this one does
  return close(reader, p);
}

bool sort_entries(Arena& arena, void* entries, std::uint32_t count,
                  std::uint32_t entry_size) noexcept {
  // Entries of any type are sorted as bytes, through an index, so that one instance of the
  // algorithm serves every map. Insertion for the usual few, heapsort for hostile many, which is
  // O(n log n): a fraction of the code of `std::sort`, which every module would carry.
  auto* bytes = static_cast<char*>(entries);
  const auto key = [&](std::uint32_t i) {
    view::String text;
    std::memcpy(&text, bytes + std::size_t{i} * entry_size, sizeof text);
    return text.text();
  };
  auto* order = arena.allocate<std::uint32_t>(count);
  auto* moved = arena.allocate<char>(std::size_t{count} * entry_size);
  if (order == nullptr || moved == nullptr) return false;
  for (std::uint32_t i = 0; i < count; ++i) order[i] = i;
  const auto by_key = [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); };
  if (count <= 32) {
    for (std::uint32_t i = 1; i < count; ++i) {
      std::uint32_t* place = order + i;
      for (; place != order && by_key(i, place[-1]); --place) place[0] = place[-1];
      *place = i;
    }
  } else {
    std::make_heap(order, order + count, by_key);
    std::sort_heap(order, order + count, by_key);
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    if (i != 0 && key(order[i - 1]) == key(order[i])) return false;
    std::memcpy(moved + std::size_t{i} * entry_size, bytes + std::size_t{order[i]} * entry_size,
                entry_size);
  }
  std::memcpy(bytes, moved, std::size_t{count} * entry_size);
  return true;
}

namespace {

/// A record's view without its type.
class Target {
 public:
  Target(const plan::Record& record, void* view) noexcept : record_(record), view_(view) {}

  /// False when the member was read before.
  bool claim(std::size_t field) noexcept {
    std::uint32_t& word = static_cast<std::uint32_t*>(view_)[field / 32];
    const std::uint32_t bit = 1U << (field % 32);
    const bool is_new = (word & bit) == 0;
    word |= bit;
    return is_new;
  }

  const char* read(Reader& reader, const char* p, std::size_t field) noexcept {
    if (!claim(field)) return nullptr;
    const plan::Member& member = record_.members[field];
    return member.read(reader, p, at(member.offset));
  }

  /// The defaults of what is absent. False when the arena is exhausted.
  bool fill(Reader& reader) noexcept {
    Reader own{reader.arena, plan::max_depth};  // the document's depth is spent on what it holds
    for (std::size_t i = 0; i < record_.members.size(); ++i) {
      const plan::Member& member = record_.members[i];
      if (member.fallback == nullptr || !claim(i)) continue;
      if (member.read(own, member.fallback, at(member.offset)) == nullptr) return false;
    }
    return true;
  }

  void keep(const view::Map<view::Json>& kept) noexcept {
    if (record_.kept_offset != 0) std::memcpy(at(record_.kept_offset), &kept, sizeof kept);
  }

 private:
  [[nodiscard]] void* at(std::uint32_t offset) const noexcept {
    return static_cast<char*>(view_) + offset;
  }

  const plan::Record& record_;
  void* view_;  // begins with the presence of members
};

}  // namespace

const char* read_in_any_order(Reader& reader, const char* p, void* view, const plan::Record& record,
                              Tag* tag) noexcept {
  Target target(record, view);
  UnknownMembers unknown(reader, record.unknown);
  std::size_t expected = 0;
  while (*p != '}') {
    view::String key;
    if ((p = read_key(reader, p, key)) == nullptr) return nullptr;
    // Members that are left out, and those that nobody declared, leave the others in their order.
    const bool in_order =
        expected < record.members.size() && record.members[expected].name == key.text();
    const std::size_t field = in_order ? expected : plan::find_field(record.members, key.text());
    if (field < record.members.size()) {
      p = target.read(reader, p, field);
      expected = field + 1;
    } else {
      const bool is_tag = tag != nullptr && key.text() == tag->key;
      p = is_tag ? tag->skip(reader, p) : unknown.add(reader, p, key);
    }
    if (p == nullptr || (p = next(p, '}')) == nullptr) return nullptr;
  }
  view::Map<view::Json> kept;
  if (!target.fill(reader) || !unknown.finish(kept)) return nullptr;
  target.keep(kept);
  return p;
}

void* make_view(Arena& arena, const plan::Record& record) noexcept {
  void* view = arena.allocate(record.view_size, alignof(std::max_align_t));
  if (view != nullptr) std::memset(view, 0, record.view_size);
  return view;
}

bool read_found(Reader& reader, std::span<const char* const> values, void* view,
                const plan::Record& record) noexcept {
  Target target(record, view);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] != nullptr && target.read(reader, values[i], i) == nullptr) return false;
  }
  target.keep({});
  return target.fill(reader);
}

const char* open_union(Reader& reader, const char* p, Tag& tag, plan::Names names,
                       std::uint32_t& variant) noexcept {
  p = open(reader, p, '{');
  if (p == nullptr) return nullptr;
  const char* start = p;
  tag.consumed = true;
  while (*p != '}') {
    view::String key;
    p = read_key(reader, p, key);
    if (p == nullptr) return nullptr;
    if (key.text() == tag.key) {
      p = read_name(reader, p, names, variant);
      if (p == nullptr) return nullptr;
      return tag.consumed ? next(p, '}') : start;
    }
    tag.consumed = false;
    p = skip_value(reader, p);
    if (p == nullptr || (p = next(p, '}')) == nullptr) return nullptr;
  }
  return nullptr;
}

}  // namespace tally::json

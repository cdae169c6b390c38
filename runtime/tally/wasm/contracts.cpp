// The exports of contracts.wasm, which db.wasm has, too: what runtime/js/engine.js is written
// against.
//
// An entry point is named by its position in `contract_set::types()`. Text crosses in one input
// buffer; the views of a message live in one arena, which every new message resets. Addresses are
// valid until then, and every call may move the memory under JavaScript's typed arrays. Nothing
// here throws, and nothing here judges: that is the engine's work.
#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include "contract_set.h"
#include "tally/engine/contract.h"
#include "tally/engine/evolution/upgrade.h"
#include "tally/engine/json/text.h"
#include "tally/wasm/boundary.h"

// The namespace of the contracts: the option `namespace` of the target cpp.
#ifndef TALLY_NAMESPACE
#define TALLY_NAMESPACE contracts
#endif

namespace tally::wasm {
namespace {

namespace contract_set = TALLY_NAMESPACE::contract_set;

constexpr std::uint32_t scratch_size = 64;

/// Everything that outlives a call.
struct Memory {
  Arena arena;
  Arena* written = &arena;  // where the value lies that JavaScript is writing
  std::string input = std::string(input_padding, '\0');
  json::Writer writer;
  std::string issues;
  std::string upgraded;
  Text result{};
  char scratch[scratch_size] = {};  // short texts: UUIDs and timestamps

  /// The first bytes of the input, with zeros behind them.
  PaddedText document(std::uint32_t length) {
    char* end = input.data() + length;
    for (std::uint32_t i = 0; i < input_padding; i += 8) store64(end + i, 0);
    return {input.data(), length};
  }

  const Text* answer(std::string_view text) {
    result = {text.data(), static_cast<std::uint32_t>(text.size())};
    return &result;
  }
};

Memory boundary;  // NOLINT: a module has one memory, and this is what lies in it

const ContractType& type_at(std::uint32_t type) {
  return *contract_set::types()[type];
}

struct Extent {
  std::uint32_t bytes;
  std::uint32_t units;  // UTF-16
};

/// Of the character that begins with this byte.
Extent extent_of(char first) {
  const auto lead = static_cast<unsigned char>(first);
  if (lead < 0x80) return {1, 1};
  if (lead < 0xE0) return {2, 1};
  return lead < 0xF0 ? Extent{3, 1} : Extent{4, 2};
}

/// Behind `units` UTF-16 code units of well-formed text, or null when that is inside a character.
const char* skip_units(const char* p, const char* end, std::uint32_t units) {
  while (units > 0 && p < end) {
    const Extent extent = extent_of(*p);
    if (extent.units > units) return nullptr;
    units -= extent.units;
    p += extent.bytes;
  }
  return units == 0 ? p : nullptr;
}

}  // namespace

void* begin_view(Arena& arena, const ContractType& type, std::uint32_t in_front) {
  boundary.written = &arena;
  auto* memory = static_cast<char*>(arena.allocate(in_front + type.view_size, 16));
  return memory == nullptr ? nullptr : memory + in_front;
}

/// The contract of an entry point, for what else the program links (db.h) and for programs that ask
/// what this one was made from; null behind the last one.
TALLY_EXPORT("contract_at") const ContractType* contract_at(std::uint32_t type) {
  return type < contract_set::types().size() ? &type_at(type) : nullptr;
}

TALLY_EXPORT("bytes_limit") std::uint32_t bytes_limit(std::uint32_t type) {
  return type_at(type).plan.limits.bytes;
}

TALLY_EXPORT("depth_limit") std::uint32_t depth_limit(std::uint32_t type) {
  return type_at(type).plan.limits.depth;
}

/// The input buffer, with room for a text of `size` bytes. What was in it is lost.
TALLY_EXPORT("reserve_input") char* reserve_input(std::uint32_t size) {
  if (boundary.input.size() < std::size_t{size} + input_padding) {
    boundary.input.clear();  // nothing to copy
    boundary.input.resize(std::size_t{size} + input_padding);
  }
  return boundary.input.data();
}

/// The view of the text in the input buffer, or null. `foreign` tells that the object door wrote
/// it, `unknown` is a plan::UnknownOverride.
TALLY_EXPORT("judge")
const void* judge(std::uint32_t type, std::uint32_t length, bool foreign, std::uint32_t unknown) {
  boundary.arena.reset();
  return tally::judge(type_at(type), boundary.arena, boundary.document(length),
                      foreign ? Source::foreign : Source::text,
                      {static_cast<plan::UnknownOverride>(unknown)});
}

/// Memory for the view of a value that is about to be written, at an address divisible by 16; null
/// when there is none.
TALLY_EXPORT("begin_view") void* begin_view_of(std::uint32_t type) {
  boundary.arena.reset();
  return begin_view(boundary.arena, type_at(type), 0);
}

/// More memory of the same value, at an address divisible by 8; null when there is none.
TALLY_EXPORT("allocate") void* allocate(std::uint32_t size) {
  return boundary.written->allocate(size, 8);
}

/// A copy of the text in the input buffer, with the value that is written; null when there is no
/// memory for it.
TALLY_EXPORT("keep_text") char* keep_text(std::uint32_t length) {
  auto* copy = static_cast<char*>(boundary.written->allocate(length, 1));
  if (copy != nullptr) std::copy_n(boundary.input.data(), length, copy);
  return copy;
}

/// Points the strings of a written view into a text, which is `length` bytes of well-formed UTF-8:
/// `slots` holds {address of a view::String, its length in UTF-16 code units} in the order of the
/// text. False when a string does not end between characters.
TALLY_EXPORT("place_strings")
bool place_strings(const std::uint32_t* slots, std::uint32_t count, const char* p,
                   std::uint32_t length) {
  const char* end = p + length;
  for (const std::uint32_t* slot = slots; slot < slots + std::size_t{count} * 2; slot += 2) {
    const char* behind = skip_units(p, end, slot[1]);
    if (behind == nullptr) return false;
    *reinterpret_cast<view::String*>(slot[0]) = {p, static_cast<std::uint32_t>(behind - p)};
    p = behind;
  }
  return true;
}

/// For each character of the input that is not ASCII, in order: {position behind it, bytes minus
/// UTF-16 code units from the start up to there}. With it a string's place in the text that
/// JavaScript holds follows from its address. The input is `length` bytes of well-formed UTF-8.
/// Null when there is no memory for it.
TALLY_EXPORT("map_text") const Text* map_text(std::uint32_t length) {
  const char* begin = boundary.input.data();
  const char* end = begin + length;
  const auto is_lead = [](char c) { return static_cast<unsigned char>(c) >= 0xC0; };
  const auto count = static_cast<std::size_t>(std::count_if(begin, end, is_lead));
  auto* deltas = boundary.arena.allocate<std::uint32_t>(count * 2);
  if (deltas == nullptr) return nullptr;
  std::uint32_t* out = deltas;
  std::uint32_t delta = 0;
  for (const char* p = begin; p < end;) {
    const auto [bytes, units] = extent_of(*p);
    p += bytes;
    if (bytes == 1) continue;
    delta += bytes - units;
    *out++ = static_cast<std::uint32_t>(p - begin);
    *out++ = delta;
  }
  return boundary.answer({reinterpret_cast<const char*>(deltas), count});
}

/// The current form of the text in the input buffer, which is of version `from` unless it carries
/// its own (UINT32_MAX: nobody knows). Empty when there is none; `upgrade_issues` then says why.
TALLY_EXPORT("upgrade")
const Text* upgrade(std::uint32_t type, std::uint32_t length, std::uint32_t from, bool foreign) {
  const ContractType& contract = type_at(type);
  const PaddedText document = boundary.document(length);
  UpgradeOptions options;
  if (from != UINT32_MAX) options.from = from;
  Result<std::string> upgraded = tally::upgrade(contract.plan, contract.type, document, options,
                                                foreign ? Source::foreign : Source::text);
  boundary.issues = to_json(upgraded.issues(), document.text());
  boundary.upgraded = upgraded ? std::move(*upgraded) : std::string();
  return boundary.answer(boundary.upgraded);
}

TALLY_EXPORT("upgrade_issues") const Text* upgrade_issues() {
  return boundary.answer(boundary.issues);
}

/// Whether a written view satisfies its contract.
TALLY_EXPORT("validate") bool validate(std::uint32_t type, const void* view) {
  return type_at(type).validate(view);
}

/// The issues of the text in the input buffer as JSON. `foreign` tells that the object door wrote
/// it; there may then be none, which means that the text is acceptable.
TALLY_EXPORT("explain")
const Text* explain(std::uint32_t type, std::uint32_t length, bool foreign, std::uint32_t unknown) {
  const auto asked = static_cast<plan::UnknownOverride>(unknown);
  const ContractType& contract = type_at(type);
  const PaddedText document = boundary.document(length);
  const Issues issues =
      foreign ? tally::explain(contract.plan, contract.type, document, Source::foreign, asked)
              : tally::explain(contract, document, Source::text, {asked});
  boundary.issues = to_json(issues, document.text());
  return boundary.answer(boundary.issues);
}

/// Canonical JSON text of a view that satisfies its contract.
TALLY_EXPORT("write") const Text* write(std::uint32_t type, const void* view) {
  boundary.writer.clear();
  type_at(type).write(boundary.writer, view);
  return boundary.answer(boundary.writer.text());
}

/// A buffer of 64 bytes for the functions below.
TALLY_EXPORT("scratch") char* scratch() {
  return boundary.scratch;
}

/// Reads the first `length` bytes of the buffer into a view; false when they are not of the form,
/// which is a position in `contract_set::text_forms()`. Only for forms that there are values of.
TALLY_EXPORT("read_text")
bool read_text(std::uint32_t form, std::uint32_t length, void* out) {
  return length <= scratch_size &&
         contract_set::text_forms()[form].read({boundary.scratch, length}, out);
}

/// Writes the canonical form of a value into the buffer and returns its length.
TALLY_EXPORT("write_text") std::uint32_t write_text(std::uint32_t form, const void* value) {
  const char* end = contract_set::text_forms()[form].write(boundary.scratch, value);
  return static_cast<std::uint32_t>(end - boundary.scratch);
}

}  // namespace tally::wasm

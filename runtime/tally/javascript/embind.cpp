#include "tally/javascript/embind.h"

#include <emscripten.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "tally/engine/explain/issue_text.h"
#include "tally/engine/json/scan.h"
#include "tally/javascript/bigint.h"

// The JavaScript half: one registration in embind's table of types, with the conversions in both
// directions. Registering a type of one's own in this way is what embind's own test of custom
// marshalling does.
// clang-format off
EM_JS(void, tally_embind_register, (const void* type, const void* id, const char* name_data,
                                    int name_size, const char* fingerprint_data, int fingerprint_size,
                                    int by_number, int padding, unsigned max_size, unsigned max_depth), {
  const name = UTF8ToString(name_data, name_size);
  const refused = -1;
  const mark = String.fromCharCode(1);  // a backslash in EM_JS breaks Emscripten 3.1.6

  // A C++ text that is ours to free.
  const take_text = (data) => {
    const text = UTF8ToString(data);
    _free(data);
    return text;
  };

  // As runtime/js/bytes.js: the getters that every typed array inherits are asked, as a value may have
  // members of these names, and a buffer may shrink or be gone.
  const typed_array = Object.getPrototypeOf(Uint8Array).prototype;
  const inherited = (name) => Function.prototype.call.bind(Object.getOwnPropertyDescriptor(typed_array, name).get);
  const name_of = inherited(Symbol.toStringTag);
  const length_of = inherited("length");
  const buffer_of = inherited("buffer");
  const offset_of = inherited("byteOffset");
  const must_exist = Function.prototype.call.bind(typed_array.keys);
  const bytes_of = (value) => {
    if (name_of(value) !== "Uint8Array") return undefined;
    try {
      must_exist(value);
      return new Uint8Array(buffer_of(value), offset_of(value), length_of(value));
    } catch (gone) {
      return undefined;
    }
  };

  // The text of a value, with marks for what JSON has no form for (json::Foreign). Once it is too
  // large it need not be whole. Half a surrogate pair becomes an escape, by JSON.stringify.
  const text_of = (value) => {
    let text = "";
    const write_members = (value, depth) => {
      let separator = "";
      for (const key of Object.keys(value)) {
        const member = value[key];
        if (member === undefined) continue;
        text += separator + JSON.stringify(key) + ":";
        separator = ",";
        write(member, depth);
        if (text.length > max_size) return;
      }
    };
    const write_items = (value, depth) => {
      for (let i = 0; i < value.length && text.length <= max_size; ++i) {
        if (i > 0) text += ",";
        write(value[i], depth);
      }
    };
    const write_bytes = (bytes) => {
      let binary = "";
      for (const byte of bytes.subarray(0, max_size)) binary += String.fromCharCode(byte);
      text += mark + "y" + JSON.stringify(btoa(binary));
    };
    const is_plain = (value) => {
      // Every window has an Object.prototype of its own.
      const prototype = Object.getPrototypeOf(value);
      return prototype === null || Object.getPrototypeOf(prototype) === null;
    };
    const write_object = (value, depth) => {
      const bytes = bytes_of(value);
      if (bytes !== undefined) return write_bytes(bytes);
      const is_array = Array.isArray(value);
      if (!is_array && !is_plain(value)) {
        text += mark + "o";
      } else if (depth === max_depth) {
        text += mark + "d";
      } else {
        text += is_array ? "[" : "{";
        (is_array ? write_items : write_members)(value, depth + 1);
        text += is_array ? "]" : "}";
      }
    };
    const write = (value, depth) => {
      switch (typeof value) {
        case "string": text += JSON.stringify(value); break;
        case "boolean": text += value; break;
        case "number":
          if (Number.isFinite(value)) text += Object.is(value, -0) ? "-0" : value;
          else text += mark + (Number.isNaN(value) ? "n" : "i");
          break;
        case "bigint": text += mark + "b" + value; break;
        case "object":
          if (value === null) text += "null";
          else write_object(value, depth);
          break;
        default: text += mark + (typeof value)[0];  // undefined, symbol, function
      }
    };
    write(value, 0);
    return text;
  };

  // Judges a value: what embind passes for it, or its issues.
  const judge = (value) => {
    const text = new TextEncoder().encode(text_of(value));
    const data = _malloc(text.length + padding) >>> 0;
    if (data === 0) throw new RangeError("out of memory");
    HEAPU8.set(text, data);
    HEAPU8.fill(0, data + text.length, data + text.length + padding);
    const wire = _tally_embind_take(type, data, text.length);
    const issues = wire === refused
      ? JSON.parse(take_text(_tally_embind_explain(type, data, text.length)))
      : [];
    _free(data);
    return {wire : wire >>> 0, issues : issues};
  };

  const drop = (wire) => _tally_embind_drop(type, wire);

  const contract_error = (subject, issues) => {
    const first = issues[0];
    const place = first.path === "" ? subject : subject + " at " + first.path;
    const others = issues.length > 1 ? " (and " + (issues.length - 1) + " more)" : "";
    const error = new Error(place + ": " + first.message + others);
    Object.defineProperty(error, "name", {value : "ContractError"});
    return Object.assign(error, {contract : name, issues : issues});
  };

  const to_cpp = (destructors, value) => {
    try {
      const judged = judge(value);
      if (judged.issues.length > 0) throw contract_error(name, judged.issues);
      if (destructors !== null && !by_number) destructors.push(drop, judged.wire);
      return judged.wire;
    } catch (error) {
      // embind forgets the arguments before the one that throws.
      if (destructors !== null) runDestructors(destructors);
      throw error;
    }
  };

  // Of a text from mark_bigints.
  const parse = (text) => {
    if (text[0] !== mark) return JSON.parse(text);
    const length = text.indexOf(":") + 1;
    const opening = text.slice(0, length);
    const from_base64 = (text) => {
      const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
      return Uint8Array.from(binary, (unit) => unit.charCodeAt(0));
    };
    return JSON.parse(text.slice(length), (key, value) => {
      if (typeof value !== "string" || !value.startsWith(opening)) return value;
      return value[length] === "y" ? from_base64(value.slice(length + 1)) : BigInt(value.slice(length));
    });
  };

  const to_js = (wire) => {
    const text = _tally_embind_give(type, wire);
    const issues = text === 0 ? JSON.parse(take_text(_tally_embind_doubt(type, wire))) : [];
    drop(wire);
    if (issues.length > 0) throw contract_error(name + " from C++", issues);
    return parse(take_text(text));
  };

  registerType(id, {
    name : name,
    "toWireType" : to_cpp,
    "fromWireType" : to_js,
    "argPackAdvance" : 8,
    "readValueFromPointer" : (pointer) => to_js(HEAPU32[pointer >>> 2]),
    destructorFunction : by_number ? null : undefined,
  });
  Module["tally"] = Module["tally"] || {};
  Module["tally"][name] = {
    "fingerprint" : UTF8ToString(fingerprint_data, fingerprint_size),
    "check" : (value) => {
      const judged = judge(value);
      if (judged.issues.length === 0) drop(judged.wire);
      return judged.issues;
    },
  };
});
// clang-format on

#ifdef EM_JS_DEPS
EM_JS_DEPS(tally_embind, "$registerType,$runDestructors,$UTF8ToString")
#endif

namespace tally::embind {
namespace {

constexpr Wire refused = static_cast<Wire>(-1);  // no object's address and no enumeration's number

/// Text for `take_text` above.
char* to_c(std::string_view text) {
  auto* out = static_cast<char*>(std::malloc(text.size() + 1));
  if (out == nullptr) std::abort();
  std::memcpy(out, text.data(), text.size());
  out[text.size()] = '\0';
  return out;
}

char* to_c(Issues issues, const ContractType& contract) {
  // An acceptable value may still need more memory for its view than there is.
  if (issues.empty()) {
    issues.push_back(make_issue({}, IssueCode::size,
                                {{"limit", std::to_string(contract.plan.limits.bytes)}},
                                Issue::nowhere));
  }
  return to_c(to_json(issues, {}));
}

}  // namespace

void register_type(const Type& type, const void* id) {
  const ContractType& contract = type.contract;
  const plan::Limits& limits = contract.plan.limits;
  tally_embind_register(&type, id, contract.name.data(), static_cast<int>(contract.name.size()),
                        contract.fingerprint.data(), static_cast<int>(contract.fingerprint.size()),
                        type.by_number, input_padding, limits.bytes, limits.depth);
}

// What the JavaScript half calls. Texts from it are padded and stay its own.
extern "C" {

/// What embind passes for a value that is written as `text`, or `refused`.
EMSCRIPTEN_KEEPALIVE Wire tally_embind_take(const Type* type, const char* text,
                                            std::uint32_t size) {
  const ContractType& contract = type->contract;
  Arena arena;
  Document rewritten;
  PaddedText document{text, size};
  if (size <= contract.plan.limits.bytes &&
      std::memchr(text, json::foreign_mark, size) != nullptr) {
    if (!explain(contract.plan, contract.type, document, Source::foreign).empty()) return refused;
    rewritten.assign(quote_bigints(document.text()));
    document = rewritten.padded();
  }
  const void* view = judge(contract, arena, document, Source::foreign);
  return view == nullptr ? refused : type->own(view);
}

/// Why it was refused.
EMSCRIPTEN_KEEPALIVE char* tally_embind_explain(const Type* type, const char* text,
                                                std::uint32_t size) {
  const ContractType& contract = type->contract;
  return to_c(explain(contract.plan, contract.type, {text, size}, Source::foreign), contract);
}

/// The text of a value as `mark_bigints` makes it, or null when the value is not acceptable.
EMSCRIPTEN_KEEPALIVE char* tally_embind_give(const Type* type, Wire wire) {
  const ContractType& contract = type->contract;
  Arena arena;
  void* view = arena.allocate(contract.view_size, 16);
  if (view == nullptr || !type->borrow(arena, wire, view) || !contract.validate(view))
    return nullptr;
  json::Writer writer;
  contract.write(writer, view);
  const Document document(writer.text());
  return to_c(mark_bigints(contract.plan, contract.type, document.padded()));
}

/// Why it is not acceptable.
EMSCRIPTEN_KEEPALIVE char* tally_embind_doubt(const Type* type, Wire wire) {
  const ContractType& contract = type->contract;
  Arena arena;
  void* view = arena.allocate(contract.view_size, 16);
  if (view == nullptr) return to_c(Issues{}, contract);
  type->borrow(arena, wire, view);
  return to_c(explain(contract, view), contract);
}

EMSCRIPTEN_KEEPALIVE void tally_embind_drop(const Type* type, Wire wire) {
  type->drop(wire);
}

}  // extern "C"
}  // namespace tally::embind

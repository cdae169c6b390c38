// libFuzzer: any text as the expression of a rule. Nothing crashes or takes long; what is refused
// is refused with a place inside of the text, and what is accepted can be evaluated over a
// document.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "compiler/resolve/compile.h"
#include "plan/plan.h"
#include "rules/parser.h"
#include "tally/engine/explain/explain.h"
#include "tally/engine/json/document.h"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

/// In double quotes, where YAML takes every character in some form.
std::string quote(std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\') {
      out += c;
    } else {
      out += std::string("\\x") + hex[byte >> 4] + hex[byte & 15];
    }
  }
  return out + '"';
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tally::compiler;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  rules::Fault fault;
  const auto placed = [](std::size_t begin, std::size_t end) {
    return Span{FileId{0}, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  };
  const auto syntax = rules::parse(text, placed, fault);
  require(syntax.has_value() == fault.message.empty());
  require(fault.begin <= fault.end && fault.end <= text.size());
  if (!syntax) return 0;

  const auto compiled = testing::compile_types(
      "  T:\n    record: {a: int64, u: uint64, x: float64, s: string, n?: string | null, e: E, at: "
      "timestamp, l: {type: list<int64>, maxItems: 9}, m: map<string>}\n    rules: [{id: r, "
      "assert: " +
      quote(text) + "}]\n  E: {enum: [p, q]}\n");
  if (compiled.diagnostics.has_errors()) return 0;
  const OwnedPlan plan = build_plan(*compiled.model, 0);
  const tally::Document document(
      R"({"a":5,"u":"7","x":1.5,"s":"p\u0071","n":null,"e":"q","at":"2026-11-21T10:00:00Z","l":[1,0,3],"m":{"k":"v"}})");
  const auto issues = tally::explain(plan.plan(), *plan.find(compiled.id("T")), document.padded());
  require(issues.size() <= 1);
  return 0;
}

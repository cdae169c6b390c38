#include "diagnose/catalogue.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace tally::compiler {
namespace {

constexpr CatalogueEntry entries[] = {
#define TALLY_DIAGNOSTIC(name, number, severity, title, explanation, bad, good) \
  {Code::name, Severity::severity, title, explanation, bad, good},
#include "diagnose/catalogue/all.def"
#undef TALLY_DIAGNOSTIC
};

constexpr bool before(const CatalogueEntry& a, const CatalogueEntry& b) {
  return a.code < b.code;
}

constexpr bool strictly_ascending() {
  for (std::size_t i = 1; i < std::size(entries); ++i) {
    if (!before(entries[i - 1], entries[i])) return false;
  }
  return true;
}
static_assert(strictly_ascending(),
              "the rows of the catalogue ascend by number, and no number is used twice");

const CatalogueEntry* find(Code code) {
  const auto* found = std::lower_bound(std::begin(entries), std::end(entries), code,
                                       [](const CatalogueEntry& e, Code c) { return e.code < c; });
  return found != std::end(entries) && found->code == code ? found : nullptr;
}

void add_example(std::string& page, std::string_view heading, std::string_view example) {
  if (example.empty()) return;
  page.append("\n").append(heading).append(":\n\n");
  while (!example.empty()) {
    const std::size_t line_end = std::min(example.find('\n'), example.size());
    page.append("    ").append(example.substr(0, line_end)).append("\n");
    example.remove_prefix(std::min(line_end + 1, example.size()));
  }
}

}  // namespace

std::span<const CatalogueEntry> catalogue() {
  return entries;
}

const CatalogueEntry& entry(Code code) {
  return *find(code);
}

std::string code_text(Code code) {
  std::string digits = std::to_string(static_cast<unsigned>(code));
  digits.insert(0, digits.size() < 3 ? 3 - digits.size() : 0, '0');
  return "T" + digits;
}

std::optional<Code> find_code(std::string_view text) {
  if (text.size() != 4 || (text[0] != 'T' && text[0] != 't')) return std::nullopt;
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  const CatalogueEntry* found = find(static_cast<Code>(number));
  if (found == nullptr) return std::nullopt;
  return found->code;
}

std::string_view severity_text(Severity severity) {
  constexpr std::string_view texts[] = {"error", "warning", "note"};
  return texts[static_cast<std::size_t>(severity)];
}

std::string explain(Code code) {
  const CatalogueEntry& found = entry(code);
  std::string page = "# " + code_text(code) + ": " + std::string(found.title) + "\n\n";
  page.append(found.explanation).append("\n");
  add_example(page, "Wrong", found.bad);
  add_example(page, "Right", found.good);
  return page;
}

}  // namespace tally::compiler

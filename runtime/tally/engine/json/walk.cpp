#include "tally/engine/json/walk.h"

#include "tally/engine/explain/issue_text.h"
#include "tally/engine/json/reader.h"
#include "tally/engine/json/text.h"

namespace tally::json {

std::optional<Issue> find_fault(PaddedText document, const plan::Limits& limits, Source source) {
  const auto fault = [&](IssueCode code, const char* at, Parameters parameters) {
    const auto offset = static_cast<std::uint32_t>(at - document.data);
    return make_issue({}, code, parameters, source == Source::text ? offset : Issue::nowhere);
  };
  if (document.size > limits.bytes) {
    return fault(IssueCode::size, document.data, {{"limit", decimal_text(limits.bytes)}});
  }
  Scan scan = trusting(source);
  scan.depth = limits.depth;
  const char* end = scan_value(scan, document.data);
  if (end != nullptr) {
    end = skip_space(end);
    if (end == document.end()) return std::nullopt;
    scan.fault = Fault::syntax;
    scan.at = end;
  }
  switch (scan.fault) {
    case Fault::depth:
      return fault(IssueCode::depth, scan.at, {{"limit", decimal_text(limits.depth)}});
    case Fault::encoding:
      return fault(IssueCode::encoding, scan.at, {{"encoding", to_json("Unicode")}});
    default:
      return fault(IssueCode::syntax, scan.at, {});
  }
}

bool decode(Source source, const char* p, Text& text, const char*& end) {
  Scan scan = trusting(source);
  bool escaped = false;
  const char* begin = p + 1;
  const char* quote = scan_string(scan, begin, escaped);
  end = quote + 1;
  text.view = {begin, static_cast<std::size_t>(quote - begin)};
  if (escaped) {
    text.unescaped.resize(text.view.size());
    const char* decoded = decode_string(begin, quote, text.unescaped.data());
    if (decoded == nullptr) return false;
    text.view = {text.unescaped.data(), static_cast<std::size_t>(decoded - text.unescaped.data())};
  }
  const char* behind = text.view.data() + text.view.size();
  return find_invalid_utf8(text.view.data(), behind) == behind;
}

const char* after_value(const char* p) noexcept {
  p = skip_space(p);
  return *p == ',' ? skip_space(p + 1) : p;
}

const char* find_member(Source source, const char* p, std::string_view name) {
  Scan scan = trusting(source);
  Text key;
  p = skip_space(p + 1);
  while (*p != '}') {
    const bool sound = decode(source, p, key, p);
    p = skip_space(skip_space(p) + 1);
    if (sound && key.view == name) return p;
    p = after_value(scan_value(scan, p));
  }
  return nullptr;
}

void append_step(std::string& path, std::string_view step) {
  path += '/';
  for (const char c : step) {
    if (c == '~') {
      path += "~0";
    } else if (c == '/') {
      path += "~1";
    } else {
      path += c;
    }
  }
}

}  // namespace tally::json

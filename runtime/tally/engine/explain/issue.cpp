#include "tally/engine/explain/issue.h"

#include <algorithm>

#include "tally/engine/explain/issue_text.h"
#include "tally/engine/json/text.h"
#include "tally/engine/values/number.h"

namespace tally {
namespace {

struct Sentence {
  std::string_view code;
  std::string_view text;  // with places for parameters: vocabulary/issues.def
};

constexpr Sentence sentences[] = {
#define TALLY_ISSUE(id, word, sentence, ...) {word, sentence},
#include "tally/engine/vocabulary/issues.def"
};

const Sentence& sentence_of(IssueCode code) noexcept {
  return sentences[static_cast<std::size_t>(code)];
}

/// A parameter as a sentence shows it: strings lose their quotes where nothing in them is escaped.
std::string_view shown(const std::string& json) noexcept {
  const std::string_view text = json;
  const bool plain =
      text.size() >= 2 && text.front() == '"' && text.find('\\') == std::string_view::npos;
  return plain ? text.substr(1, text.size() - 2) : text;
}

const Parameter* find(Parameters parameters, std::string_view name) noexcept {
  for (const Parameter& parameter : parameters) {
    if (parameter.name == name && !parameter.json.empty()) return &parameter;
  }
  return nullptr;
}

std::string fill(std::string_view sentence, Parameters parameters) {
  std::string filled;
  std::size_t size = sentence.size();
  for (const Parameter& parameter : parameters) size += parameter.json.size();
  filled.reserve(size);
  bool one = false;  // what was filled in before is the number 1
  for (;;) {
    const std::size_t open = sentence.find('{');
    if (open == std::string_view::npos) return filled += sentence;
    const std::size_t close = sentence.find('}', open);
    const std::string_view name = sentence.substr(open + 1, close - open - 1);
    const std::size_t bar = name.find('|');
    const Parameter* parameter = find(parameters, name);
    const std::size_t comma = sentence.substr(0, open).rfind(',');
    if (parameter == nullptr && bar == std::string_view::npos && comma != std::string_view::npos)
      return filled += sentence.substr(0, comma);
    filled += sentence.substr(0, open);
    one = one && open == 1;  // it is the number of what follows
    if (bar != std::string_view::npos) filled += one ? name.substr(0, bar) : name.substr(bar + 1);
    std::string_view text = parameter == nullptr ? std::string_view() : shown(parameter->json);
    if (one && text.ends_with('s')) text.remove_suffix(1);
    filled += text;
    one = text == "1";
    sentence.remove_prefix(close + 1);
  }
}

void append_number(std::string& json, std::uint32_t value) {
  char digits[max_number_length];
  json.append(digits, write_uint64(digits, value));
}

// What one issue takes in JSON, so that most lists of issues are made without moving them.
constexpr std::size_t common_size = 192;

}  // namespace

std::string decimal_text(std::uint64_t value) {
  char digits[max_number_length];
  return {digits, write_uint64(digits, value)};
}

void append_json(std::string& json, std::string_view text) {
  const std::size_t size = json.size();
  json.resize(size + text.size() * max_escape_length + 2, '"');
  char* end = write_escaped(json.data() + size + 1, text);
  *end++ = '"';
  json.resize(static_cast<std::size_t>(end - json.data()));
}

std::string to_json(std::string_view text) {
  std::string json;
  json.reserve(text.size() + 2);
  append_json(json, text);
  return json;
}

std::string to_json(std::span<const plan::Member> members) {
  std::string json = "[";
  for (const plan::Member& member : members) {
    if (json.size() > 1) json += ',';
    append_json(json, member.name);
  }
  return json += ']';
}

std::string_view word_of(IssueCode code) noexcept {
  return sentence_of(code).code;
}

IssueCode code_of(plan::Keyword keyword) noexcept {
  static constexpr IssueCode codes[] = {
#define TALLY_KEYWORD(id, ...) IssueCode::id,
#define TALLY_KEYWORD_LIKE(id, word, code, ...) IssueCode::code,
#include "tally/engine/vocabulary/keywords.def"
  };
  return codes[static_cast<std::size_t>(keyword)];
}

Issue make_issue(std::string path, IssueCode code, Parameters parameters, std::uint32_t offset) {
  Issue issue{std::move(path), word_of(code), "{", {}, offset};
  std::size_t size = 2;
  for (const Parameter& parameter : parameters)
    size += parameter.name.size() + parameter.json.size() + 4;
  issue.params.reserve(size);
  for (const Parameter& parameter : parameters) {
    if (parameter.json.empty()) continue;
    if (issue.params.size() > 1) issue.params += ',';
    append_json(issue.params, parameter.name);
    issue.params += ':';
    issue.params += parameter.json;
  }
  issue.params += '}';
  issue.message = fill(sentence_of(code).text, parameters);
  return issue;
}

Place place_of(std::string_view document, std::uint32_t offset) noexcept {
  const char* begin = document.data();
  const char* end = begin + (offset < document.size() ? offset : document.size());
  Place place{1, 1};
  const char* line = begin;
  for (const char* p = begin; p < end; ++p) {
    if (*p == '\n') {
      ++place.line;
      line = p + 1;
    }
  }
  place.column += count_code_points(line, end);
  return place;
}

std::string to_json(const Issues& issues, std::string_view document) {
  std::string json = "[";
  json.reserve(issues.size() * common_size);
  for (const Issue& issue : issues) {
    if (json.size() > 1) json += ',';
    json += "{\"path\":";
    append_json(json, issue.path);
    json += ",\"code\":";
    append_json(json, issue.code);
    json += ",\"params\":";
    json += issue.params;
    json += ",\"message\":";
    append_json(json, issue.message);
    if (issue.offset != Issue::nowhere) {
      const Place place = place_of(document, issue.offset);
      json += ",\"offset\":";
      append_number(json, issue.offset);
      json += ",\"line\":";
      append_number(json, place.line);
      json += ",\"column\":";
      append_number(json, place.column);
    }
    json += '}';
  }
  return json += ']';
}

}  // namespace tally

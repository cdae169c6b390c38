#include "tally/engine/explain/explain.h"

#include <utility>

#include "tally/engine/explain/walk.h"
#include "tally/engine/json/reader.h"
#include "tally/engine/vocabulary/kind.h"

namespace tally {

using json::Foreign;
using plan::Kind;
using plan::Type;
using plan::TypeIndex;

namespace {

/// What kind of value begins at `p`.
std::string_view actual_kind(const char* p) noexcept {
  switch (*p) {
    case '"':
      return "string";
    case '{':
      return "object";
    case '[':
      return "array";
    case 't':
    case 'f':
      return "boolean";
    case 'n':
      return "null";
    case json::foreign_mark:
      return json::foreign_name(p[1]);
    default:
      return "number";
  }
}

}  // namespace

std::string_view name_of(Kind kind) noexcept {
  return facts_of(kind).shown;
}

Issues Walk::run(TypeIndex type) {
  if (auto fault = json::find_fault(document_, plan_.limits, source_)) {
    issues_.push_back(std::move(*fault));
  } else {
    value(type, json::skip_space(document_.data));
  }
  return std::move(issues_);
}

const char* Walk::value(TypeIndex index, const char* p) {
  const Type& type = plan_.types[index];
  const bool outer = std::exchange(secret_, secret_ || type.sensitive);
  p = type.explain(*this, type, p);
  secret_ = outer;
  return p;
}

const char* Walk::variant(const Type& record, std::string_view tag, const char* p) {
  tag_ = tag;
  return record.explain(*this, record, p);
}

std::string_view Walk::take_tag() noexcept {
  return std::exchange(tag_, {});
}

std::uint32_t Walk::offset_of(const char* at) const noexcept {
  return source_ == Source::text ? static_cast<std::uint32_t>(at - document_.data) : Issue::nowhere;
}

std::string Walk::told(std::string json) const {
  return secret_ ? std::string() : std::move(json);
}

void Walk::report(IssueCode code, const char* at, Parameters parameters) {
  if (!full()) issues_.push_back(make_issue(path_, code, parameters, offset_of(at)));
}

void Walk::report_type(const char* at, std::string_view expected) {
  // What lies below the depth limit has not been written out by the door, so its kind is not
  // known.
  if (*at == json::foreign_mark && at[1] == static_cast<char>(Foreign::deep)) {
    report(IssueCode::depth, at, {{"limit", decimal_text(plan_.limits.depth)}});
  } else {
    report(IssueCode::type, at,
           {{"expected", to_json(expected)}, {"actual", told(to_json(actual_kind(at)))}});
  }
}

void Walk::report_range(const char* at, Kind kind) {
  report(IssueCode::range, at, {{"type", to_json(name_of(kind))}});
}

void Walk::report_limit(const plan::Constraint& constraint, const char* at) {
  report(code_of(constraint.keyword), at, {{"limit", std::string(constraint.text)}});
}

void Walk::report_count(const plan::Constraint& constraint, std::uint32_t actual, const char* at,
                        std::string_view unit) {
  report(code_of(constraint.keyword), at,
         {{"limit", std::string(constraint.text)},
          {"actual", told(decimal_text(actual))},
          {"unit", unit.empty() ? std::string() : to_json(unit)}});
}

void Walk::report_encoding(std::string_view encoding, const char* at) {
  report(IssueCode::encoding, at, {{"encoding", to_json(encoding)}});
}

void Walk::report_rule(const plan::Rule& rule, const char* at) {
  issues_.push_back(
      {path_, rule.id, std::string(rule.params), std::string(rule.message), offset_of(at)});
}

std::size_t Walk::enter(std::string_view step) {
  const std::size_t length = path_.size();
  if (!secret_) json::append_step(path_, step);  // keys are part of the value
  return length;
}

const char* Walk::skip(const char* p) const noexcept {
  json::Scan scan = json::trusting(source_);
  return json::scan_value(scan, p);
}

const char* Walk::opaque(const char* p) {
  json::Scan scan{.depth = plan::max_depth, .judge_values = true};  // foreign values are none
  if (json::scan_value(scan, p) == nullptr) {
    switch (scan.fault) {
      case json::Fault::encoding:
        report_encoding("Unicode", scan.at);
        break;
      case json::Fault::range:
        report_range(scan.at, Kind::float64);
        break;
      default:
        report_type(scan.at, name_of(Kind::json));
        break;
    }
  }
  return skip(p);
}

bool Walk::decode(const char* p, Text& text, const char*& end) const {
  return json::decode(source_, p, text, end);
}

bool Walk::string(const char* p, Text& text, const char*& end) {
  if (*p != '"') {
    report_type(p, name_of(Kind::string));
    end = skip(p);
    return false;
  }
  const bool sound = decode(p, text, end);
  if (!sound) report_encoding("Unicode", p);
  return sound;
}

Issues explain(const plan::Plan& plan, TypeIndex type, PaddedText document, Source source,
               plan::UnknownOverride unknown) {
  return Walk(plan, document, source, unknown).run(type);
}

}  // namespace tally

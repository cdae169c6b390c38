// A document that is being explained: what explainers (code.h) tell of it, and how they move in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tally/engine/explain/explain.h"
#include "tally/engine/explain/issue.h"
#include "tally/engine/explain/issue_text.h"
#include "tally/engine/json/scan.h"
#include "tally/engine/json/walk.h"
#include "tally/engine/plan.h"

namespace tally {

/// What issues call the kind.
std::string_view name_of(plan::Kind kind) noexcept;

/// Walks a text that `scan_value` has found to be well-formed.
class Walk {
 public:
  using Text = json::Text;

  Walk(const plan::Plan& plan, PaddedText document, Source source, plan::UnknownOverride unknown)
      : plan_(plan), document_(document), source_(source), unknown_(unknown) {}

  Issues run(plan::TypeIndex type);

  [[nodiscard]] const plan::Plan& plan() const noexcept { return plan_; }
  [[nodiscard]] Source source() const noexcept { return source_; }
  [[nodiscard]] plan::UnknownOverride unknown() const noexcept { return unknown_; }
  [[nodiscard]] Issues& issues() noexcept { return issues_; }
  [[nodiscard]] bool full() const noexcept { return issues_.size() >= plan_.limits.issues; }

  // Explains the value of a type at `p` and returns its end.
  const char* value(plan::TypeIndex index, const char* p);
  // The same for the variant of a union, where the member `tag` names the variant.
  const char* variant(const plan::Type& record, std::string_view tag, const char* p);
  // The tag of the record that begins; empty if it is no variant.
  [[nodiscard]] std::string_view take_tag() noexcept;

  void report(IssueCode code, const char* at, Parameters parameters);
  void report_type(const char* at, std::string_view expected);
  void report_range(const char* at, plan::Kind kind);
  void report_limit(const plan::Constraint& constraint, const char* at);
  void report_count(const plan::Constraint& constraint, std::uint32_t actual, const char* at,
                    std::string_view unit = {});
  void report_encoding(std::string_view encoding, const char* at);
  void report_rule(const plan::Rule& rule, const char* at);

  /// Runs `body` with one more step in the path.
  template <class Body>
  void within(std::string_view step, Body body) {
    const std::size_t length = enter(step);
    body();
    path_.resize(length);
  }

  [[nodiscard]] const char* skip(const char* p) const noexcept;
  /// Passes over a value whose content is nobody's business, but which has to be a value on every
  /// platform.
  const char* opaque(const char* p);
  bool decode(const char* p, Text& text, const char*& end) const;
  /// The string at `p`; false when there is none that can be looked at, which is reported.
  bool string(const char* p, Text& text, const char*& end);

 private:
  std::size_t enter(std::string_view step);
  /// What tells of the value; nothing where nothing may.
  [[nodiscard]] std::string told(std::string json) const;
  [[nodiscard]] std::uint32_t offset_of(const char* at) const noexcept;

  const plan::Plan& plan_;
  PaddedText document_;
  Source source_;
  plan::UnknownOverride unknown_;
  std::string path_;
  std::string_view tag_;
  bool secret_ = false;  // inside of a sensitive value
  Issues issues_;
};

/// Judges a text by the constraints of its type.
void explain_text(Walk& walk, const plan::Type& type, std::string_view text, const char* at);

}  // namespace tally

// Diagnostics as values, and the sink that passes add them to.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "diagnose/catalogue.h"
#include "source/span.h"
#include "source/suggest.h"

namespace tally::compiler {

// Another place that matters. The text printer writes "= MESSAGE at PATH:LINE:COLUMN", so the
// message is a participle such as "declared" or "first used"; without a place it is a sentence of
// its own.
struct Related {
  Span span;
  std::string message;

  friend bool operator==(const Related&, const Related&) = default;
};

// An edit that certainly is what the author meant: put `replacement` where `span` is.
struct Fix {
  Span span;
  std::string replacement;

  friend bool operator==(const Fix&, const Fix&) = default;
};

// Texts are one line of Markdown each, names in backticks, no full stop at the end.
struct Diagnostic {
  Code code;
  Severity severity;
  Span span;
  std::string message;  // one sentence: what is wrong
  std::string label;    // behind the carets: what to do about it; may be empty
  std::vector<Related> related;
  std::optional<Fix> fix;

  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

// Fills in the optional parts of a diagnostic that was just added:
//   diagnostics.add(Code::unknown_type, span, "unknown type `Quanity`").label("did you mean
//   `Quantity`?");
// Valid as long as its sink.
class Draft {
 public:
  explicit Draft(Diagnostic& diagnostic) : diagnostic_(&diagnostic) {}

  Draft& label(std::string text);
  Draft& related(Span span, std::string message);
  Draft& fix(Span span, std::string replacement);  // none when `span` is nowhere

  // "did you mean `x`?"; it is put where `place` is when nothing else is as near.
  Draft& suggest(const std::optional<Suggestion>& near, Span place);

 private:
  Diagnostic* diagnostic_;
};

// Collects the diagnostics of a run. Keeps at most `limit` errors and as many warnings and notes;
// counts the rest.
class Diagnostics {
 public:
  static constexpr std::size_t default_limit = 200;

  explicit Diagnostics(std::size_t limit = default_limit) : limit_(limit) {}
  Diagnostics(const Diagnostics&) = delete;
  Diagnostics& operator=(const Diagnostics&) = delete;
  Diagnostics(Diagnostics&&) = default;
  Diagnostics& operator=(Diagnostics&&) = default;

  // A second diagnostic with the same code, span and message is dropped.
  // The severity is the catalogue's unless one is given.
  Draft add(Code code, Span span, std::string message);
  Draft add(Code code, Severity severity, Span span, std::string message);

  bool has_errors() const { return error_count_ > 0; }
  bool empty() const { return kept_.empty(); }
  std::size_t error_count() const { return error_count_; }  // those beyond the limit included

  // What to print: by file, place and code; a note without a place closes the list if some were
  // left out.
  std::vector<Diagnostic> sorted() const;

 private:
  struct Key {
    Code code;
    Span span;
    std::string message;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };

  std::size_t limit_;
  std::size_t error_count_ = 0;
  std::size_t other_count_ = 0;
  std::size_t left_out_ = 0;
  std::deque<Diagnostic> kept_;  // a deque, so that a Draft stays valid
  std::unordered_set<Key, KeyHash> seen_;
  Diagnostic dropped_{};  // what the Draft of a diagnostic that is not kept writes to
};

}  // namespace tally::compiler

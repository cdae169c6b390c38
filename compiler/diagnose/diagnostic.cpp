#include "diagnose/diagnostic.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <tuple>
#include <utility>

namespace tally::compiler {

Draft& Draft::label(std::string text) {
  diagnostic_->label = std::move(text);
  return *this;
}

Draft& Draft::related(Span span, std::string message) {
  diagnostic_->related.push_back({span, std::move(message)});
  return *this;
}

Draft& Draft::fix(Span span, std::string replacement) {
  if (!span.is_nowhere()) diagnostic_->fix = Fix{span, std::move(replacement)};
  return *this;
}

Draft& Draft::suggest(const std::optional<Suggestion>& near, Span place) {
  if (!near) return *this;
  label("did you mean `" + near->word + "`?");
  return near->only ? fix(place, near->word) : *this;
}

std::size_t Diagnostics::KeyHash::operator()(const Key& key) const {
  std::size_t hash = std::hash<std::string_view>{}(key.message);
  for (const std::size_t part :
       {static_cast<std::size_t>(key.code), static_cast<std::size_t>(key.span.file),
        std::size_t{key.span.begin}, std::size_t{key.span.end}}) {
    hash = hash * 1'000'003 + part;
  }
  return hash;
}

Draft Diagnostics::add(Code code, Span span, std::string message) {
  return add(code, entry(code).severity, span, std::move(message));
}

Draft Diagnostics::add(Code code, Severity severity, Span span, std::string message) {
  // A pass that looks twice must not fill memory: what is beyond the limit is not remembered, only
  // counted.
  dropped_ = Diagnostic{};
  std::size_t& count = severity == Severity::error ? error_count_ : other_count_;
  if (count >= limit_) {
    ++count;
    ++left_out_;
    return Draft(dropped_);
  }
  if (!seen_.insert({code, span, message}).second) return Draft(dropped_);
  ++count;
  return Draft(
      kept_.emplace_back(Diagnostic{code, severity, span, std::move(message), {}, {}, {}}));
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  std::vector<Diagnostic> list(kept_.begin(), kept_.end());
  const auto order = [](const Diagnostic& d) {
    // What has no place comes first: it is about the run as a whole. FileId::none is the largest
    // number, plus one is 0.
    return std::tuple(static_cast<std::uint32_t>(d.span.file) + 1, d.span.begin, d.code, d.span.end,
                      std::string_view(d.message));
  };
  std::sort(list.begin(), list.end(),
            [&](const Diagnostic& a, const Diagnostic& b) { return order(a) < order(b); });
  if (left_out_ > 0) {
    list.push_back({Code::left_out,
                    Severity::note,
                    {},
                    left_out_ == 1 ? "1 more diagnostic is not shown"
                                   : std::to_string(left_out_) + " more diagnostics are not shown",
                    {},
                    {},
                    {}});
  }
  return list;
}

}  // namespace tally::compiler

// The examples and tests that stand in contracts, judged by the engine.
#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "check/passes.h"
#include "diagnose/quote.h"
#include "model/vocabulary.h"
#include "plan/plan.h"
#include "source/counted.h"
#include "source/suggest.h"
#include "tally/engine/explain/explain.h"
#include "tally/engine/json/document.h"

namespace tally::compiler::checking {
namespace {

// "the whole document" or a JSON Pointer.
std::string place(std::string_view path) {
  return path.empty() ? "the whole document" : quote(path);
}

// "minLength at `/sku`: must have at least 3 characters, has 2".
std::string describe(const Issue& issue) {
  return std::string(issue.code) + " at " + place(issue.path) + ": " + issue.message;
}

// The ids of all rules are codes as well.
std::vector<std::string_view> known_codes(const model::Model& model) {
  std::vector<std::string_view> codes;
  for (const auto& issue : model::issues()) {
    if (issue.judged) codes.push_back(issue.code);
  }
  for (const auto& declaration : model.declarations) {
    for (const auto& rule : rules_of(declaration)) codes.push_back(rule.id);
  }
  return codes;
}

bool check_code(std::string_view code, Span span, Span code_span,
                std::span<const std::string_view> known, Diagnostics& diagnostics) {
  if (std::find(known.begin(), known.end(), code) != known.end()) return true;
  diagnostics.add(Code::unknown_issue_code, span, "no issue has the code " + quote(code))
      .suggest(find_suggestion(code, known), code_span);
  return false;
}

class Judge {
 public:
  Judge(const OwnedPlan& plan, std::span<const std::string_view> codes, Diagnostics& diagnostics)
      : plan_(plan), codes_(codes), diagnostics_(diagnostics) {}

  void check(const model::Example& example, plan::TypeIndex type) {
    if (!example.code.empty() &&
        !check_code(example.code, example.span, example.code_span, codes_, diagnostics_))
      return;
    const Issues issues = judge(example.json, type);
    if (example.valid) {
      if (issues.empty()) return;
      report(Code::example_refused, example.span, "the valid example is refused", issues);
    } else if (issues.empty()) {
      diagnostics_.add(Code::example_accepted, example.span, "the invalid example is accepted");
    } else if (!example.code.empty() && issues.front().code != example.code) {
      report(Code::example_other_code, example.span,
             "the invalid example is not refused with " + quote(example.code), issues);
    }
  }

  void check(const model::Test& test, plan::TypeIndex type) {
    bool known = true;
    for (const auto& issue : test.issues) {
      known = check_code(issue.code, issue.span, issue.code_span, codes_, diagnostics_) && known;
    }
    if (!known) return;
    const Issues issues = judge(test.json, type);
    std::size_t same = 0;
    while (same < issues.size() && same < test.issues.size() &&
           issues[same].path == test.issues[same].path &&
           issues[same].code == test.issues[same].code) {
      ++same;
    }
    if (same == issues.size() && same == test.issues.size()) return;
    if (issues.size() == 1 && issues.front().code == "syntax") {
      report(Code::test_document, test.span, "the document of the test is no JSON", issues);
    } else if (same < test.issues.size()) {
      const auto& missing = test.issues[same];
      report(Code::test_issues_differ, missing.span,
             "the test does not get " + quote(missing.code) + " at " + place(missing.path) +
                 " as issue " + std::to_string(same + 1),
             issues);
    } else {
      report(
          Code::test_issues_differ, test.span,
          "the test gets " + counted(issues.size(), "issue") + " and lists " + std::to_string(same),
          issues);
    }
  }

 private:
  Issues judge(const std::string& json, plan::TypeIndex type) {
    document_.assign(json);
    return explain(plan_.plan(), type, document_.padded());
  }

  void report(Code code, Span span, const std::string& message, const Issues& issues) {
    constexpr std::size_t most = 8;
    auto draft = diagnostics_.add(code, span, message);
    if (issues.empty()) draft.label("the document is accepted");
    if (issues.size() == 1) draft.label(describe(issues.front()));
    for (std::size_t i = 0; issues.size() > 1 && i < issues.size() && i < most; ++i) {
      draft.related({}, describe(issues[i]));
    }
    if (issues.size() > most) {
      draft.related({}, "and " + std::to_string(issues.size() - most) + " more");
    }
  }

  const OwnedPlan& plan_;
  std::span<const std::string_view> codes_;
  Diagnostics& diagnostics_;
  Document document_;
};

bool has_documents(const model::Model& model, const model::Contract& contract) {
  for (const auto id : contract.declarations) {
    if (!model.declarations[id].examples.empty()) return true;
  }
  return !contract.tests.empty();
}

}  // namespace

bool is_issue_code(std::string_view code) {
  const auto* issue = model::find_issue(code);
  return issue != nullptr && issue->judged;
}

void check_examples(const model::Model& model, Diagnostics& diagnostics) {
  const auto codes = known_codes(model);
  for (model::ContractId id = 0; id < model.contracts.size(); ++id) {
    const auto& contract = model.contracts[id];
    if (!has_documents(model, contract)) continue;
    const OwnedPlan plan = build_plan(model, id);
    Judge judge(plan, codes, diagnostics);
    for (const auto& entry : plan.entries()) {
      for (const auto& example : model.declarations[entry.declaration].examples) {
        judge.check(example, entry.type);
      }
    }
    for (const auto& test : contract.tests) {
      if (const auto type = plan.find(test.type)) judge.check(test, *type);
    }
  }
}

}  // namespace tally::compiler::checking

// Documents of older versions: the vectors of tests/upgrades, which Node runs as well, and what
// only C++ can ask.
#include "tally/engine/evolution/upgrade.h"

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "catch.h"
#include "contracts/judgement.h"
#include "contracts/plans.h"
#include "contracts/vectors.h"
#include "history.h"
#include "values.h"

namespace {

using namespace tally::tests;

struct UpgradeVector {
  std::string name;
  std::string type;
  std::string document;
  tally::UpgradeOptions options;
  bool converts = false;  // by functions that only compiled code has
  std::string outcome;    // canonical text, or `path code` of each issue
};

std::vector<UpgradeVector> read_upgrades() {
  std::vector<UpgradeVector> vectors;
  std::ifstream file(TALLY_SOURCE_DIR "/tests/upgrades/history.json");
  for (const auto& json : nlohmann::json::parse(file)) {
    UpgradeVector vector{json.at("name"),
                         json.at("type"),
                         json.at("document"),
                         {},
                         json.value("converts", false),
                         {}};
    if (json.contains("from")) vector.options.from = json["from"].get<std::uint32_t>();
    vector.outcome = json.value("result", "");
    for (const auto& issue : json.value("issues", nlohmann::json::array())) {
      vector.outcome +=
          issue.at("path").get<std::string>() + ' ' + issue.at("code").get<std::string>() + '\n';
    }
    vectors.push_back(std::move(vector));
  }
  return vectors;
}

std::string listed(const tally::Issues& issues) {
  std::string text;
  for (const tally::Issue& issue : issues)
    text += issue.path + ' ' + std::string(issue.code) + '\n';
  return text;
}

/// What the compiled contract makes of a document, with the plan's judge asked as well.
std::string outcome_of(const tally::ContractType& type, const tally::plan::Plan& plan,
                       const UpgradeVector& vector) {
  const tally::Document document(vector.document);
  const auto upgraded = tally::upgrade(plan, type.type, document.padded(), vector.options);
  if (!upgraded.issues.empty()) return listed(upgraded.issues);
  const Judgement judgement = Judge()(type, upgraded.text);
  CHECK(judgement.discord == "");
  return judgement.accepted ? judgement.canonical : listed(judgement.issues);
}

}  // namespace

TEST_CASE("every document of an older version becomes what its vector says") {
  for (const UpgradeVector& vector : read_upgrades()) {
    CAPTURE(vector.name);
    const tally::ContractType* type = find_type(vector.type);
    REQUIRE(type != nullptr);
    CHECK(outcome_of(*type, type->plan, vector) == vector.outcome);
  }
}

TEST_CASE("the plan of the compiler upgrades all but what functions convert") {
  const Plans plans;
  for (const UpgradeVector& vector : read_upgrades()) {
    CAPTURE(vector.name);
    const auto& [plan, type] = plans.at(vector.type);
    const tally::ContractType& compiled = *find_type(vector.type);
    REQUIRE(type == compiled.type);
    if (!vector.converts) CHECK(outcome_of(compiled, plan, vector) == vector.outcome);
  }
}

TEST_CASE("the plan of the compiler has the migrations of the generated one") {
  const Plans plans;
  const auto built = plans.at("acme.history.Invoice").first;
  const auto& generated = acme::history::plan;
  CHECK(built.version == generated.version);
  CHECK(built.version_field == generated.version_field);
  REQUIRE(built.migrations.size() == generated.migrations.size());
  for (std::size_t i = 0; i < built.migrations.size(); ++i) {
    const auto& a = built.migrations[i];
    const auto& b = generated.migrations[i];
    CHECK(std::tuple(a.type, a.from, a.to, a.steps.size()) ==
          std::tuple(b.type, b.from, b.to, b.steps.size()));
    for (std::size_t k = 0; k < a.steps.size(); ++k) {
      const auto& built_step = a.steps[k];
      const auto& step = b.steps[k];
      CHECK(std::tuple(built_step.action, built_step.field, built_step.to) ==
            std::tuple(step.action, step.field, step.to));
      CHECK((step.convert != nullptr) == (step.action == tally::plan::Step::Action::convert));
      REQUIRE(built_step.values.size() == step.values.size());
      for (std::size_t n = 0; n < step.values.size(); ++n) {
        CHECK(built_step.values[n].from == step.values[n].from);
        CHECK(built_step.values[n].to == step.values[n].to);
      }
    }
  }
}

TEST_CASE("upgrade gives the value, or issues without a place in anybody's text") {
  using acme::history::Invoice;
  const std::string old = R"({"id":"o-1","status":"lost","amount":1250,"lines":[]})";
  const tally::Result<Invoice> invoice = tally::upgrade<Invoice>(old, {.from = 1});
  REQUIRE(invoice);
  CHECK(invoice->total.value == 12'500'000);
  CHECK(invoice->status == acme::history::InvoiceState::voided);
  CHECK(invoice->channel == acme::history::Origin::web);

  const auto refused = tally::upgrade<Invoice>(old, {.from = 2});
  REQUIRE(!refused);
  for (const tally::Issue& issue : refused.issues()) CHECK(issue.offset == tally::Issue::nowhere);
}

TEST_CASE("a conversion that has no function says which one it needs") {
  const Plans plans;
  const auto& [plan, type] = plans.at("acme.history.Invoice");
  const tally::Document document(R"({"id":"o-1","status":"lost","amount":1250,"lines":[]})");
  const auto upgraded = tally::upgrade(plan, type, document.padded(), {.from = 1});
  REQUIRE(upgraded.issues.size() == 1);
  CHECK(upgraded.issues.front().message ==
        "cannot be converted by acme::history::micros_from_cents");
  CHECK(upgraded.issues.front().params == R"({"function":"acme::history::micros_from_cents"})");
}

TEST_CASE("a document that grows beyond the limit is too large") {
  tally::plan::Plan plan = acme::history::plan;
  plan.limits.bytes = 60;
  const tally::Document document(R"({"rows":[{},{},{},{}]})");
  const auto& type = tally::Contract<acme::history::InvoicePage>::type;
  const auto upgraded = tally::upgrade(plan, type.type, document.padded(), {.from = 1});
  CHECK(listed(upgraded.issues) == " size\n");
  CHECK(upgraded.text.empty());
}

TEST_CASE("an upgrade collects as many issues as the contract allows") {
  std::string text = "{\"rows\":[";
  for (int i = 0; i < 80; ++i) text += std::string(i > 0 ? "," : "") + "{\"amount\":\"-1\"}";
  const tally::Document document(text + "]}");
  const auto& type = tally::Contract<acme::history::InvoicePage>::type;
  const auto upgraded = tally::upgrade(type.plan, type.type, document.padded(), {.from = 1});
  CHECK(upgraded.issues.size() == type.plan.limits.issues);
  CHECK(upgraded.issues.back().path == "/rows/49/total");
}

TEST_CASE("what only programs have as a number is text in an old document, too") {
  const auto clock = tally::upgrade<values::Clock>(R"({"at":1})", {.from = 1});
  REQUIRE(!clock);
  CHECK(listed(clock.issues()) == "/at type\n");
  CHECK(clock.issues().front().offset == tally::Issue::nowhere);
}

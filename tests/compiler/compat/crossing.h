// One run of the proof: a random contract, a change of known effect, and documents that cross from
// one version to the other.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "compat/canonical.h"
#include "compat/diff.h"
#include "compiler/compat/random_change.h"
#include "compiler/resolve/compile.h"
#include "plan/plan.h"
#include "tally/engine/explain/explain.h"
#include "tally/engine/json/document.h"

namespace tally::compiler::testing {

/// One version, compiled, judging as `tally validate` does.
class Version {
 public:
  explicit Version(const Contract& contract)
      : text_(yaml(contract)),
        compiled_(compile_files({{"test.contract.yaml", text_}}, "test.contract.yaml")) {
    if (!sound()) return;
    plan_ = build_plan(*compiled_.model, 0);
    published_ = compat::publish(*compiled_.model);
  }

  [[nodiscard]] bool sound() const { return compiled_.messages().empty(); }
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const compat::Published& published() const { return published_; }
  [[nodiscard]] std::string messages() const {
    std::string all;
    for (const std::string& line : compiled_.messages()) all += line + "\n";
    return all;
  }

  [[nodiscard]] bool has(const std::string& type) const {
    return published_.types.contains("test." + type);
  }

  /// The first issue; empty for a valid document.
  [[nodiscard]] std::string problem(const std::string& type, const Document& document) const {
    const tally::Document text(document.dump());
    const auto index = plan_.find(compiled_.id(type));
    const Issues issues = explain(plan_.plan(), *index, text.padded());
    return issues.empty() ? std::string() : issues.front().path + ": " + issues.front().message;
  }

 private:
  std::string text_;
  Compiled compiled_;
  OwnedPlan plan_;
  compat::Published published_;
};

/// What happened, or nothing when all is as it must be.
class Crossing {
 public:
  explicit Crossing(std::uint64_t seed) : random_(seed), pair_(make_pair(random_)) {}

  std::optional<std::string> failure() {
    const Version before(pair_.before);
    const Version after(pair_.after);
    const std::string versions = "--- before\n" + before.text() + "--- after\n" + after.text();
    if (!before.sound() || !after.sound())
      return "does not compile: " + before.messages() + after.messages() + versions;
    std::string problem = check_changes(before, after);
    if (problem.empty()) {
      problem = cross(before, after, pair_.before, compat::Direction::old_to_new,
                      pair_.expected.old_witness);
    }
    if (problem.empty()) {
      problem = cross(after, before, pair_.after, compat::Direction::new_to_old,
                      pair_.expected.new_witness);
    }
    if (problem.empty()) return std::nullopt;
    return problem + "\n" + versions;
  }

  /// Documents that went across.
  [[nodiscard]] std::size_t crossed() const { return crossed_; }
  [[nodiscard]] const std::string& change() const { return pair_.expected.id; }

 private:
  static Pair make_pair(Random& random) {
    static const std::vector<MakeChange> changes = all_changes();
    Pair pair;
    pair.before = random_contract(random);
    std::size_t type = random.below(pair.before.types.size());
    while (pair.before.types[type].form != "record") type = random.below(pair.before.types.size());
    const std::size_t field = random.below(pair.before.types[type].fields.size());
    // The change says itself what of these it needs.
    pair.before.types[type].fields[field].default_value.clear();
    pair.before.types[type].fields[field].renamed_from.clear();
    pair.after = pair.before;
    changes[random.below(changes.size())]({random, pair, type, field});
    // What means nothing: the order of the declarations.
    std::vector<Type>& types = pair.after.types;
    for (std::size_t i = types.size(); i > 1; --i) std::swap(types[i - 1], types[random.below(i)]);
    return pair;
  }

  std::string check_changes(const Version& before, const Version& after) {
    changes_ = compat::diff(before.published(), after.published());
    std::string found;
    for (const compat::Change& change : changes_)
      found += std::string(row_of(change.kind).id) + " of " + change.type + "; ";
    const Expectation& expected = pair_.expected;
    std::string wanted;
    for (const std::string& id : expected.beside) wanted += id + " of " + expected.type + "; ";
    if (!expected.id.empty()) wanted += expected.id + " of " + expected.type + "; ";
    if (found != wanted) return "expected `" + wanted + "`, found `" + found + "`";
    if (!expected.id.empty()) return {};
    for (const auto& [name, type] : before.published().types) {
      if (fingerprint(before.published(), name) != fingerprint(after.published(), name))
        return "another fingerprint without a change: " + name;
    }
    return {};
  }

  std::string cross(const Version& writer, const Version& reader, const Contract& contract,
                    compat::Direction direction, const std::optional<Document>& witness) {
    const compat::Verdict verdict = worst(changes_, direction);
    const std::string changed = pair_.expected.type.substr(pair_.expected.type.find('.') + 1);
    const std::string name(compat::directions()[static_cast<std::size_t>(direction)].name);
    if (witness.has_value() != (verdict == compat::Verdict::breaking) && reader.has(changed))
      return name + ": the verdict is " + std::string(name_of(verdict)) + ", which no witness fits";
    if (witness) {
      const std::string problem = writer.problem(changed, *witness);
      if (!problem.empty())
        return name + ": the witness is not valid under its own contract: " + problem +
               witness->dump();
      if (reader.problem(changed, *witness).empty())
        return name + ": called breaking, but read: " + witness->dump();
    }
    for (const Type& type : contract.types) {
      for (int i = 0; i < 3; ++i) {
        const Document document = random_document(random_, contract, type);
        const std::string own = writer.problem(type.name, document);
        if (!own.empty()) return "the generator is wrong: " + own + document.dump();
        if (verdict != compat::Verdict::compatible || !reader.has(type.name)) continue;
        const std::string problem = reader.problem(type.name, document);
        if (!problem.empty())
          return name + ": called compatible, but refused: " + problem + document.dump();
        ++crossed_;
      }
    }
    return {};
  }

  Random random_;
  Pair pair_;
  std::vector<compat::Change> changes_;
  std::size_t crossed_ = 0;
};

}  // namespace tally::compiler::testing

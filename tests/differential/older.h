// Documents as older versions of a contract wrote them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "contracts/judgement.h"
#include "differential/mutator.h"
#include "differential/tree.h"
#include "tally/engine/evolution/upgrade.h"

namespace tally::tests {

/// Gives some members of a document the names that they had before migrations, adds some that these
/// remove, and now and then says a version.
inline Tree older(const Tree& document, const plan::Plan& plan, Random& random) {
  constexpr std::string_view versions[] = {"1", "2", "3", "\"2.1.0\"", "9", "null"};
  const auto quoted = [](std::string_view name) { return '"' + std::string(name) + '"'; };
  Tree tree = document;
  std::vector<Tree*> nodes;
  collect(tree, nodes);
  // The last first: pointers into a list of members do not outlive an addition to it.
  for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) {
    Tree& object = **node;
    if (object.kind != Tree::Kind::object) continue;
    for (const plan::Migration& migration : plan.migrations) {
      for (const plan::Step& step : migration.steps) {
        if (random.one_in(3)) continue;
        const bool renames = step.action == plan::Step::Action::rename;
        const auto key = std::find(object.keys.begin(), object.keys.end(),
                                   quoted(renames ? step.to : step.field));
        if (renames && key != object.keys.end()) *key = quoted(step.field);
        if (step.action == plan::Step::Action::set && key != object.keys.end()) {
          object.items.erase(object.items.begin() + (key - object.keys.begin()));
          object.keys.erase(key);
        }
        if (step.action == plan::Step::Action::remove && random.one_in(2)) {
          object.keys.push_back(quoted(step.field));
          object.items.push_back({.text = "[1]"});
        }
      }
    }
  }
  if (tree.kind == Tree::Kind::object && !plan.version_field.empty() && random.one_in(2)) {
    tree.keys.push_back(quoted(plan.version_field));
    tree.items.push_back({.text = std::string(random.pick(versions))});
  }
  return tree;
}

/// What becomes of such a document: by the generated code, and by the plan that the compiler
/// builds.
inline Judgement judge_upgraded(const ContractType& type, const plan::Plan& plan,
                                plan::TypeIndex index, std::string_view text,
                                UpgradeOptions options) {
  Judgement result;
  Document document(text);
  Upgraded upgraded = tally::upgrade(type.plan, type.type, document.padded(), options);
  const Upgraded planned = tally::upgrade(plan, index, document.padded(), options);
  if (planned.text != upgraded.text || planned.issues != upgraded.issues)
    result.discord = "the compiler's plan upgrades otherwise than the generated one";
  result.issues = std::move(upgraded.issues);
  if (!result.issues.empty()) return result;
  document.assign(upgraded.text);
  Arena arena;
  if (const void* view = judge(type, arena, document.padded())) {
    json::Writer writer;
    type.write(writer, view);
    result.accepted = true;
    result.canonical = std::move(writer).take();
  } else {
    result.issues = explain_upgraded(type.plan, type.type, document.padded());
  }
  return result;
}

}  // namespace tally::tests

// The view model of the TypeScript target: a module per contract, and a package around them.
#include <map>

#include "compat/canonical.h"
#include "model/query.h"
#include "render/quote.h"
#include "rules/wording.h"
#include "targets/typescript/marshal.h"
#include "targets/typescript/names.h"
#include "targets/typescript/nesting.h"
#include "targets/typescript/types.h"
#include "targets/view_model.h"

namespace tally::compiler::targets {
namespace {

/// What is said of a record, with its rules as a list.
std::string with_rules(const model::Declaration& record) {
  std::string doc = record.doc;
  while (doc.ends_with('\n')) doc.pop_back();
  for (const model::Rule& rule : record.rules) {
    if (&rule == &record.rules.front()) doc += doc.empty() ? "Rules:" : "\n\nRules:";
    doc += "\n- `" + rule.id + "`: " + rules::sentence(record, rule);
  }
  return doc;
}

using model::Declaration;
using typescript::Marshal;
using typescript::Names;
using typescript::Nesting;

/// Declarations come in the order of the contract; everything else follows them.
Json contract_view(const model::Model& model, const compat::Published& published,
                   const Names& names, Nesting& nesting, model::ContractId id) {
  const model::Contract& contract = model.contracts[id];
  Marshal marshal(model, names, nesting, id);
  Json types = Json::array();
  Json enumerations = Json::array();
  Json records = Json::array();
  Json unions = Json::array();
  for (const model::DeclarationId declared : contract.declarations) {
    const Declaration& declaration = model.declarations[declared];
    const model::TypeExpression* type =
        declaration.form == Declaration::Form::record ? nullptr : &declaration.type;
    Json view = typescript::declaration_of(model, names, declaration);
    view["doc"] = typescript::documentation(with_rules(declaration), declaration.unit, type,
                                            declaration.history);
    types.push_back(std::move(view));
    if (names.has_input(declaration)) {
      const std::string what = "What may be given for a {@link " + names.type_name(declaration) +
                               "}: what has a default may be left out.";
      Json input = typescript::declaration_of(model, names, declaration, typescript::Side::input);
      input["doc"] = typescript::documentation(what, {}, nullptr, declaration.history);
      types.push_back(std::move(input));
    }
    if (declaration.form == Declaration::Form::enumeration)
      enumerations.push_back(marshal.enumeration(declaration));
    if (declaration.form == Declaration::Form::record)
      records.push_back(marshal.record(declaration));
    if (declaration.form == Declaration::Form::union_)
      unions.push_back(marshal.tagged(declaration));
  }
  Json entries = Json::array();
  for (const model::DeclarationId declared : model::entry_points(model, contract)) {
    const Declaration& declaration = model.declarations[declared];
    model::TypeExpression use;
    use.form = model::TypeExpression::Form::declared;
    use.declared = declared;
    const std::string qualified = model::qualified_name(model, declaration);
    entries.push_back({
        {"name", names.type_name(declaration)},
        {"input", names.has_input(declaration)
                      ? Json(names.type_name(declaration, id, typescript::Side::input))
                      : Json(false)},
        {"qualified", js_string_literal(qualified)},
        {"fingerprint", js_string_literal(compat::fingerprint(published, qualified))},
        {"doc", typescript::documentation(declaration.doc, {}, nullptr, declaration.history)},
        {"index", entries.size()},
        {"read", marshal.read_function(use)},
        {"write", marshal.write_function(use)},
    });
  }
  Json imports = Json::array();
  for (const model::Import& import : contract.imports) {
    imports.push_back({{"module", names.module(import.contract)},
                       {"stem", model.contracts[import.contract].stem}});
  }
  return {
      {"path", contract.path},
      {"stem", contract.stem},
      {"module", names.module(id)},
      {"package", contract.package},
      {"version", contract.version},
      {"fingerprint", compat::contract_fingerprint(model, published, contract)},
      {"doc", typescript::documentation(contract.doc)},
      {"imports", std::move(imports)},
      {"types", std::move(types)},
      {"enumerations", std::move(enumerations)},
      {"records", std::move(records)},
      {"unions", std::move(unions)},
      {"composites", marshal.composites()},
      {"has_records", !records.empty()},
      {"entries", std::move(entries)},
  };
}

/// Marks the entry points whose names no other contract has: those that the package exports without
/// a namespace.
void mark_unique_names(const Names& names, std::vector<Json>& contracts) {
  std::map<std::string, int> bearers = {{"load", 1}, {"Contracts", 1}};
  for (std::size_t i = 0; i < contracts.size(); ++i) {
    ++bearers[names.module(static_cast<model::ContractId>(i))];
    for (const Json& entry : contracts[i]["entries"]) {
      ++bearers[entry["name"]];
      if (entry["input"].is_string()) ++bearers[entry["input"]];
    }
  }
  for (Json& contract : contracts) {
    Json flat = Json::array();
    for (const Json& entry : contract["entries"]) {
      if (bearers[entry["name"]] != 1) continue;
      const bool has_input = entry["input"].is_string() && bearers[entry["input"]] == 1;
      flat.push_back({{"name", entry["name"]},
                      {"input", entry["input"]},
                      {"flat_input", has_input ? entry["input"] : Json(false)},
                      {"doc", entry["doc"]}});
    }
    contract["flat"] = std::move(flat);
  }
}

std::string option(const Json& options, const std::string& name, const std::string& otherwise) {
  const auto found = options.find(name);
  return found == options.end() || !found->is_string() ? otherwise : found->get<std::string>();
}

}  // namespace

ViewModel typescript_view(const model::Model& model, const Definition& definition,
                          const Json& options) {
  const Names names(model, definition);
  const compat::Published published = compat::publish(model);
  Nesting nesting(model);
  ViewModel view;
  std::size_t first = 0;
  for (std::size_t i = 0; i < model.contracts.size(); ++i) {
    view.contracts.push_back(
        contract_view(model, published, names, nesting, static_cast<model::ContractId>(i)));
    view.contracts.back()["first"] = first;
    first += view.contracts.back()["entries"].size();
  }
  mark_unique_names(names, view.contracts);
  view.set = {
      {"package", js_string_literal(option(options, "package", "contracts"))},
      {"version", js_string_literal(option(options, "version", "0.0.0"))},
      {"contracts", view.contracts},
  };
  return view;
}

}  // namespace tally::compiler::targets

// The view model of the TypeScript target: a module per contract, and a package around them.
#include <map>
#include <memory>
#include <set>

#include "compat/canonical.h"
#include "model/query.h"
#include "render/quote.h"
#include "render/scope_names.h"
#include "rules/wording.h"
#include "tally/engine/abi.h"
#include "targets/set_fingerprint.h"
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

/// What the views of all contracts are made from.
struct Shared {
  Shared(const model::Model& of, const Definition& definition)
      : model(of),
        names(of, definition),
        published(compat::publish(of)),
        nesting(of),
        variants(model::variant_records(of)) {}

  const model::Model& model;
  Names names;
  compat::Published published;
  Nesting nesting;
  std::set<const Declaration*> variants;
};

/// An entry point as the whole package sees it.
Json entry_heading(const Names& names, const Declaration& declaration) {
  const bool has_input = names.has_input(declaration);
  return {
      {"name", names.type_name(declaration)},
      {"input",
       has_input ? Json(names.type_name(declaration, declaration.contract, typescript::Side::input))
                 : Json(false)},
      {"doc", typescript::documentation(declaration.doc, {}, nullptr, declaration.history)},
  };
}

Json constants_of(const Shared& shared, model::ContractId id) {
  Json constants = Json::array();
  for (const model::Constant& constant : shared.model.contracts[id].constants) {
    Json view = typescript::constant_of(shared.model, shared.names, constant, id);
    view["doc"] = typescript::documentation(constant.doc, {}, nullptr, constant.history);
    constants.push_back(std::move(view));
  }
  return constants;
}

/// Declarations come in the order of the contract; everything else follows them.
Json contract_view(const Shared& shared, model::ContractId id) {
  const model::Model& model = shared.model;
  const Names& names = shared.names;
  const model::Contract& contract = model.contracts[id];
  Marshal marshal(model, names, shared.nesting, shared.variants, id);
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
  const auto fingerprints = compat::entry_fingerprints(model, shared.published, contract);
  Json entries = Json::array();
  for (const model::DeclarationId declared : model::entry_points(model, contract)) {
    const Declaration& declaration = model.declarations[declared];
    model::TypeExpression use;
    use.form = model::TypeExpression::Form::declared;
    use.declared = declared;
    const std::string qualified = model::qualified_name(model, declaration);
    Json entry = entry_heading(names, declaration);
    entry["qualified"] = js_string_literal(qualified);
    entry["fingerprint"] = js_string_literal(fingerprints.at(qualified));
    entry["observed"] = typescript::observed_of(declaration);
    entry["index"] = entries.size();
    entry["read"] = marshal.read_function(use);
    entry["write"] = marshal.write_function(use);
    entries.push_back(std::move(entry));
  }
  Json constants = constants_of(shared, id);
  Json keys = Json::array();
  for (const model::Key& key : contract.keys) {
    Json view = typescript::key_of(model, names, key, id);
    view["doc"] = typescript::documentation(key.doc);
    keys.push_back(std::move(view));
  }
  Json imports = Json::array();
  for (const model::Import& import : contract.imports) {
    imports.push_back({{"module", names.module(import.contract)},
                       {"local", marshal.module(import.contract)},
                       {"stem", typescript::stem(model.contracts[import.contract])}});
  }
  return {
      {"path", comment_name(contract.path)},
      {"stem", typescript::stem(contract)},
      {"module", names.module(id)},
      {"package", contract.package},
      {"version", contract.version},
      {"fingerprint", compat::contract_fingerprint(fingerprints)},
      {"doc", typescript::documentation(contract.doc)},
      {"imports", std::move(imports)},
      {"has_constants", !constants.empty()},
      {"constants", std::move(constants)},
      {"has_keys", !keys.empty()},
      {"keys", std::move(keys)},
      {"types", std::move(types)},
      {"enumerations", std::move(enumerations)},
      {"records", std::move(records)},
      {"unions", std::move(unions)},
      {"composites", marshal.composites()},
      {"has_records", !records.empty()},
      {"entries", std::move(entries)},
  };
}

/// How many contracts have each name, of those that the package could export without a namespace.
std::map<std::string, int> count_bearers(const Shared& shared) {
  // The package's own names.
  std::map<std::string, int> bearers = {{"Contract", 1}, {"ContractError", 1},  {"Contracts", 1},
                                        {"Issue", 1},    {"load", 1},           {"ReadOptions", 1},
                                        {"Result", 1},   {"UpgradeOptions", 1}, {"WebAssembly", 1}};
  for (model::ContractId id = 0; id < shared.model.contracts.size(); ++id) {
    ++bearers[shared.names.module(id)];
    for (const model::DeclarationId declared :
         model::entry_points(shared.model, shared.model.contracts[id])) {
      const Declaration& declaration = shared.model.declarations[declared];
      ++bearers[shared.names.type_name(declaration)];
      if (shared.names.has_input(declaration))
        ++bearers[shared.names.type_name(declaration, id, typescript::Side::input)];
    }
  }
  return bearers;
}

/// The contracts as the whole package sees them. `flat` are the entry points whose names no other
/// contract has: those that the package exports without a namespace.
Json headings(const Shared& shared) {
  const std::map<std::string, int> bearers = count_bearers(shared);
  const std::vector<std::string>& modules = shared.names.modules();
  ScopeNames aliases({modules.begin(), modules.end()});
  Json list = Json::array();
  std::size_t first = 0;
  for (model::ContractId id = 0; id < shared.model.contracts.size(); ++id) {
    const model::Contract& contract = shared.model.contracts[id];
    Json entries = Json::array();
    Json flat = Json::array();
    for (const model::DeclarationId declared : model::entry_points(shared.model, contract)) {
      const Declaration& declaration = shared.model.declarations[declared];
      Json entry = entry_heading(shared.names, declaration);
      if (bearers.at(entry["name"]) == 1) {
        const Json& input = entry["input"];
        const bool flat_input = input.is_string() && bearers.at(input) == 1;
        flat.push_back(entry);
        flat.back()["flat_input"] = flat_input ? input : Json(false);
      }
      entries.push_back(std::move(entry));
    }
    const std::size_t count = entries.size();
    list.push_back(
        {{"path", comment_name(contract.path)},
         {"stem", typescript::stem(contract)},
         {"module", shared.names.module(id)},
         {"alias", aliases.name(shared.names.module(id), shared.names.module(id) + "Module")},
         {"package", contract.package},
         {"version", contract.version},
         {"doc", typescript::documentation(contract.doc)},
         {"first", first},
         {"entries", std::move(entries)},
         {"constants", constants_of(shared, id)},
         {"has_keys", !contract.keys.empty()},
         {"flat", std::move(flat)}});
    first += count;
  }
  return list;
}

std::string option(const Json& options, const std::string& name, const std::string& otherwise) {
  const auto found = options.find(name);
  return found == options.end() || !found->is_string() ? otherwise : found->get<std::string>();
}

}  // namespace

ViewModel typescript_view(const model::Model& model, const Definition& definition,
                          const Json& options) {
  const auto shared = std::make_shared<const Shared>(model, definition);
  return {{
              {"package", js_string_literal(option(options, "package", "contracts"))},
              {"version", js_string_literal(option(options, "version", "0.0.0"))},
              {"abi", js_string_literal(TALLY_ABI)},
              {"fingerprint", js_string_literal(set_fingerprint(model, shared->published))},
              {"contracts", headings(*shared)},
          },
          [shared](model::ContractId id) { return contract_view(*shared, id); }};
}

}  // namespace tally::compiler::targets

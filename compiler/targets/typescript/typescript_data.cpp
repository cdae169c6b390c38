// The TypeScript target: a module per contract, and a package around them.
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compat/canonical.h"
#include "model/query.h"
#include "render/quote.h"
#include "render/scope_names.h"
#include "rules/wording.h"
#include "tally/engine/abi.h"
#include "targets/json_schema/schema_writer.h"
#include "targets/set_fingerprint.h"
#include "targets/template_data.h"
#include "targets/template_models.h"
#include "targets/typescript/marshal.h"
#include "targets/typescript/module.h"
#include "targets/typescript/names.h"
#include "targets/typescript/nesting.h"
#include "targets/typescript/types.h"

namespace tally::compiler::targets {
namespace {

/// What is said of a record, with its rules as a list.
std::string with_rules(const model::Declaration& declaration) {
  std::string doc = declaration.doc;
  while (doc.ends_with('\n')) doc.pop_back();
  const auto* record = declaration.as<model::Record>();
  if (record == nullptr) return doc;
  for (const model::Rule& rule : record->rules) {
    if (&rule == &record->rules.front()) doc += doc.empty() ? "Rules:" : "\n\nRules:";
    doc += "\n- `" + rule.id + "`: " + rules::sentence(*record, rule);
  }
  return doc;
}

using model::Declaration;
using typescript::Marshal;
using typescript::Names;
using typescript::Nesting;

/// What the modules of all contracts are made from.
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

typescript::Heading heading_of(const Names& names, const Declaration& declaration) {
  typescript::Heading heading;
  heading.name = names.type_name(declaration);
  if (names.has_input(declaration)) {
    heading.input = names.type_name(declaration, declaration.contract, Side::input);
  }
  heading.doc = typescript::documentation(declaration.doc, {}, nullptr, declaration.history);
  return heading;
}

std::vector<typescript::Constant> constants_of(const Shared& shared, model::ContractId id) {
  std::vector<typescript::Constant> constants;
  for (const model::Constant& constant : shared.model.contracts[id].constants) {
    auto& made =
        constants.emplace_back(typescript::constant_of(shared.model, shared.names, constant, id));
    made.doc = typescript::documentation(constant.doc, {}, nullptr, constant.history);
  }
  return constants;
}

/// Declarations come in the order of the contract; everything else follows them.
class ModuleBuilder {
 public:
  ModuleBuilder(const Shared& shared, model::ContractId id)
      : shared_(shared),
        model_(shared.model),
        names_(shared.names),
        id_(id),
        contract_(shared.model.contracts[id]),
        marshal_(shared.model, shared.names, shared.nesting, shared.variants, id) {}

  typescript::Module run() {
    for (const model::DeclarationId declared : contract_.declarations)
      add(model_.declarations[declared]);
    const auto fingerprints = compat::entry_fingerprints(model_, shared_.published, contract_);
    for (const model::DeclarationId declared : model::entry_points(model_, contract_))
      add_entry(declared, fingerprints);
    made_.constants = constants_of(shared_, id_);
    for (const model::Key& key : contract_.keys) {
      made_.keys.push_back(typescript::key_of(model_, names_, key, id_));
      made_.keys.back().doc = typescript::documentation(key.doc);
    }
    for (const model::Import& import : contract_.imports) {
      made_.imports.push_back({names_.module(import.contract), marshal_.module(import.contract),
                               typescript::stem(model_.contracts[import.contract])});
    }
    made_.path = comment_name(contract_.path);
    made_.stem = typescript::stem(contract_);
    made_.module = names_.module(id_);
    made_.package = contract_.package;
    made_.version = contract_.version;
    made_.fingerprint = compat::contract_fingerprint(fingerprints);
    made_.doc = typescript::documentation(contract_.doc);
    made_.composites = marshal_.composites();
    return std::move(made_);
  }

 private:
  void add(const Declaration& declaration) {
    auto& type = made_.types.emplace_back(typescript::declaration_of(model_, names_, declaration));
    type.doc = typescript::documentation(with_rules(declaration), std::string(unit_of(declaration)),
                                         named_type(declaration), declaration.history);
    if (names_.has_input(declaration)) {
      const std::string what = "What may be given for a {@link " + names_.type_name(declaration) +
                               "}: what has a default may be left out.";
      auto& input = made_.types.emplace_back(
          typescript::declaration_of(model_, names_, declaration, Side::input));
      input.doc = typescript::documentation(what, {}, nullptr, declaration.history);
    }
    if (const auto* enumeration = declaration.as<model::Enumeration>())
      made_.enumerations.push_back(marshal_.enumeration(declaration, *enumeration));
    if (const auto* record = declaration.as<model::Record>())
      made_.records.push_back(marshal_.record(declaration, *record));
    if (const auto* tagged = declaration.as<model::Union>())
      made_.unions.push_back(marshal_.tagged(declaration, *tagged));
  }

  void add_entry(model::DeclarationId declared,
                 const std::map<std::string, std::string>& fingerprints) {
    const Declaration& declaration = model_.declarations[declared];
    model::TypeExpression use;
    use.form = model::TypeExpression::Form::declared;
    use.declared = declared;
    const std::string qualified = model::qualified_name(model_, declaration);
    made_.entries.push_back({
        .heading = heading_of(names_, declaration),
        .qualified = js_string_literal(qualified),
        .fingerprint = js_string_literal(fingerprints.at(qualified)),
        .observed = typescript::observed_of(declaration),
        .index = made_.entries.size(),
        .read = marshal_.read_function(use),
        .write = marshal_.write_function(use),
    });
    add_schemas(declaration, qualified);
  }

  /// Types are there by their qualified names, and refer to each other by them.
  void add_schemas(const Declaration& declaration, const std::string& qualified) {
    const std::string key = js_string_literal(qualified);
    const auto schema = [&](Side side) {
      return json_schema::type_schema(
          model_, declaration, {side, false, [this](const Declaration& other, model::ContractId) {
                                  return "#/$defs/" + model::qualified_name(model_, other);
                                }});
    };
    const Json input = schema(Side::input);
    const Json output = schema(Side::output);
    made_.input_schemas.push_back({key, json_schema::js_spelled(input, 1)});
    if (output != input) made_.output_schemas.push_back({key, json_schema::js_spelled(output, 1)});
  }

  const Shared& shared_;
  const model::Model& model_;
  const Names& names_;
  model::ContractId id_;
  const model::Contract& contract_;
  Marshal marshal_;
  typescript::Module made_;
};

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
        ++bearers[shared.names.type_name(declaration, id, Side::input)];
    }
  }
  return bearers;
}

std::vector<typescript::ModuleHeading> headings(const Shared& shared) {
  const std::map<std::string, int> bearers = count_bearers(shared);
  const std::vector<std::string>& modules = shared.names.modules();
  ScopeNames aliases({modules.begin(), modules.end()});
  std::vector<typescript::ModuleHeading> list;
  std::size_t first = 0;
  for (model::ContractId id = 0; id < shared.model.contracts.size(); ++id) {
    const model::Contract& contract = shared.model.contracts[id];
    typescript::ModuleHeading& made = list.emplace_back();
    for (const model::DeclarationId declared : model::entry_points(shared.model, contract)) {
      auto& heading =
          made.entries.emplace_back(heading_of(shared.names, shared.model.declarations[declared]));
      if (bearers.at(heading.name) != 1) continue;
      const bool flat_input = heading.input && bearers.at(*heading.input) == 1;
      made.flat.push_back({heading, flat_input ? heading.input : std::nullopt});
    }
    made.path = comment_name(contract.path);
    made.stem = typescript::stem(contract);
    made.module = shared.names.module(id);
    made.alias = aliases.name(made.module, made.module + "Module");
    made.package = contract.package;
    made.version = contract.version;
    made.doc = typescript::documentation(contract.doc);
    made.first = first;
    made.constants = constants_of(shared, id);
    made.has_keys = !contract.keys.empty();
    first += made.entries.size();
  }
  return list;
}

}  // namespace

TemplateData typescript_data(const model::Model& model, const Definition& definition,
                             const Json& options) {
  const auto shared = std::make_shared<const Shared>(model, definition);
  const typescript::Package package{
      .package = js_string_literal(option(options, "package", "contracts")),
      .version = js_string_literal(option(options, "version", "0.0.0")),
      .abi = js_string_literal(TALLY_ABI),
      .fingerprint = js_string_literal(set_fingerprint(model, shared->published)),
      .modules = headings(*shared),
  };
  return {template_data(package), [shared](model::ContractId id) {
            return template_data(ModuleBuilder(*shared, id).run());
          }};
}

}  // namespace tally::compiler::targets

#include "targets/generate.h"

#include <string>
#include <utility>

#include "render/parallel.h"
#include "targets/template_diagnostics.h"

namespace tally::compiler::targets {
namespace {

class Generator {
 public:
  Generator(const model::Model& model, const LoadedTarget& target, Diagnostics& diagnostics)
      : model_(model), target_(target), diagnostics_(diagnostics) {}

  std::vector<OutputFile> run(const TemplateData& data) {
    // The files of a contract are made together, and come out in the order of the outputs.
    std::vector<std::vector<Made>> by_contract(model_.contracts.size());
    const auto contract_outputs = outputs_for(Output::Each::contract);
    if (!contract_outputs.empty()) {
      for_each_index(by_contract.size(), [&](std::size_t contract) {
        const Json of_contract = data.contract(static_cast<model::ContractId>(contract));
        for (const std::size_t output : contract_outputs)
          by_contract[contract].push_back(make(output, of_contract, data.lay_out));
      });
    }
    std::size_t nth = 0;  // of the outputs for contracts
    for (std::size_t output = 0; output < target_.definition.outputs.size(); ++output) {
      if (target_.definition.outputs[output].each == Output::Each::set) {
        add(output, make(output, data.set, data.lay_out), nullptr);
        continue;
      }
      for (std::size_t contract = 0; contract < by_contract.size(); ++contract)
        add(output, std::move(by_contract[contract][nth]), &model_.contracts[contract]);
      ++nth;
    }
    if (!diagnostics_.has_errors()) check_paths();
    return std::move(files_);
  }

 private:
  /// Where a file comes from: an output of the target, and what it is for.
  struct Origin {
    std::size_t output;
    const model::Contract* contract;  // null for the whole set

    [[nodiscard]] std::string subject() const {
      return contract == nullptr ? "the whole set" : "`" + contract->path + "`";
    }
  };

  struct Made {
    Rendered path;
    Rendered content;
  };

  [[nodiscard]] std::vector<std::size_t> outputs_for(Output::Each each) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < target_.definition.outputs.size(); ++i) {
      if (target_.definition.outputs[i].each == each) found.push_back(i);
    }
    return found;
  }

  [[nodiscard]] Made make(std::size_t index, const Json& data,
                          std::string (*lay_out)(std::string_view)) const {
    const Output& output = target_.definition.outputs[index];
    const Template& root = target_.templates.find(template_name(output.template_name))->second;
    // Each output takes the replacements for the blocks that it has.
    Overrides overrides;
    for (const auto& block : block_names(root, target_.templates)) {
      const auto found = target_.overrides.find(block);
      if (found != target_.overrides.end()) overrides.insert(*found);
    }
    Made made{render(target_.paths[index].value, data),
              render(root, data, target_.templates, overrides)};
    if (lay_out != nullptr) made.content.text = lay_out(made.content.text);
    return made;
  }

  void add(std::size_t index, Made made, const model::Contract* contract) {
    for (const TemplateError& error : made.path.errors)
      add_render_error(error, target_.paths[index].span, diagnostics_);
    for (const TemplateError& error : made.content.errors) {
      const FileId file = target_.files.find(error.template_name)->second;
      add_render_error(error, {file, error.begin, error.end}, diagnostics_);
    }
    files_.push_back({std::move(made.path.text), std::move(made.content.text)});
    origins_.push_back({index, contract});
  }

  /// Where somebody can mend it: a built-in target is nobody's file, so that it is the contract
  /// there; what was said before for the whole set.
  [[nodiscard]] Span place_of(const Origin& origin, Span before) const {
    if (!target_.builtin) return target_.paths[origin.output].span;
    return origin.contract == nullptr ? before : Span{origin.contract->file, 0, 0};
  }

  void check_paths() {
    for (const OutputError& error : check_outputs(files_)) {
      std::string subjects;
      Span span;
      for (std::size_t i = 0; i < files_.size(); ++i) {
        if (files_[i].path != error.path) continue;
        subjects += (subjects.empty() ? "made for " : " and for ") + origins_[i].subject();
        span = place_of(origins_[i], span);
      }
      const OutputFile alone{error.path, {}};
      const bool fine_alone = check_outputs({&alone, 1}).empty();
      const Code code = fine_alone ? Code::output_collision : Code::output_escapes;
      diagnostics_.add(code, span, "`" + error.path + "`: " + error.message)
          .label(std::move(subjects));
    }
  }

  const model::Model& model_;
  const LoadedTarget& target_;
  Diagnostics& diagnostics_;
  std::vector<OutputFile> files_;
  std::vector<Origin> origins_;  // of `files_`
};

}  // namespace

std::vector<OutputFile> generate(const model::Model& model, const LoadedTarget& target,
                                 const TemplateData& data, Diagnostics& diagnostics) {
  return Generator(model, target, diagnostics).run(data);
}

}  // namespace tally::compiler::targets

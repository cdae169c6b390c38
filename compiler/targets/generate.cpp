#include "targets/generate.h"

#include <string>
#include <utility>

#include "targets/template_diagnostics.h"

namespace tally::compiler::targets {
namespace {

class Generator {
 public:
  Generator(const model::Model& model, const LoadedTarget& target, Diagnostics& diagnostics)
      : model_(model), target_(target), diagnostics_(diagnostics) {}

  std::vector<OutputFile> run(const ViewModel& view) {
    for (std::size_t i = 0; i < target_.definition.outputs.size(); ++i) {
      if (target_.definition.outputs[i].each == Output::Each::set) {
        render_output(i, view.set, "the whole set");
        continue;
      }
      for (std::size_t contract = 0; contract < view.contracts.size(); ++contract) {
        render_output(i, view.contracts[contract], "`" + model_.contracts[contract].path + "`");
      }
    }
    if (!diagnostics_.has_errors()) check_paths();
    return std::move(files_);
  }

 private:
  /// Where a file comes from: an output of the target, and what it is for.
  struct Origin {
    std::size_t output;
    std::string subject;
  };

  void render_output(std::size_t index, const Json& data, std::string subject) {
    const Output& output = target_.definition.outputs[index];
    const PathTemplate& path_template = target_.paths[index];
    Rendered path = render(path_template.value, data);
    for (const TemplateError& error : path.errors)
      add_render_error(error, path_template.span, diagnostics_);

    const Template& root = target_.templates.find(template_name(output.template_name))->second;
    // Each output takes the replacements for the blocks that it has.
    Overrides overrides;
    for (const auto& block : block_names(root, target_.templates)) {
      const auto found = target_.overrides.find(block);
      if (found != target_.overrides.end()) overrides.insert(*found);
    }
    Rendered content = render(root, data, target_.templates, overrides);
    for (const TemplateError& error : content.errors) {
      const FileId file = target_.files.find(error.template_name)->second;
      add_render_error(error, {file, error.begin, error.end}, diagnostics_);
    }
    files_.push_back({std::move(path.text), std::move(content.text)});
    origins_.push_back({index, std::move(subject)});
  }

  void check_paths() {
    for (const OutputError& error : check_outputs(files_)) {
      std::string subjects;
      Span span;
      for (std::size_t i = 0; i < files_.size(); ++i) {
        if (files_[i].path != error.path) continue;
        subjects += (subjects.empty() ? "made for " : " and for ") + origins_[i].subject;
        span = target_.paths[origins_[i].output].span;
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
                                 const ViewModel& view, Diagnostics& diagnostics) {
  return Generator(model, target, diagnostics).run(view);
}

}  // namespace tally::compiler::targets

#include "compile/outputs.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "source/path.h"
#include "source/suggest.h"
#include "targets/builtin_templates.h"
#include "targets/generate.h"
#include "targets/load_definition.h"
#include "targets/template_models.h"

namespace tally::compiler {
namespace {

using targets::LoadedTarget;
using targets::TemplateModel;

/// "there are `a`, `b`", "there is `a`".
std::string there_are(std::span<const std::string_view> names) {
  std::string list = names.size() == 1 ? "there is " : "there are ";
  for (std::size_t i = 0; i < names.size(); ++i)
    list.append(i == 0 ? "`" : ", `").append(names[i]).append("`");
  return list;
}

void check_options(const TargetUse& use, const TemplateModel& template_model,
                   Diagnostics& diagnostics) {
  std::vector<std::string_view> names;
  for (const targets::OptionFacts& option : template_model.options) names.push_back(option.name);
  std::size_t index = 0;
  for (const auto& [name, value] : use.options.items()) {
    const Span span = use.option_spans[index++];
    const auto known = std::find(names.begin(), names.end(), name);
    if (known == names.end()) {
      auto draft = diagnostics.add(Code::unknown_option, span,
                                   "the target `" + use.name + "` has no option `" + name + "`");
      const auto near = suggest(name, names);
      draft.label(near            ? "did you mean `" + *near + "`?"
                  : names.empty() ? "it has none"
                                  : there_are(names));
      continue;
    }
    const auto& option = template_model.options[static_cast<std::size_t>(known - names.begin())];
    const auto text = value.get<std::string>();
    const auto& values = option.values;
    const bool chosen = std::find(values.begin(), values.end(), text) != values.end();
    if (option.allows != nullptr ? option.allows(text) : values.empty() || chosen) continue;
    diagnostics
        .add(values.empty() ? Code::bad_name : Code::unknown_choice, span,
             "the option `" + name + "` cannot be `" + text + "`")
        .label(values.empty() ? "it is " + std::string(option.rule) : there_are(values));
  }
}

/// Makes the files of one target after another.
class Maker {
 public:
  Maker(const OpenProject& opened, const model::Model& model, const Files& files, Sources& sources,
        Diagnostics& diagnostics)
      : opened_(opened),
        model_(model),
        files_(files),
        sources_(sources),
        diagnostics_(diagnostics) {}

  /// With paths as seen from the project's folder.
  std::vector<OutputFile> make(const TargetUse& use) {
    const auto target = load_target(use);
    if (!target) return {};
    const TemplateModel& template_model = *targets::find_template_model(target->definition.model);
    check_options(use, template_model, diagnostics_);
    const targets::TemplateData data = template_model.make(model_, target->definition, use.options);
    std::vector<OutputFile> made = targets::generate(model_, *target, data, diagnostics_);
    for (OutputFile& file : made) file.path = join_path(use.out, file.path);
    refuse_outside(made, use);
    return made;
  }

 private:
  std::optional<LoadedTarget> load_builtin(const TargetUse& use) {
    const auto builtin = builtin_templates();
    const auto names = targets::builtin_targets(builtin);
    if (std::find(names.begin(), names.end(), use.name) == names.end()) {
      const auto near = suggest(use.name, names);
      diagnostics_.add(Code::unknown_target, use.name_span, "unknown target `" + use.name + "`")
          .label(near ? "did you mean `" + *near + "`?"
                      : "a target of your own has its folder under `templates`");
      return std::nullopt;
    }
    auto target = targets::load_definition(targets::builtin_folder(use.name),
                                           targets::read_builtin(builtin), sources_, diagnostics_);
    if (target) target->builtin = true;
    return target;
  }

  std::optional<LoadedTarget> load_target(const TargetUse& use) {
    auto target = use.templates.empty()
                      ? load_builtin(use)
                      : targets::load_definition(join_path(opened_.folder, use.templates),
                                                 read_sources(files_), sources_, diagnostics_);
    if (target && !use.blocks.empty()) load_blocks(use, *target);
    return target;
  }

  void load_blocks(const TargetUse& use, LoadedTarget& target) {
    const std::string folder = join_path(opened_.folder, use.blocks);
    std::vector<std::string> names;
    for (const FolderEntry& entry : files_.list(folder)) {
      if (!entry.is_folder) names.push_back(entry.name);
    }
    std::sort(names.begin(), names.end());
    if (names.empty()) {
      diagnostics_.add(Code::cannot_read, Span{}, "no file in `" + folder + "`")
          .label("`blocks` is a folder with a template for each block that is replaced");
    }
    targets::load_overrides(folder, names, read_sources(files_), target, sources_, diagnostics_);
  }

  /// What is generated stays in the project, wherever links lead; `--check` would show lines of
  /// what is elsewhere.
  void refuse_outside(std::span<const OutputFile> made, const TargetUse& use) {
    if (!files_.leaves) return;
    const auto outside = std::find_if(made.begin(), made.end(), [&](const OutputFile& file) {
      return files_.leaves(join_path(opened_.folder, file.path), opened_.folder);
    });
    if (outside == made.end()) return;
    diagnostics_
        .add(Code::bad_project_path, use.out_span,
             "`" + outside->path + "` is outside of the folder of the project")
        .label("a link leads there");
  }

  const OpenProject& opened_;
  const model::Model& model_;
  const Files& files_;
  Sources& sources_;
  Diagnostics& diagnostics_;
};

}  // namespace

model::Model seen_from(const OpenProject& opened, model::Model model) {
  if (opened.folder.empty()) return model;
  for (model::Contract& contract : model.contracts)
    contract.path = relative_path(contract.path, opened.folder);
  return model;
}

std::vector<OutputFile> make_outputs(const OpenProject& opened, const model::Model& model,
                                     const Files& files, Sources& sources,
                                     Diagnostics& diagnostics) {
  if (opened.project.targets.empty())
    diagnostics.add(Code::unknown_target, Span{}, "the project has no `targets`");
  std::vector<OutputFile> outputs;
  Maker maker(opened, model, files, sources, diagnostics);
  for (const TargetUse& use : opened.project.targets) {
    auto more = maker.make(use);
    outputs.insert(outputs.end(), std::make_move_iterator(more.begin()),
                   std::make_move_iterator(more.end()));
  }
  if (diagnostics.has_errors()) return outputs;
  for (const OutputError& error : check_outputs(outputs)) {
    diagnostics.add(Code::output_collision, Span{}, "`" + error.path + "`: " + error.message)
        .label("two targets need two output folders");
  }
  return outputs;
}

}  // namespace tally::compiler

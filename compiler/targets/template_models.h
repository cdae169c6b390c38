// The template models that a target.yaml can name under `model:`: what its templates see.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "targets/template_data.h"

namespace tally::compiler::targets {

/// What a target's `options:` in tally.yaml may hold.
struct OptionFacts {
  std::string_view name;
  std::span<const std::string_view> values{};       // empty when it is free text
  bool (*allows)(std::string_view text) = nullptr;  // null when any text will do
  std::string_view rule{};                          // of `allows`: "it is ..."
};

struct TemplateModel {
  std::string_view name;
  TemplateData (*make)(const model::Model& model, const Definition& definition,
                       const Json& options);
  std::span<const OptionFacts> options;
};

std::span<const TemplateModel> template_models();

/// Null when there is none of that name.
const TemplateModel* find_template_model(std::string_view name);

/// The text of one of a target's `options`.
std::string option(const Json& options, const std::string& name, const std::string& otherwise);

/// The data of the built-in ones. `options` is the target's `options:` of tally.yaml, an object.
/// What is made may refer to `model` and `definition`.
TemplateData cpp_data(const model::Model& model, const Definition& definition, const Json& options);
TemplateData embind_data(const model::Model& model, const Definition& definition,
                         const Json& options);
TemplateData typescript_data(const model::Model& model, const Definition& definition,
                             const Json& options);
TemplateData model_data(const model::Model& model, const Definition& definition,
                        const Json& options);
TemplateData markdown_data(const model::Model& model, const Definition& definition,
                           const Json& options);
TemplateData json_schema_data(const model::Model& model, const Definition& definition,
                              const Json& options);

}  // namespace tally::compiler::targets

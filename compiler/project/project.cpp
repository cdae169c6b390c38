#include "project/project.h"

#include <array>
#include <string_view>

#include "language/language.h"
#include "resolve/keys.h"
#include "source/path.h"
#include "yaml/parse.h"
#include "yaml/read.h"

namespace tally::compiler {
namespace {

bool leaves(std::string_view normalised) {
  return normalised == ".." || normalised.starts_with("../");
}

class Reader {
 public:
  explicit Reader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  Project read(const yaml::Node& root) {
    resolving::check_keys(root, language::project_place, diagnostics_);
    read_edition(root);
    if (const auto* contracts = require(root, "contracts", "the project"))
      read_contracts(*contracts);
    if (const auto* targets = root.find("targets");
        targets != nullptr && yaml::expect_mapping(*targets, "`targets`", diagnostics_)) {
      for (const auto& [name, body] : targets->entries) read_target(*name, *body);
    }
    if (const auto* lint = root.find("lint");
        lint != nullptr && yaml::expect_mapping(*lint, "`lint`", diagnostics_)) {
      for (const auto& [name, level] : lint->entries) read_lint_rule(*name, *level);
    }
    if (const auto* policy = root.find("compatibility");
        policy != nullptr && yaml::expect_mapping(*policy, "`compatibility`", diagnostics_)) {
      read_compatibility(*policy);
    }
    return std::move(project_);
  }

 private:
  const yaml::Node* require(const yaml::Node& mapping, std::string_view key,
                            const std::string& what) {
    const yaml::Node* node = mapping.find(key);
    if (node == nullptr) {
      const Span start{mapping.span.file, mapping.span.begin, mapping.span.begin};
      diagnostics_.add(Code::missing_key, start, what + " has no `" + std::string(key) + "`");
    }
    return node;
  }

  void read_edition(const yaml::Node& root) {
    const auto* node = require(root, "tally", "the project");
    if (node == nullptr) return;
    const auto edition = yaml::read_integer(*node, "`tally`", diagnostics_);
    if (!edition || *edition == "1") return;
    diagnostics_
        .add(Code::unsupported_edition, node->span,
             "edition " + std::string(*edition) + " of the project file is not known")
        .label("write 1");
  }

  void read_contracts(const yaml::Node& node) {
    if (!yaml::expect_sequence(node, "`contracts`", diagnostics_)) return;
    for (const yaml::Node* item : node.items) {
      if (auto pattern = read_path(*item, "a path of `contracts`")) {
        project_.contracts.push_back({std::move(*pattern), item->span});
      }
    }
    if (node.items.empty()) {
      diagnostics_.add(Code::no_contracts, node.span, "the project names no contracts")
          .label("write `[schemas/*.contract.yaml]`");
    }
  }

  /// A path below the project's folder, normalised.
  std::optional<std::string> read_path(const yaml::Node& node, std::string_view what) {
    const auto text = yaml::read_text(node, what, diagnostics_);
    if (!text) return std::nullopt;
    std::string path = normalise_path(*text);
    const bool usable = !text->empty() && !text->starts_with('/') &&
                        text->find('\\') == std::string_view::npos &&
                        text->find(':') == std::string_view::npos;
    if (!usable) {
      diagnostics_.add(Code::bad_project_path, node.span, std::string(what) + " is a relative path")
          .label("relative to this file, with forward slashes");
      return std::nullopt;
    }
    return path;
  }

  void read_target(const yaml::Node& name, const yaml::Node& body) {
    const std::string what = "the target `" + name.text + "`";
    if (!yaml::expect_mapping(body, what, diagnostics_)) return;
    resolving::check_keys(body, language::project_target_place, diagnostics_);
    TargetUse target;
    target.name = name.text;
    target.name_span = name.span;
    if (const auto* out = require(body, "out", what)) {
      target.out = read_path(*out, "`out`").value_or("");
      target.out_span = out->span;
      if (leaves(target.out)) {
        diagnostics_.add(Code::bad_project_path, out->span,
                         "`out` leaves the folder of the project");
      }
    }
    if (const auto* blocks = body.find("blocks"))
      target.blocks = read_path(*blocks, "`blocks`").value_or("");
    if (const auto* templates = body.find("templates")) {
      target.templates = read_path(*templates, "`templates`").value_or("");
    }
    if (const auto* options = body.find("options");
        options != nullptr && yaml::expect_mapping(*options, "`options`", diagnostics_)) {
      read_options(*options, target);
    }
    project_.targets.push_back(std::move(target));
  }

  void read_lint_rule(const yaml::Node& name, const yaml::Node& node) {
    constexpr std::array levels{linting::Level::off, linting::Level::warning,
                                linting::Level::error};
    const auto rule = linting::find_rule(name.text);
    if (!rule) {
      diagnostics_.add(Code::unknown_lint_rule, name.span, "there is no rule `" + name.text + "`")
          .suggest(find_suggestion(name.text, linting::rule_names()), name.span);
      return;
    }
    const auto level =
        resolving::read_choice(node, "the level of a rule", language::level_value.words,
                               Code::unknown_choice, diagnostics_);
    if (level) project_.lint.set(*rule, levels[*level]);
  }

  void read_compatibility(const yaml::Node& node) {
    resolving::check_keys(node, language::project_compatibility_place, diagnostics_);
    Compatibility& made = project_.compatibility;
    if (const auto* own = node.find("directions")) made.policy.project = read_directions(*own);
    read_by_name(node, "packages", made.policy.packages, made.package_spans);
    read_by_name(node, "types", made.policy.types, made.type_spans);
  }

  void read_by_name(const yaml::Node& node, std::string_view key,
                    std::map<std::string, compat::DirectionSet>& sets,
                    std::map<std::string, Span>& spans) {
    const auto* names = node.find(key);
    if (names == nullptr) return;
    if (!yaml::expect_mapping(*names, "`" + std::string(key) + "`", diagnostics_)) return;
    for (const auto& [name, list] : names->entries) {
      sets[name->text] = read_directions(*list);
      spans[name->text] = name->span;
    }
  }

  compat::DirectionSet read_directions(const yaml::Node& node) {
    compat::DirectionSet set;
    if (!yaml::expect_sequence(node, "the directions", diagnostics_)) return set;
    for (const yaml::Node* item : node.items) {
      const auto chosen =
          resolving::read_choice(*item, "a direction", language::direction_value.words,
                                 Code::unknown_choice, diagnostics_);
      if (chosen) set.insert(compat::directions()[*chosen].direction);
    }
    return set;
  }

  void read_options(const yaml::Node& options, TargetUse& target) {
    for (const auto& [key, value] : options.entries) {
      const auto text = yaml::read_text(*value, "the option `" + key->text + "`", diagnostics_);
      if (!text) continue;
      target.options[key->text] = std::string(*text);
      target.option_spans.push_back(key->span);
    }
  }

  Diagnostics& diagnostics_;
  Project project_;
};

}  // namespace

std::optional<Project> read_project(FileId file, const Sources& sources, Diagnostics& diagnostics) {
  const std::size_t errors_before = diagnostics.error_count();
  const auto tree = yaml::parse(file, sources, diagnostics);
  if (!tree || !yaml::expect_mapping(tree->root(), "a project", diagnostics)) return std::nullopt;
  Project project = Reader(diagnostics).read(tree->root());
  if (diagnostics.error_count() > errors_before) return std::nullopt;
  return project;
}

}  // namespace tally::compiler

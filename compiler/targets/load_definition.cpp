#include "targets/load_definition.h"

#include <algorithm>
#include <set>
#include <utility>

#include "language/language.h"
#include "model/vocabulary.h"
#include "resolve/keys.h"
#include "source/path.h"
#include "source/suggest.h"
#include "targets/model/spelling.h"
#include "targets/template_diagnostics.h"
#include "targets/template_models.h"
#include "yaml/parse.h"
#include "yaml/read.h"

namespace tally::compiler::targets {
namespace {

constexpr std::string_view template_suffix = ".mustache";
constexpr std::string_view definition_file = "/target.yaml";
constexpr std::string_view builtin_prefix = "built-in:";

class Loader {
 public:
  Loader(const std::string& folder, const ReadFile& read, Sources& sources,
         Diagnostics& diagnostics)
      : folder_(folder), read_(read), sources_(sources), diagnostics_(diagnostics) {}

  std::optional<LoadedTarget> run() {
    const std::string path = folder_ + std::string(definition_file);
    auto text = read_(path);
    if (!text) {
      diagnostics_.add(Code::cannot_read, Span{}, "cannot read `" + path + "`")
          .label("a target is a folder with a `target.yaml`");
      return std::nullopt;
    }
    const std::size_t errors_before = diagnostics_.error_count();
    const FileId file = sources_.add(path, std::move(*text));
    const auto tree = yaml::parse(file, sources_, diagnostics_);
    if (tree && yaml::expect_mapping(tree->root(), "a target", diagnostics_))
      read_target(tree->root());
    if (diagnostics_.error_count() > errors_before) return std::nullopt;
    return std::move(target_);
  }

 private:
  /// The value of a key that cannot be left out.
  const yaml::Node* require(const yaml::Node& mapping, std::string_view key,
                            const std::string& what) {
    const yaml::Node* node = mapping.find(key);
    if (node == nullptr) {
      const Span start{mapping.span.file, mapping.span.begin, mapping.span.begin};
      diagnostics_.add(Code::missing_key, start, what + " has no `" + std::string(key) + "`");
    }
    return node;
  }

  std::string read_required_text(const yaml::Node& mapping, std::string_view key,
                                 const std::string& what) {
    const yaml::Node* node = require(mapping, key, what);
    if (node == nullptr) return {};
    return std::string(
        yaml::read_text(*node, "`" + std::string(key) + "`", diagnostics_).value_or(""));
  }

  void read_target(const yaml::Node& root) {
    resolving::check_keys(root, language::target_place, diagnostics_);
    read_edition(root);
    target_.definition.name = read_required_text(root, "name", "the target");
    read_model(root);
    if (const auto* outputs = require(root, "outputs", "the target");
        outputs != nullptr && yaml::expect_sequence(*outputs, "`outputs`", diagnostics_)) {
      for (const yaml::Node* output : outputs->items) read_output(*output);
    }
    if (const auto* reserved = root.find("reserved")) read_reserved(*reserved);
    if (const auto* spellings = root.find("spellings")) read_spellings(*spellings);
  }

  void read_edition(const yaml::Node& root) {
    const auto* node = require(root, "target", "the target");
    if (node == nullptr) return;
    const auto edition = yaml::read_integer(*node, "`target`", diagnostics_);
    if (!edition || *edition == "1") return;
    diagnostics_
        .add(Code::unsupported_edition, node->span,
             "edition " + std::string(*edition) + " of targets is not known")
        .label("write 1");
  }

  void read_model(const yaml::Node& root) {
    target_.definition.model = read_required_text(root, "model", "the target");
    if (target_.definition.model.empty() ||
        find_template_model(target_.definition.model) != nullptr)
      return;
    std::vector<std::string_view> names;
    std::string list;
    for (const TemplateModel& known : template_models()) {
      names.push_back(known.name);
      list += (list.empty() ? "`" : ", `") + std::string(known.name) + "`";
    }
    const auto near = suggest(target_.definition.model, names);
    diagnostics_
        .add(Code::unknown_choice, root.find("model")->span,
             "unknown template model `" + target_.definition.model + "`")
        .label(near ? "did you mean `" + *near + "`?" : "there are " + list);
  }

  void read_output(const yaml::Node& node) {
    if (!yaml::expect_mapping(node, "an output", diagnostics_)) return;
    resolving::check_keys(node, language::target_output_place, diagnostics_);
    Output output;
    output.template_name = read_required_text(node, "template", "the output");
    if (!output.template_name.empty()) load_root(output.template_name, node.find("template")->span);
    if (const auto* each = require(node, "each", "the output")) {
      const auto choice = resolving::read_choice(*each, "`each`", language::each_value.words,
                                                 Code::unknown_choice, diagnostics_);
      output.each = choice == 0U ? Output::Each::set : Output::Each::contract;
    }
    output.path = read_required_text(node, "path", "the output");
    if (!output.path.empty()) {
      const Span span = node.find("path")->span;
      ParsedTemplate parsed = parse_template("path", output.path);
      for (const TemplateError& error : parsed.errors) add_syntax_error(error, span, diagnostics_);
      target_.paths.push_back({std::move(parsed.value), span});
    }
    target_.definition.outputs.push_back(std::move(output));
  }

  void read_reserved(const yaml::Node& node) {
    if (!yaml::expect_sequence(node, "`reserved`", diagnostics_)) return;
    std::vector<std::string>& reserved = target_.definition.reserved;
    for (const yaml::Node* item : node.items) {
      if (const auto word = yaml::read_text(*item, "a reserved word", diagnostics_))
        reserved.emplace_back(*word);
    }
    std::sort(reserved.begin(), reserved.end());
    reserved.erase(std::unique(reserved.begin(), reserved.end()), reserved.end());
  }

  void read_spellings(const yaml::Node& node) {
    if (!yaml::expect_mapping(node, "`spellings`", diagnostics_)) return;
    const auto words = spellable_words();
    // Each spelling is tried here, where its place is known.
    const OrderedJson sample = complete_spelling_data();
    for (const auto& [key, value] : node.entries) {
      if (std::find(words.begin(), words.end(), key->text) == words.end()) {
        auto draft = diagnostics_.add(Code::unknown_key, key->span,
                                      "`spellings` has no word `" + key->text + "`");
        if (const auto near = suggest(key->text, words))
          draft.label("did you mean `" + *near + "`?");
        continue;
      }
      const auto text = yaml::read_text(*value, "`" + key->text + "`", diagnostics_);
      if (!text) continue;
      ParsedTemplate parsed = parse_template(key->text, std::string(*text));
      for (const TemplateError& error : parsed.errors)
        add_syntax_error(error, value->span, diagnostics_);
      if (!parsed.errors.empty()) continue;
      for (const TemplateError& error : render(parsed.value, sample).errors)
        add_render_error(error, value->span, diagnostics_);
      target_.definition.spellings.emplace(key->text, std::move(parsed.value));
    }
  }

  void load_root(const std::string& file, Span use) {
    if (!file.ends_with(template_suffix)) {
      diagnostics_
          .add(Code::template_not_found, use, "`" + file + "` is not called like a template")
          .label("templates end in `.mustache`");
      return;
    }
    load(std::string(template_name(file)), use);
    // Not by recursion: a chain of partials may be long.
    while (!waiting_.empty()) {
      const auto [name, tag] = std::move(waiting_.back());
      waiting_.pop_back();
      load(name, tag);
    }
  }

  void load(const std::string& name, Span use) {
    if (target_.files.contains(name)) return;
    const std::string file = name + std::string(template_suffix);
    if (!stays_inside(file)) {
      diagnostics_.add(Code::template_not_found, use,
                       "`" + file + "` is not in the target's folder");
      return;
    }
    const std::string path = folder_ + "/" + file;
    auto text = read_(path);
    if (!text) {
      diagnostics_.add(Code::template_not_found, use, "cannot read `" + path + "`");
      return;
    }
    const FileId id = sources_.add(path, *text);
    target_.files.emplace(name, id);
    ParsedTemplate parsed = parse_template(name, std::move(*text));
    for (const TemplateError& error : parsed.errors) {
      add_syntax_error(error, {id, error.begin, error.end}, diagnostics_);
    }
    const Template& value = target_.templates.emplace(name, std::move(parsed.value)).first->second;
    for (const TemplateNode& node : value.nodes) {
      if (node.kind != TagKind::partial && node.kind != TagKind::parent) continue;
      waiting_.emplace_back(value.source.substr(node.name_begin, node.name_end - node.name_begin),
                            Span{id, node.name_begin, node.name_end});
    }
  }

  static bool stays_inside(std::string_view path) {
    return !path.starts_with('/') && !path.starts_with("../") &&
           path.find('\\') == std::string_view::npos && normalise_path(path) == path;
  }

  const std::string& folder_;
  const ReadFile& read_;
  Sources& sources_;
  Diagnostics& diagnostics_;
  LoadedTarget target_;
  std::vector<std::pair<std::string, Span>> waiting_;  // partials, and the tags that name them
};

}  // namespace

std::string_view template_name(std::string_view file) {
  if (file.ends_with(template_suffix)) file.remove_suffix(template_suffix.size());
  return file;
}

std::optional<LoadedTarget> load_definition(const std::string& folder, const ReadFile& read,
                                            Sources& sources, Diagnostics& diagnostics) {
  return Loader(folder, read, sources, diagnostics).run();
}

void load_overrides(const std::string& folder, std::span<const std::string> files,
                    const ReadFile& read, LoadedTarget& target, Sources& sources,
                    Diagnostics& diagnostics) {
  std::set<std::string, std::less<>> blocks;
  for (const Output& output : target.definition.outputs) {
    const Template& root = target.templates.find(template_name(output.template_name))->second;
    blocks.merge(block_names(root, target.templates));
  }
  const std::vector<std::string_view> known(blocks.begin(), blocks.end());
  for (const std::string& file : files) {
    if (!file.ends_with(template_suffix)) continue;
    const std::string path = folder + "/" + file;
    const std::string block(template_name(file));
    auto text = read(path);
    if (!text) {
      diagnostics.add(Code::cannot_read, Span{}, "cannot read `" + path + "`");
      continue;
    }
    const FileId id = sources.add(path, *text);
    if (!blocks.contains(block)) {
      const auto near = suggest(block, known);
      diagnostics
          .add(Code::unknown_block, Span{id, 0, 0},
               "`" + target.definition.name + "` has no block `" + block + "`")
          .label(near ? "did you mean `" + *near + "`?" : "the file is named after a block");
      continue;
    }
    // By its path, which no template of the target has for a name.
    ParsedTemplate parsed = parse_template(path, std::move(*text));
    for (const TemplateError& error : parsed.errors)
      add_syntax_error(error, {id, error.begin, error.end}, diagnostics);
    target.files.emplace(path, id);
    target.overrides.emplace(block, std::move(parsed.value));
  }
}

std::string builtin_folder(std::string_view target) {
  return std::string(builtin_prefix) + std::string(target);
}

ReadFile read_builtin(std::span<const BuiltinFile> files) {
  return [files](const std::string& path) -> std::optional<std::string> {
    const std::string_view wanted =
        std::string_view(path).substr(std::min(builtin_prefix.size(), path.size()));
    const auto found = std::find_if(files.begin(), files.end(),
                                    [&](const BuiltinFile& file) { return file.path == wanted; });
    if (found == files.end()) return std::nullopt;
    return std::string(found->content);
  };
}

std::vector<std::string_view> builtin_targets(std::span<const BuiltinFile> files) {
  std::vector<std::string_view> names;
  for (const BuiltinFile& file : files) {
    if (!file.path.ends_with(definition_file)) continue;
    names.push_back(file.path.substr(0, file.path.size() - definition_file.size()));
  }
  return names;
}

}  // namespace tally::compiler::targets

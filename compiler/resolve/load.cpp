#include "resolve/load.h"

#include <algorithm>
#include <map>
#include <utility>

#include "resolve/names.h"
#include "source/path.h"
#include "yaml/edit.h"
#include "yaml/parse.h"
#include "yaml/read.h"

namespace tally::compiler::resolving {
namespace {

// A file on the way from a root to the import that is being read.
struct Visit {
  LoadedContract contract;
  std::string identity;
  std::vector<std::pair<std::string, Span>> targets;  // per import: its path, and where that stands
  std::size_t next = 0;                               // the import to follow next
};

class Loader {
 public:
  Loader(const ReadFile& read, const LocateImport& locate, Sources& sources,
         Diagnostics& diagnostics)
      : read_(read), locate_(locate), sources_(sources), diagnostics_(diagnostics) {}

  // A file that was asked for keeps that name when it is imported by another one.
  void expect_root(const std::string& path) { roots_.emplace(locate(path, path).identity, path); }

  // Depth first with a stack of its own: a chain of imports may be longer than the call stack.
  void load_root(const std::string& path) {
    const std::string identity = locate(path, path).identity;
    if (states_.contains(identity)) return;
    auto text = read_(path);
    if (!text) {
      diagnostics_.add(Code::cannot_read, Span{}, "cannot read `" + path + "`");
      states_[identity] = {};
      return;
    }
    enter(path, identity, std::move(*text));
    while (!stack_.empty()) {
      if (stack_.back().next < stack_.back().targets.size()) {
        follow_import();
      } else {
        leave();
      }
    }
  }

  std::vector<LoadedContract> take() { return std::move(loaded_); }

 private:
  struct State {
    bool open = false;                  // on the stack
    std::optional<std::size_t> loaded;  // position in loaded_; nothing if it failed
  };

  [[nodiscard]] ImportTarget locate(const std::string& path, const std::string& importer) const {
    return locate_ ? locate_(path, importer) : ImportTarget{false, path};
  }

  void enter(const std::string& path, const std::string& identity, std::string text) {
    State& state = states_[identity];
    const FileId file = sources_.add(path, std::move(text));
    auto tree = yaml::parse(file, sources_, diagnostics_);
    if (!tree || !yaml::expect_mapping(tree->root(), "a contract", diagnostics_)) return;
    state.open = true;
    Visit visit;
    visit.contract.file = file;
    visit.contract.path = path;
    visit.identity = identity;
    visit.contract.tree = std::move(*tree);
    read_imports(visit);
    stack_.push_back(std::move(visit));
  }

  void read_imports(Visit& visit) {
    const auto* imports = visit.contract.tree.root().find("imports");
    if (imports == nullptr || !yaml::expect_mapping(*imports, "`imports`", diagnostics_)) return;
    for (const auto& [key, value] : imports->entries) {
      if (!is_identifier(key->text)) {
        diagnostics_.add(Code::bad_name, key->span, "`" + key->text + "` cannot name an import")
            .label("letters, digits and `_`, not starting with a digit");
      }
      const bool alone = imports->entries.size() == 1;
      const Span entry{key->span.file, alone ? imports_key(visit)->span.begin : key->span.begin,
                       alone ? imports->span.end : value->span.end};
      visit.contract.imports.push_back(
          {key->text, std::nullopt, key->span, yaml::whole_lines(entry, sources_)});
      std::string target;
      if (const auto path = yaml::read_text(*value, "the path of a contract", diagnostics_)) {
        if (path->starts_with('/') || path->find('\\') != std::string_view::npos) {
          diagnostics_.add(Code::import_not_found, value->span, "an import is a relative path")
              .label("relative to this file, with forward slashes");
        } else if (normalise_path(*path).empty()) {
          target = visit.contract.path;  // a path that goes nowhere leads to where it stands
        } else {
          target = normalise_path(join_path(folder_of(visit.contract.path), *path));
        }
      }
      visit.targets.emplace_back(std::move(target), value->span);
    }
  }

  static const yaml::Node* imports_key(const Visit& visit) {
    const auto& entries = visit.contract.tree.root().entries;
    return std::find_if(entries.begin(), entries.end(),
                        [](const auto& entry) { return entry.key->text == "imports"; })
        ->key;
  }

  void follow_import() {
    Visit& visit = stack_.back();
    const std::size_t index = visit.next;
    const auto& [path, span] = visit.targets[index];
    if (path.empty()) {
      ++visit.next;
      return;
    }
    const ImportTarget found = locate(path, visit.contract.path);
    if (found.outside) {
      ++visit.next;
      diagnostics_.add(Code::import_not_found, span, "`" + path + "` is outside of the project")
          .label("imports stay in the folder of `tally.yaml`, wherever links lead");
      return;
    }
    const auto known = states_.find(found.identity);
    if (known != states_.end()) {
      ++visit.next;
      if (known->second.open) {
        report_cycle(path, found.identity, span);
      } else {
        visit.contract.imports[index].target = known->second.loaded;
      }
      return;
    }
    const auto root = roots_.find(found.identity);
    const std::string file = root == roots_.end() ? path : root->second;
    auto text = read_(file);
    if (!text) {
      ++visit.next;
      diagnostics_.add(Code::import_not_found, span, "cannot read `" + path + "`");
      return;
    }
    // Comes back to this import when the file is known.
    enter(file, found.identity, std::move(*text));
  }

  void report_cycle(const std::string& path, const std::string& identity, Span span) {
    auto draft = diagnostics_.add(Code::import_cycle, span, "`" + path + "` imports itself");
    bool inside = false;
    for (const auto& visit : stack_) {
      inside = inside || visit.identity == identity;
      if (!inside || &visit == &stack_.back()) continue;
      const auto& [target, place] = visit.targets[visit.next];
      draft.related(place, "`" + target + "` imported");
    }
  }

  void leave() {
    LoadedContract contract = std::move(stack_.back().contract);
    State& state = states_[stack_.back().identity];
    stack_.pop_back();
    state.open = false;
    state.loaded = loaded_.size();
    loaded_.push_back(std::move(contract));
  }

  const ReadFile& read_;
  const LocateImport& locate_;
  Sources& sources_;
  Diagnostics& diagnostics_;
  std::map<std::string, std::string> roots_;  // their paths
  std::map<std::string, State> states_;       // both by identity
  std::vector<Visit> stack_;
  std::vector<LoadedContract> loaded_;
};

}  // namespace

std::vector<LoadedContract> load(std::span<const std::string> roots, const ReadFile& read,
                                 Sources& sources, Diagnostics& diagnostics,
                                 const LocateImport& locate) {
  Loader loader(read, locate, sources, diagnostics);
  for (const auto& root : roots) loader.expect_root(normalise_path(root));
  for (const auto& root : roots) loader.load_root(normalise_path(root));
  return loader.take();
}

}  // namespace tally::compiler::resolving

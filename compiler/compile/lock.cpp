#include "compile/lock.h"

#include <cstdint>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "compat/lock.h"
#include "source/path.h"
#include "source/suggest.h"

namespace tally::compiler {
namespace {

// A lock may be larger than any contract.
constexpr std::size_t longest_lock = SIZE_MAX;

std::optional<compat::Published> understood(const std::string& path, const ReadResult& content,
                                            Diagnostics& diagnostics) {
  if (!content.text) {
    add_unreadable(path, content.problem, diagnostics);
    return std::nullopt;
  }
  auto locked = compat::read_lock(*content.text);
  if (!locked) {
    diagnostics
        .add(Code::lock_unreadable, Span{}, "`" + path + "` is no lock that `tally lock` wrote")
        .label("take it back from version control");
  }
  return locked;
}

/// Adds an error for each name of `spans` that `known` does not have.
void check_known(const std::map<std::string, Span>& spans, const std::string& what,
                 const std::set<std::string_view>& known, Diagnostics& diagnostics) {
  for (const auto& [name, span] : spans) {
    if (known.contains(name)) continue;
    const std::vector<std::string_view> names(known.begin(), known.end());
    diagnostics.add(Code::policy_of_nothing, span, "there is no " + what + " `" + name + "`")
        .suggest(find_suggestion(name, names), span);
  }
}

void check_names(const Compatibility& asked, const compat::Published& locked,
                 const compat::Published& now, Diagnostics& diagnostics) {
  std::set<std::string_view> packages;
  std::set<std::string_view> types;
  for (const compat::Published* version : {&locked, &now}) {
    for (const auto& [name, type] : version->types) {
      packages.insert(compat::package_of(name));
      if (type.entry) types.insert(name);
    }
  }
  check_known(asked.package_spans, "package", packages, diagnostics);
  check_known(asked.type_spans, "type", types, diagnostics);
}

void add_broken(const compat::BrokenPromise& broken, Diagnostics& diagnostics) {
  const compat::Change& change = broken.change;
  std::string message = "`" + change.type + (change.member.empty() ? "" : "/" + change.member) +
                        "` breaks what was published: " + std::string(row_of(change.kind).id);
  if (!change.detail.empty()) message += ": " + change.detail;
  std::string whom;
  for (const compat::DirectionWord& word : compat::directions()) {
    if (broken.directions.contains(word.direction))
      whom += (whom.empty() ? "" : "; ") + std::string(word.sentence);
  }
  Draft draft = diagnostics.add(Code::promise_broken, change.new_place, std::move(message))
                    .label("raise the contract's major version, or take the change back")
                    .related(Span{}, "it breaks " + whom);
  if (change.renaming) draft.related(Span{}, compat::sentence(*change.renaming));
}

}  // namespace

std::string lock_path(const OpenProject& opened) {
  return join_path(opened.folder, "tally.lock");
}

std::optional<compat::Published> read_lock_file(const std::string& path, const Files& files,
                                                Diagnostics& diagnostics) {
  return understood(path, files.read(path, longest_lock), diagnostics);
}

void check_lock(const OpenProject& opened, const model::Model& model, const Files& files,
                Diagnostics& diagnostics) {
  const std::string path = lock_path(opened);
  const ReadResult content = files.read(path, longest_lock);
  std::optional<compat::Published> locked = compat::Published{};
  if (!content.absent) locked = understood(path, content, diagnostics);
  if (!locked) return;
  const compat::Published now = compat::publish(model);
  const Compatibility& asked = opened.project.compatibility;
  check_names(asked, *locked, now, diagnostics);
  for (const compat::BrokenPromise& broken : broken_promises(*locked, now, asked.policy))
    add_broken(broken, diagnostics);
}

}  // namespace tally::compiler

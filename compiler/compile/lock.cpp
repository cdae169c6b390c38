#include "compile/lock.h"

#include <cstdint>

#include "compat/lock.h"
#include "source/path.h"

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
  if (content.absent) return;
  const auto locked = understood(path, content, diagnostics);
  if (!locked) return;
  for (const compat::Change& change : broken_promises(*locked, compat::publish(model))) {
    const compat::ChangeRow& row = row_of(change.kind);
    std::string message = "`" + change.type + (change.member.empty() ? "" : "/" + change.member) +
                          "` breaks what was published: " + std::string(row.id);
    if (!change.detail.empty()) message += ": " + change.detail;
    diagnostics.add(Code::promise_broken, change.new_place, std::move(message))
        .label("raise the contract's major version, or take the change back");
  }
}

}  // namespace tally::compiler

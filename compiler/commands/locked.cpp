#include "commands/locked.h"

#include "compat/lock.h"
#include "render/write.h"

namespace tally::compiler {

std::string lock_path(const OpenProject& opened) {
  return join_path(opened.folder, "tally.lock");
}

std::optional<compat::Published> read_locked(const std::string& path, Session& session) {
  // A lock may be larger than any contract.
  const std::optional<std::string> text = read_file(path);
  if (!text) {
    session.fail(Code::cannot_read, "cannot read `" + path + "`");
    return std::nullopt;
  }
  auto locked = compat::read_lock(*text);
  if (!locked) {
    session.fail(Code::lock_unreadable, "`" + path + "` is no lock that `tally lock` wrote")
        .label("take it back from version control");
  }
  return locked;
}

void check_lock(const OpenProject& opened, const model::Model& model, Session& session) {
  const std::string path = lock_path(opened);
  if (!file_exists(path)) return;
  const auto locked = read_locked(path, session);
  if (!locked) return;
  for (const compat::Change& change : broken_promises(*locked, compat::publish(model))) {
    const compat::ChangeRow& row = row_of(change.kind);
    std::string message = "`" + change.type + (change.member.empty() ? "" : "/" + change.member) +
                          "` breaks what was published: " + std::string(row.id);
    if (!change.detail.empty()) message += ": " + change.detail;
    session.diagnostics.add(Code::promise_broken, change.new_place, std::move(message))
        .label("raise the contract's major version, or take the change back");
  }
}

}  // namespace tally::compiler

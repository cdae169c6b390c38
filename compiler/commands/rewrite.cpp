#include "commands/rewrite.h"

#include "commands/write.h"
#include "render/diff.h"

namespace tally::compiler {

void show_diff(const std::vector<Rewrite>& rewrites, Session& session) {
  for (const Rewrite& rewrite : rewrites) {
    session.console.write(unified_diff(rewrite.path, rewrite.before, rewrite.after));
  }
}

void write_files(const std::vector<Rewrite>& rewrites, Session& session) {
  for (const Rewrite& rewrite : rewrites) {
    const std::string folder = folder_of(rewrite.path);
    const std::string name = rewrite.path.substr(rewrite.path.rfind('/') + 1);  // npos + 1 is 0
    const std::vector<OutputFile> file{{name, rewrite.after}};
    const WriteReport report = write_if_changed(folder.empty() ? "." : folder, file);
    for (const OutputError& error : report.failed) {
      session.fail(Code::cannot_write, "`" + rewrite.path + "`: " + error.message);
    }
  }
}

}  // namespace tally::compiler

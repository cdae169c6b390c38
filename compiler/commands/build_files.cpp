#include "commands/build_files.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <set>

#include "render/outputs.h"

namespace tally::compiler {
namespace {

void write_text(const std::string& path, const std::string& text, Session& session) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  const bool written =
      file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const bool closed = file != nullptr && std::fclose(file) == 0;
  if (!written || !closed) {
    session.fail(Code::cannot_write, "cannot write `" + path + "`").label(std::strerror(errno));
  }
}

}  // namespace

void write_depfile(const std::string& path, const std::vector<std::string>& targets,
                   const std::vector<std::string>& more, Session& session) {
  std::set<std::string> files(more.begin(), more.end());
  for (const std::string& file : session.disk.files_read()) {
    if (!session.disk.pretended().contains(file)) files.insert(file);
  }
  const auto text = depfile(targets, std::vector<std::string>(files.begin(), files.end()));
  if (text) return write_text(path, *text, session);
  session.fail(Code::cannot_write, "cannot write `" + path + "`")
      .label("a path in it holds a line end");
}

void write_stamp(const std::string& path, const std::string& summary, Session& session) {
  write_text(path, summary + "\n", session);
}

}  // namespace tally::compiler

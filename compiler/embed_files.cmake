# Writes OUTPUT, the C++ source behind FUNCTION of HEADER: FILES (relative to ROOT), one string literal a line.
set(entries "")
foreach(file IN LISTS FILES)
  file(READ "${ROOT}/${file}" content)
  string(REPLACE "\\" "\\\\" content "${content}")
  string(REPLACE "\"" "\\\"" content "${content}")
  string(REPLACE "??" "?\\?" content "${content}")  # not a trigraph
  string(REPLACE "\r" "\\r" content "${content}")
  string(REPLACE "\n" "\\n\"\n     \"" content "${content}")
  string(APPEND entries "    {\"${file}\",\n     \"${content}\"},\n")
endforeach()
list(LENGTH FILES count)

file(WRITE "${OUTPUT}" "// Made by compiler/embed_files.cmake.
#include \"${HEADER}\"

#include <array>

namespace tally::compiler {
namespace {

constexpr std::array<BuiltinFile, ${count}> files{{
${entries}}};

}  // namespace

std::span<const BuiltinFile> ${FUNCTION}() { return files; }

}  // namespace tally::compiler
")

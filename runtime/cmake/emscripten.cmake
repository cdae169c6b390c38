# Toolchain file of the preset `wasm`: Emscripten wherever em++ on the PATH says that it lives (Debian, emsdk),
# with what its own toolchain file gets wrong on Debian put right.
execute_process(
  COMMAND em-config EMSCRIPTEN_ROOT
  OUTPUT_VARIABLE emscripten_root OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
include(${emscripten_root}/cmake/Modules/Platform/Emscripten.cmake)

# Emscripten's emulator passes Node a flag that newer ones reject.
find_program(NODE NAMES node nodejs REQUIRED)
set(CMAKE_CROSSCOMPILING_EMULATOR ${NODE})

# Optimised links run acorn; a Node that is not Debian's does not look where Debian keeps it.
if(EXISTS /usr/share/nodejs/acorn)
  set_property(GLOBAL PROPERTY RULE_LAUNCH_LINK "${CMAKE_COMMAND} -E env NODE_PATH=/usr/share/nodejs")
endif()

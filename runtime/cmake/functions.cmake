# What projects call that have contracts: tally_generate, tally_package, and what builds programs of WebAssembly. The same in a
# checkout and in a prefix, where this folder lies below share/tally.
cmake_path(GET CMAKE_CURRENT_LIST_DIR PARENT_PATH tally_runtime)
get_property(tally_other GLOBAL PROPERTY TALLY_RUNTIME)
if(tally_other AND NOT tally_other STREQUAL tally_runtime)
  message(FATAL_ERROR "Two versions of Tally in one build: ${tally_other} and ${tally_runtime}. Leave one of them out.")
endif()
set_property(GLOBAL PROPERTY TALLY_RUNTIME ${tally_runtime})

# tally_generate(TARGET app CONTRACTS schemas/*.contract.yaml [GENERATE cpp embind ...] [TEMPLATES folder ...] [NAMESPACE name])
#
# Generates code from contracts whenever they, or what they import, change, and gives it to a target: sources, the include
# directory and Tally::engine (Tally::embind with embind). GENERATE names built-in targets of tally, by default cpp; TEMPLATES are
# the folders of one's own. NAMESPACE is the option of cpp. What target X makes lies in <binary dir>/tally/app/X. With wildcards each
# build looks for new contracts, which Ninja says; with names it does not.
function(tally_generate)
  cmake_parse_arguments(PARSE_ARGV 0 ARG "" "TARGET;NAMESPACE" "CONTRACTS;GENERATE;TEMPLATES")
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "tally_generate: what is `${ARG_UNPARSED_ARGUMENTS}`?")
  elseif(NOT TARGET "${ARG_TARGET}")
    message(FATAL_ERROR "tally_generate: TARGET `${ARG_TARGET}` is no target; add_library or add_executable comes before")
  endif()
  tally_contracts(tally_generate contracts ${ARG_CONTRACTS})
  if(NOT ARG_GENERATE AND NOT ARG_TEMPLATES)
    set(ARG_GENERATE cpp)
  endif()

  set(out ${CMAKE_CURRENT_BINARY_DIR}/tally/${ARG_TARGET})
  set(targets "")
  set(outputs "")
  foreach(folder IN LISTS ARG_GENERATE ARG_TEMPLATES)
    cmake_path(GET folder FILENAME name)
    set(entry "out: ${name}")
    if(folder IN_LIST ARG_GENERATE)
      get_property(runtime GLOBAL PROPERTY TALLY_RUNTIME)
      set(folder ${runtime}/../templates/${name})
    else()
      cmake_path(ABSOLUTE_PATH folder BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
      cmake_path(RELATIVE_PATH folder BASE_DIRECTORY ${out} OUTPUT_VARIABLE templates)
      string(APPEND entry ", templates: \"${templates}\"")
    endif()
    if(name STREQUAL cpp AND ARG_NAMESPACE)
      string(APPEND entry ", options: {namespace: ${ARG_NAMESPACE}}")
    endif()
    string(APPEND targets "\n  ${name}: {${entry}}")
    tally_outputs(made ${folder} ${contracts})
    list(TRANSFORM made PREPEND ${out}/${name}/)
    list(APPEND outputs ${made})
    if(made MATCHES "\\.h(;|$)")
      target_include_directories(${ARG_TARGET} PUBLIC $<BUILD_INTERFACE:${out}/${name}>)
    endif()
  endforeach()
  tally_project(${out}/tally.yaml "${targets}" ${contracts})

  # Files that did not change are not touched, so that nothing is built again for them: it is the stamp that tells of the run.
  add_custom_command(
    OUTPUT ${out}/stamp
    BYPRODUCTS ${outputs}
    COMMAND Tally::tally generate --project ${out}/tally.yaml --stamp ${out}/stamp --depfile ${out}/depfile
    DEPENDS ${out}/tally.yaml ${contracts} Tally::tally
    DEPFILE ${out}/depfile
    COMMENT "Generating code from the contracts of ${ARG_TARGET}"
    VERBATIM)
  add_custom_target(${ARG_TARGET}_contracts DEPENDS ${out}/stamp)
  add_dependencies(${ARG_TARGET} ${ARG_TARGET}_contracts)
  set_source_files_properties(${outputs} PROPERTIES GENERATED ON)
  list(FILTER outputs INCLUDE REGEX "\\.cpp$")
  target_sources(${ARG_TARGET} PRIVATE ${outputs})
  target_link_libraries(${ARG_TARGET} PUBLIC Tally::engine)
  if(embind IN_LIST ARG_GENERATE)
    target_link_libraries(${ARG_TARGET} PUBLIC Tally::embind)
  endif()
endfunction()

# tally_package(NAME @acme/contracts CONTRACTS schemas/*.contract.yaml [VERSION 1.2.0] [OUT folder] [SOURCES rules.cpp ...]
#               [ONLY judge|db] [SMALL] [DEBUG] [NAMESPACE name])
#
# Makes the npm package of contracts with every build in which they, or what they import, have changed, by `tally package` and the
# em++ that is on the PATH. The package, and the tarballs that npm makes of it and of what it needs, lie in OUT, by default
# <binary dir>/npm. The target is called as the tarball is: acme-contracts. SOURCES are the functions that native rules call.
function(tally_package)
  cmake_parse_arguments(PARSE_ARGV 0 ARG "SMALL;DEBUG" "NAME;VERSION;OUT;ONLY;NAMESPACE" "CONTRACTS;SOURCES")
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "tally_package: what is `${ARG_UNPARSED_ARGUMENTS}`?")
  elseif(NOT ARG_NAME)
    message(FATAL_ERROR "tally_package: NAME is what npm calls the package, such as @acme/contracts")
  endif()
  tally_contracts(tally_package contracts ${ARG_CONTRACTS})
  string(REGEX REPLACE "^@" "" target ${ARG_NAME})
  string(REPLACE / - target ${target})
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/tally/${target})
  if(NOT ARG_OUT)
    set(ARG_OUT ${CMAKE_CURRENT_BINARY_DIR}/npm)
  endif()
  cmake_path(ABSOLUTE_PATH ARG_OUT BASE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
  set(targets "\n  typescript: {out: typescript, options: {package: \"${ARG_NAME}\"}}")
  if(ARG_NAMESPACE)
    string(APPEND targets "\n  cpp: {out: cpp, options: {namespace: ${ARG_NAMESPACE}}}")
  endif()
  tally_project(${folder}/tally.yaml "${targets}" ${contracts})

  set(options --out ${ARG_OUT})
  foreach(option VERSION ONLY)
    string(TOLOWER --${option} name)
    if(ARG_${option})
      list(APPEND options ${name} ${ARG_${option}})
    endif()
  endforeach()
  foreach(option SMALL DEBUG)
    string(TOLOWER --${option} name)
    if(ARG_${option})
      list(APPEND options ${name})
    endif()
  endforeach()
  foreach(source IN LISTS ARG_SOURCES)
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
    list(APPEND sources ${source})
    list(APPEND options --source ${source})
  endforeach()
  add_custom_command(
    OUTPUT ${folder}/stamp
    COMMAND Tally::tally package --project ${folder}/tally.yaml ${options} --stamp ${folder}/stamp --depfile ${folder}/depfile
    DEPENDS ${folder}/tally.yaml ${contracts} ${sources} Tally::tally
    DEPFILE ${folder}/depfile
    COMMENT "Making the npm package ${ARG_NAME}"
    VERBATIM)
  add_custom_target(${target} ALL DEPENDS ${folder}/stamp)
endfunction()

# The files that CONTRACTS of a function names: paths, and patterns which each build looks at again.
function(tally_contracts caller variable)
  if(NOT TARGET Tally::tally)
    message(FATAL_ERROR "${caller}: there is no program `tally` for this machine; set TALLY_COMPILER, or TALLY_PROGRAM to its path")
  endif()
  set(contracts "")
  foreach(pattern IN LISTS ARGN)
    cmake_path(ABSOLUTE_PATH pattern BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
    if(pattern MATCHES "[*?[]")
      file(GLOB found CONFIGURE_DEPENDS ${pattern})
      list(APPEND contracts ${found})
    elseif(EXISTS ${pattern})
      list(APPEND contracts ${pattern})
    endif()
  endforeach()
  if(NOT contracts)
    message(FATAL_ERROR "${caller}: CONTRACTS `${ARGN}` names no file in ${CMAKE_CURRENT_SOURCE_DIR}")
  endif()
  set(${variable} ${contracts} PARENT_SCOPE)
endfunction()

# Writes the tally.yaml of contracts and targets, unless it is there already.
function(tally_project path targets)
  cmake_path(GET path PARENT_PATH folder)
  set(quoted "")
  foreach(contract IN LISTS ARGN)
    cmake_path(RELATIVE_PATH contract BASE_DIRECTORY ${folder})
    list(APPEND quoted "\"${contract}\"")
  endforeach()
  list(JOIN quoted ", " quoted)
  file(CONFIGURE OUTPUT ${path} CONTENT "tally: 1\ncontracts: [${quoted}]\ntargets:${targets}\n" @ONLY)
endfunction()

# The paths that a target makes of contracts, as its target.yaml says: one for each of them, or one for all. A path that is not made
# of the contract's name alone is left out, for nothing here compiles such a file.
function(tally_outputs variable folder)
  if(NOT EXISTS ${folder}/target.yaml)
    message(FATAL_ERROR "tally_generate: ${folder} has no target.yaml, so that it is no target")
  endif()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${folder}/target.yaml)
  file(READ ${folder}/target.yaml text)
  string(REGEX REPLACE "(^|\n)[ \t]*#[^\n]*" "" text "${text}")
  string(REGEX REPLACE "[][;]" " " text "${text}")
  string(REPLACE "{{stem}}" "@stem@" text "${text}")
  string(REGEX REPLACE "{{[^}]*}}" "@other@" text "${text}")
  string(REGEX REPLACE "(\n *- *{?|{)" ";" entries "${text}")
  set(taken "")
  if(text MATCHES "\nmodel: (cpp|embind)\n")  # their files leave the names of the system's headers alone
    get_property(runtime GLOBAL PROPERTY TALLY_RUNTIME)
    file(READ ${runtime}/../compiler/targets/cpp/reserved/headers.def headers)
    string(REGEX MATCHALL "[a-z0-9_-]+" taken "${headers} contract_set")
  endif()
  set(paths "")
  foreach(entry IN LISTS entries)
    string(REGEX MATCH "path: *[\"']?([^\"',}\n]+)" path "${entry}")
    set(path "${CMAKE_MATCH_1}")
    if(path STREQUAL "" OR path MATCHES "@other@")
      continue()
    elseif(NOT path MATCHES "@stem@")
      list(APPEND paths ${path})
      continue()
    endif()
    foreach(contract IN LISTS ARGN)
      cmake_path(GET contract FILENAME stem)
      string(REGEX REPLACE "\\.contract\\.yaml$" "" stem ${stem})
      string(TOLOWER ${stem} lower)
      if(lower IN_LIST taken)
        string(APPEND stem _)
      endif()
      string(REPLACE "@stem@" ${stem} made ${path})
      list(APPEND paths ${made})
    endforeach()
  endforeach()
  list(REMOVE_DUPLICATES paths)  # tally says what collides
  set(${variable} ${paths} PARENT_SCOPE)
endfunction()

# Builds of `target`, a library of generated code and native rules, fail where these call what may differ between server and
# browser. What they call of further libraries, named behind the target, is looked at as well.
function(tally_check_native_rules target)
  set(files "")
  foreach(library IN LISTS target ARGN ITEMS Tally::engine)
    list(APPEND files $<TARGET_FILE:${library}>)
  endforeach()
  set(nm ${CMAKE_NM})
  if(EMSCRIPTEN)
    set(nm ${EMSCRIPTEN_ROOT_PATH}/emnm)
  endif()
  add_custom_command(
    TARGET ${target}
    POST_BUILD
    COMMAND ${CMAKE_COMMAND} -DNM=${nm} "-DFILES=${files}" -P
            ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/check_native_rules.cmake
    VERBATIM)
endfunction()

# A list out of runtime/wasm.json, by its keys.
function(tally_wasm_list variable)
  get_property(runtime GLOBAL PROPERTY TALLY_RUNTIME)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${runtime}/wasm.json)
  file(READ ${runtime}/wasm.json json)
  string(JSON count LENGTH "${json}" ${ARGN})
  math(EXPR last "${count} - 1")
  set(all "")
  foreach(i RANGE ${last})
    string(JSON each GET "${json}" ${ARGN} ${i})
    list(APPEND all ${each})
  endforeach()
  set(${variable} ${all} PARENT_SCOPE)
endfunction()

# The same for sources: those of a folder are all that are in it.
function(tally_wasm_sources variable)
  get_property(runtime GLOBAL PROPERTY TALLY_RUNTIME)
  tally_wasm_list(entries ${ARGN})
  set(sources "")
  foreach(entry IN LISTS entries)
    if(NOT entry MATCHES "\\.cpp$")
      string(APPEND entry "/*.cpp")
    endif()
    file(GLOB_RECURSE found CONFIGURE_DEPENDS ${runtime}/${entry})
    list(APPEND sources ${found})
  endforeach()
  set(${variable} ${sources} PARENT_SCOPE)
endfunction()

# Programs that runtime/js instantiates without any JavaScript of Emscripten: contracts.wasm, with what the contracts of
# `contracts` export, and db.wasm, which has records under keys and the bridge beside that. NAMESPACE is the option of the
# target cpp, if tally.yaml has it. What runtime/js gives them is not defined anywhere when they are linked.
function(tally_wasm_program name contracts program)
  cmake_parse_arguments(PARSE_ARGV 3 ARG "" "NAMESPACE" "")
  tally_wasm_sources(sources ${program} sources)
  tally_wasm_list(compile compile)
  tally_wasm_list(link link)
  add_executable(${name} ${sources})
  if(ARG_NAMESPACE)
    target_compile_definitions(${name} PRIVATE TALLY_NAMESPACE=${ARG_NAMESPACE})
  endif()
  target_link_libraries(${name} PRIVATE ${contracts} Tally::sync)
  target_compile_options(${name} PRIVATE ${compile})
  target_link_options(${name} PRIVATE ${link})
  if("${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_RELEASE}" MATCHES "-Oz")
    # Two percent are left for those who want it. em++ loses the last of its passes, which is on stack code, where it strips.
    tally_wasm_list(link_small link_small)
    tally_wasm_list(optimise optimise_small)
    target_link_options(${name} PRIVATE ${link_small})
    find_program(TALLY_WASM_OPT wasm-opt HINTS ${EMSCRIPTEN_ROOT_PATH}/../bin REQUIRED)
    add_custom_command(
      TARGET ${name}
      POST_BUILD
      COMMAND ${TALLY_WASM_OPT} ${optimise} $<TARGET_FILE:${name}> -o $<TARGET_FILE:${name}>
      VERBATIM)
  endif()
  set_target_properties(${name} PROPERTIES SUFFIX .wasm)
endfunction()

function(tally_contracts_program name contracts)
  tally_wasm_program(${name} ${contracts} contracts ${ARGN})
endfunction()

function(tally_db_program name contracts)
  tally_wasm_program(${name} ${contracts} db ${ARGN})
endfunction()

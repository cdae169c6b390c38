# Fails when objects use anything from outside that tally/engine/native_symbols.txt does not allow:
#   cmake -DNM=nm "-DFILES=contracts.a;libtally_engine.a" -P check_native_rules.cmake
# What one file defines another may use. FILES are objects or libraries; NM is the one that belongs to their compiler.
cmake_minimum_required(VERSION 3.25)

set(list ${CMAKE_CURRENT_LIST_DIR}/../tally/engine/native_symbols.txt)
file(STRINGS ${list} allowed REGEX "^[^#]")

# The lines of `nm`: FILE:OBJECT: ADDRESS KIND NAME, without the characters that lists of CMake are made of.
function(read_symbols lines)
  execute_process(
    COMMAND ${NM} -A ${ARGN} ${FILES} OUTPUT_VARIABLE text ERROR_VARIABLE complaints RESULT_VARIABLE status)
  if(NOT status EQUAL 0 OR complaints MATCHES "not recognized|LLVM version|unable to")
    message(FATAL_ERROR "${NM} cannot read the native rules; with -flto it has to be llvm-nm: ${complaints}")
  endif()
  string(REGEX REPLACE "[][;]" "_" text "${text}")
  string(REPLACE "\n" ";" text "${text}")
  set(${lines} "${text}" PARENT_SCOPE)
endfunction()

function(names_of lines names)
  list(TRANSFORM lines REPLACE "^.* ([^ ]+)$" "\\1" OUTPUT_VARIABLE result)
  list(REMOVE_DUPLICATES result)
  set(${names} "${result}" PARENT_SCOPE)
endfunction()

# Objects of LLVM for -flto call functions of libm as `llvm.sin.f64`, which is no symbol yet; those of g++ do not tell of all.
function(read_intrinsics lines)
  set(result "")
  foreach(file IN LISTS FILES)
    file(STRINGS ${file} texts REGEX "llvm\\.[a-z0-9]+\\.f(32|64)|\\.gnu\\.lto_")
    if(texts MATCHES "\\.gnu\\.lto_")
      message(FATAL_ERROR "${file}: what native rules call cannot be seen here; compile them without the -flto of g++")
    endif()
    string(REGEX MATCHALL "llvm\\.[a-z0-9]+\\.f(32|64)" intrinsics "${texts}")
    list(TRANSFORM intrinsics REPLACE "llvm\\.([a-z0-9]+)\\..*" "${file}: U \\1")
    list(APPEND result ${intrinsics})
  endforeach()
  list(REMOVE_DUPLICATES result)
  set(${lines} "${result}" PARENT_SCOPE)
endfunction()

read_symbols(used -u)
read_intrinsics(intrinsics)
list(APPEND used ${intrinsics})
read_symbols(defined -g --defined-only)
names_of("${used}" wanted)
names_of("${defined}" own)
list(REMOVE_ITEM wanted "" ${own})
foreach(names IN LISTS allowed)
  list(FILTER wanted EXCLUDE REGEX "^(${names})$")
endforeach()

if(wanted)
  set(report "")
  foreach(name IN LISTS wanted)
    foreach(line IN LISTS used)
      if(line MATCHES "^(.*[^ :]):.* ([^ ]+)$" AND CMAKE_MATCH_2 STREQUAL name)
        string(APPEND report "\n  ${CMAKE_MATCH_1}: ${name}")
      endif()
    endforeach()
  endforeach()
  message(
    FATAL_ERROR "native rules use what may differ between server and browser; docs/cpp.md says what they may call, and "
                "tally/engine/values/math.h has functions for numbers:${report}")
endif()

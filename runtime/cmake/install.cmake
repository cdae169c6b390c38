# What `cmake --install` puts into a prefix: the program, the libraries of the runtime with their headers, and below share/tally
# what WebAssembly and packages are made of, in the folders of the checkout. `tally` and `dev` are the components of the packages.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(config ${CMAKE_INSTALL_LIBDIR}/cmake/Tally)
set(home ${CMAKE_INSTALL_DATADIR}/tally)
set(made ${PROJECT_BINARY_DIR}/install)

get_property(parts GLOBAL PROPERTY TALLY_PARTS)
set(TALLY_PARTS ${parts})
set(TALLY_LINKS "")
foreach(part IN LISTS parts)
  get_property(links GLOBAL PROPERTY TALLY_PART_${part})
  string(APPEND TALLY_LINKS "set(tally_links_${part} ${links})\n")
  install(TARGETS tally_${part} EXPORT Tally_${part} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev)
  install(EXPORT Tally_${part} NAMESPACE Tally:: DESTINATION ${config} COMPONENT dev)

  # What pkg-config calls the things that parts link.
  set(requires "")
  set(libraries "-ltally_${part}")
  foreach(link IN LISTS links)
    if(link MATCHES "^Tally::(.+)")
      string(APPEND requires " tally-${CMAKE_MATCH_1}")
    elseif(link STREQUAL OpenSSL::SSL)
      string(APPEND requires " openssl")
    elseif(link STREQUAL Threads::Threads)
      string(APPEND libraries " -pthread")
    endif()
  endforeach()
  file(CONFIGURE OUTPUT ${made}/tally-${part}.pc @ONLY CONTENT [[
prefix=${pcfiledir}/../..
Name: tally-@part@
Description: The part `@part@` of the runtime of Tally, a contract compiler
Version: @PROJECT_VERSION@
Requires:@requires@
Cflags: -I${prefix}/@CMAKE_INSTALL_INCLUDEDIR@ -ffp-contract=off
Libs: -L${prefix}/@CMAKE_INSTALL_LIBDIR@ @libraries@
]])
  install(FILES ${made}/tally-${part}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT dev)
endforeach()

set(headers FILES_MATCHING PATTERN *.h PATTERN *.def)
install(DIRECTORY runtime/tally generated/runtime/tally DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT dev ${headers})

set(sources runtime/tally runtime/cmake runtime/js runtime/vite generated/runtime templates compiler/targets/cpp/reserved)
foreach(folder IN LISTS sources)
  cmake_path(GET folder PARENT_PATH parent)
  install(DIRECTORY ${folder} DESTINATION ${home}/${parent} COMPONENT tally)
endforeach()
install(FILES runtime/CMakeLists.txt runtime/wasm.json DESTINATION ${home}/runtime COMPONENT tally)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/tally COMPONENT tally)

set(TALLY_HOME ${CMAKE_INSTALL_FULL_DATADIR}/tally)
if(TARGET tally)
  install(TARGETS tally EXPORT Tally_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT tally)
  install(EXPORT Tally_program NAMESPACE Tally:: DESTINATION ${config} COMPONENT dev)
  add_custom_command(
    OUTPUT ${made}/man/tally.1 ${made}/bash/tally ${made}/zsh/_tally
    COMMAND tally manual ${made}/man
    COMMAND ${CMAKE_COMMAND} -E make_directory ${made}/bash ${made}/zsh
    COMMAND tally completion bash > ${made}/bash/tally
    COMMAND tally completion zsh > ${made}/zsh/_tally
    VERBATIM)
  add_custom_target(tally_manual ALL DEPENDS ${made}/man/tally.1)
  install(DIRECTORY ${made}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT tally)
  install(FILES ${made}/bash/tally DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT tally)
  install(FILES ${made}/zsh/_tally DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions COMPONENT tally)
endif()
configure_package_config_file(
  ${CMAKE_CURRENT_LIST_DIR}/TallyConfig.cmake.in ${made}/TallyConfig.cmake INSTALL_DESTINATION ${config} PATH_VARS TALLY_HOME)
write_basic_package_version_file(${made}/TallyConfigVersion.cmake COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES ${made}/TallyConfig.cmake ${made}/TallyConfigVersion.cmake DESTINATION ${config} COMPONENT dev)

# `cpack` makes two packages: what a machine needs that runs `tally`, and what one needs that compiles against the runtime.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME tally)
set(CPACK_PACKAGE_CONTACT "The Tally project <tally@example.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Contract compiler for C++ servers and web pages")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_COMPONENTS_ALL tally dev)
set(CPACK_DEBIAN_TALLY_PACKAGE_NAME tally)
set(CPACK_DEBIAN_TALLY_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_TALLY_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_TALLY_PACKAGE_SUGGESTS "emscripten, nodejs")
set(CPACK_DEBIAN_DEV_PACKAGE_NAME libtally-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_DESCRIPTION "Runtime of Tally, a contract compiler: libraries, headers and CMake package")
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS "tally (= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_DEV_PACKAGE_SUGGESTS "libboost-dev (>= 1.81) | libboost1.81-dev, libssl-dev")
include(CPack)

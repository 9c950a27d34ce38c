# The two ways in which this project makes targets.

# nine_add_library(<name> [PUBLIC <targets>...] [PRIVATE <targets>...] [HEADERS <header>...]
#                  [APART <file>...])
#
# Makes a library of all the .cpp files in the folder of the CMakeLists.txt that
# calls it; a folder without any makes a library of headers alone. PUBLIC is what
# its headers include, PRIVATE what only its .cpp files do. Its headers are
# included as <name/header.hpp>. HEADERS are compiled once, as a precompiled
# header, for all of its files: the large ones from outside, and the library's own.
# APART are files of the folder that belong to another library.
function(nine_add_library name)
    cmake_parse_arguments(PARSE_ARGV 1 use "" "" "PUBLIC;PRIVATE;HEADERS;APART")
    file(GLOB sources RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} CONFIGURE_DEPENDS *.cpp)
    list(REMOVE_ITEM sources "" ${use_APART})

    if(NOT sources)
        add_library(${name} INTERFACE)
        target_include_directories(${name} INTERFACE ${PROJECT_SOURCE_DIR}/lib)
        target_link_libraries(${name} INTERFACE ${use_PUBLIC} ${use_PRIVATE})
        return()
    endif()

    add_library(${name} STATIC ${sources})
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR}/lib)
    target_link_libraries(${name} PUBLIC ${use_PUBLIC} PRIVATE ${use_PRIVATE})
    target_precompile_headers(${name} PRIVATE ${use_HEADERS})

    # A library is built seldom and run often, so it is optimized in debug
    # builds too, as far as a debugger can still follow it. Under the sanitizers
    # compiling costs more than running.
    if(NOT NINE_SANITIZE)
        target_compile_options(${name} PRIVATE $<$<CONFIG:Debug>:-O1>)
    endif()
endfunction()

# nine_add_headers(<name> <target> <header>...)
#
# Compiles headers once, as a precompiled header, for programs that are linked
# with <target>. Each of them says
#
#   target_precompile_headers(<program> REUSE_FROM <name>)
#
# and must not have compile flags of its own: the headers are shared as compiled.
function(nine_add_headers name target)
    # CMake precompiles headers for a source file only, so there is an empty one.
    file(CONFIGURE OUTPUT ${name}.cpp CONTENT "")
    add_library(${name} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
    target_link_libraries(${name} PRIVATE ${target})
    target_precompile_headers(${name} PRIVATE ${ARGN})
endfunction()

# The ways in which this project makes targets. Each of them is compiled with nine_flags;
# nine_check_flags(), called at the end, makes sure of it.

# nine_add_library(<name> [PUBLIC <targets>...] [PRIVATE <targets>...] [HEADERS <header>...]
#                  [APART <file>...] [OPTIMIZED])
#
# Makes a library of all the .cpp files in the folder of the CMakeLists.txt that
# calls it. PUBLIC is what its headers include, PRIVATE what only its .cpp files do.
# Its headers are included as <name/header.hpp>. HEADERS are compiled once, as a
# precompiled header, for all of its files: the large ones from outside, and the
# library's own. APART are files of the folder that belong to another library.
#
# OPTIMIZED: even in debug builds, as far as a debugger can still follow it. For what is run far
# more often than it is compiled. Such code keeps few of its variables, so a debugger is told its
# lines and functions only: a fifth less work. Not under the sanitizers.
function(nine_add_library name)
    cmake_parse_arguments(PARSE_ARGV 1 use "OPTIMIZED" "" "PUBLIC;PRIVATE;HEADERS;APART")
    file(GLOB sources RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} CONFIGURE_DEPENDS *.cpp)
    list(REMOVE_ITEM sources "" ${use_APART})

    add_library(${name} STATIC ${sources})
    target_compile_features(${name} PUBLIC cxx_std_20)
    target_include_directories(${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/lib>)
    target_link_libraries(${name} PUBLIC ${use_PUBLIC}
        PRIVATE ${use_PRIVATE} $<BUILD_INTERFACE:nine_flags>)
    nine_compile_together(${name})
    list(LENGTH sources count)
    if(NOT NINE_TOGETHER OR count GREATER nine_together)
        target_precompile_headers(${name} PRIVATE ${use_HEADERS})
    endif()
    if(use_OPTIMIZED)
        nine_optimize(${name})
    endif()
endfunction()

# nine_compile_together(<target>): up to sixteen of its files are compiled as one (CMake's "unity
# build"). Most of a file's time goes into what it includes and instantiates, which is then done
# once. What a file keeps to itself, in an unnamed namespace, so needs a name that no neighbour has.
set(nine_together 16)
function(nine_compile_together target)
    if(NINE_TOGETHER)
        set_target_properties(${target} PROPERTIES
            UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${nine_together})
        nine_includes_sources(${target})
    endif()
endfunction()

# nine_includes_sources(<target>): g++ takes a source file that is included for a header, which must
# not keep a type to itself; here it may.
function(nine_includes_sources target)
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endfunction()

# nine_optimize(<target>): as OPTIMIZED above.
function(nine_optimize target)
    if(NOT NINE_SANITIZE)
        target_compile_options(${target} PRIVATE "$<$<CONFIG:Debug>:-O1;-g1>")
    endif()
endfunction()

# nine_add_program(<name> <source>...): a program that is compiled with nine_flags.
function(nine_add_program name)
    add_executable(${name} ${ARGN})
    target_link_libraries(${name} PRIVATE nine_flags)
endfunction()

# nine_add_objects(<name> <source>...): the same for objects that several programs share.
function(nine_add_objects name)
    add_library(${name} OBJECT ${ARGN})
    target_link_libraries(${name} PRIVATE nine_flags)
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
    # CMake precompiles headers only for a source file, so there is an empty one.
    file(CONFIGURE OUTPUT ${name}.cpp CONTENT "")
    nine_add_objects(${name} ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
    target_link_libraries(${name} PRIVATE ${target})
    target_precompile_headers(${name} PRIVATE ${ARGN})
    set_target_properties(${name} PROPERTIES NINE_TARGET ${target})
endfunction()

# Stops at a target of this project that is compiled without nine_flags: it would
# have no warnings, and no sanitizers.
function(nine_check_flags)
    set(folders ${PROJECT_SOURCE_DIR})
    while(folders)
        list(POP_FRONT folders folder)
        get_property(below DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
        list(APPEND folders ${below})
        get_property(targets DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
        foreach(target IN LISTS targets)
            get_target_property(type ${target} TYPE)
            get_target_property(linked ${target} LINK_LIBRARIES)
            if(NOT type MATCHES "INTERFACE|UTILITY" AND NOT "${linked}" MATCHES "nine_flags")
                message(FATAL_ERROR " ${target}, in ${folder}, is compiled without this project's flags.\n"
                    " What to do: make it with nine_add_library, nine_add_program or nine_add_objects,"
                    " or link it with nine_flags.")
            endif()
        endforeach()
    endwhile()
endfunction()

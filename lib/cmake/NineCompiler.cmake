# Which compilers are accepted, and the target nine_flags: how our own targets are compiled.

# Old compilers accept coroutines and then miscompile ordinary ones. A student
# who writes `if (co_await ready())` must not meet a compiler bug, so they are
# refused here. (A message that starts with a space is not re-wrapped by CMake.)
set(what_to_do "on Debian, run `make build` without CXX and the right compiler is installed and used;\
 elsewhere, run `make build CXX=...` with g++ 13, clang++ 16 or newer")
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
        message(FATAL_ERROR " g++ ${CMAKE_CXX_COMPILER_VERSION} is too old:\
 before 13 it silently miscompiles ordinary statements such as `if (co_await ready())`\
 (GCC bug PR 106188 and its family).\n What to do: ${what_to_do}.")
    endif()
elseif(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    # Apple counts its clang by Xcode's versions: 15 is LLVM's 16.
    if(CMAKE_CXX_COMPILER_ID STREQUAL "AppleClang")
        set(oldest 15)
    else()
        set(oldest 16)
    endif()
    if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS oldest)
        message(FATAL_ERROR " clang ${CMAKE_CXX_COMPILER_VERSION} is too old:\
 before ${oldest} its C++20 coroutines and source locations are incomplete.\n What to do: ${what_to_do}.")
    endif()
else()
    message(WARNING " ${CMAKE_CXX_COMPILER_ID} has never been tried here; g++ 13, clang++ 16 and newer have.")
endif()

# Every target of this project is linked with nine_flags, privately: see NineTargets.cmake.
# Projects that use the libraries get none of these flags.
add_library(nine_flags INTERFACE)
if(NOT PROJECT_IS_TOP_LEVEL)
    return()
endif()

# Debug information in every build: reports name the file and line of a call.
target_compile_options(nine_flags INTERFACE -Wall -Wextra -Wpedantic $<$<NOT:$<CONFIG:Debug>>:-g>)

# In a debug build the standard library also checks its arguments:
# front() of an empty vector stops the program and says so.
target_compile_definitions(nine_flags INTERFACE $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)

if(NINE_SANITIZE)
    # The first fault ends the program, so that no test can pass in spite of one.
    set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=all)
    target_compile_options(nine_flags INTERFACE ${sanitizers} -fno-omit-frame-pointer)
    target_link_options(nine_flags INTERFACE ${sanitizers})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # Under its sanitizers g++ warns about optionals and variants that are fine; its manual
        # advises against -Werror there.
        target_compile_options(nine_flags INTERFACE -Wno-maybe-uninitialized)
    endif()
endif()

if(NINE_SANITIZE_THREADS)
    target_compile_options(nine_flags INTERFACE -fsanitize=thread -fno-omit-frame-pointer)
    target_link_options(nine_flags INTERFACE -fsanitize=thread)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # Asio and the standard library have fences, which g++ says it cannot follow.
        target_compile_options(nine_flags INTERFACE -Wno-tsan)
    endif()
endif()

# An option that tells a sanitizer how to find the lines for its reports. By default Debian's clang
# looks for a symbolizer that comes only with another package.
find_program(NINE_ADDR2LINE addr2line)
if(NINE_ADDR2LINE)
    set(NINE_FINDS_LINES external_symbolizer_path=${NINE_ADDR2LINE})
else()
    set(NINE_FINDS_LINES allow_addr2line=1)
endif()

if(NINE_FUZZ)
    # Counts which branches an input takes, so that the fuzzers can choose.
    target_compile_options(nine_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# lld links several times faster than the default linker. Only clang is sure to find its own, and
# without it nothing is lost but time.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    include(CheckLinkerFlag)
    check_linker_flag(CXX -fuse-ld=lld NINE_HAS_LLD)
    if(NINE_HAS_LLD)
        target_link_options(nine_flags INTERFACE -fuse-ld=lld)
    endif()
endif()

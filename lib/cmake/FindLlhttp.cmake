# Finds llhttp, the parser of HTTP, and defines Llhttp::llhttp.
#
# Debian 13 has it as a library (libllhttp-dev). Debian 12 has only its three C
# files, in the package of the parser for Node (node-llhttp); they are compiled
# here.
find_path(Llhttp_INCLUDE_DIR llhttp.h PATH_SUFFIXES llhttp
    HINTS /usr/share/include)
find_library(Llhttp_LIBRARY llhttp)
find_path(Llhttp_SOURCE_DIR llhttp.c PATHS /usr/share/llhttp NO_DEFAULT_PATH)

if(Llhttp_INCLUDE_DIR)
    foreach(part MAJOR MINOR PATCH)
        file(STRINGS ${Llhttp_INCLUDE_DIR}/llhttp.h line REGEX "define LLHTTP_VERSION_${part} ")
        string(REGEX REPLACE ".* ([0-9]+).*" "\\1" Llhttp_${part} "${line}")
    endforeach()
    set(Llhttp_VERSION ${Llhttp_MAJOR}.${Llhttp_MINOR}.${Llhttp_PATCH})
endif()

if(NOT Llhttp_LIBRARY AND Llhttp_SOURCE_DIR)
    set(Llhttp_LIBRARY ${Llhttp_SOURCE_DIR})
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Llhttp
    REQUIRED_VARS Llhttp_LIBRARY Llhttp_INCLUDE_DIR VERSION_VAR Llhttp_VERSION)

if(Llhttp_FOUND AND NOT TARGET Llhttp::llhttp)
    if(Llhttp_LIBRARY STREQUAL Llhttp_SOURCE_DIR)
        # C is compiled by the C++ compiler's own twin: clang-19 for clang++-19. There may be no
        # other C compiler, and both must understand the sanitizers' flags.
        if(NOT DEFINED CMAKE_C_COMPILER)
            string(REGEX REPLACE "clang\\+\\+" "clang" twin ${CMAKE_CXX_COMPILER})
            string(REGEX REPLACE "g\\+\\+" "gcc" twin ${twin})
            set(CMAKE_C_COMPILER ${twin} CACHE FILEPATH "Compiles llhttp")
        endif()
        enable_language(C)
        add_library(llhttp_from_source OBJECT EXCLUDE_FROM_ALL
            ${Llhttp_SOURCE_DIR}/api.c ${Llhttp_SOURCE_DIR}/http.c ${Llhttp_SOURCE_DIR}/llhttp.c)
        target_include_directories(llhttp_from_source SYSTEM PUBLIC ${Llhttp_INCLUDE_DIR})
        target_link_libraries(llhttp_from_source PRIVATE nine_flags)
        target_compile_options(llhttp_from_source PRIVATE -O2 -w)
        add_library(Llhttp::llhttp ALIAS llhttp_from_source)
    else()
        add_library(Llhttp::llhttp UNKNOWN IMPORTED)
        set_target_properties(Llhttp::llhttp PROPERTIES
            IMPORTED_LOCATION ${Llhttp_LIBRARY}
            INTERFACE_INCLUDE_DIRECTORIES ${Llhttp_INCLUDE_DIR})
    endif()
endif()

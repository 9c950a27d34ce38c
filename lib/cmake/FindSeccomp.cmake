# Finds libseccomp, which asks the kernel to refuse system calls, and defines
# Seccomp::seccomp.

find_path(Seccomp_INCLUDE_DIR seccomp.h)
find_library(Seccomp_LIBRARY seccomp)

if(Seccomp_INCLUDE_DIR)
    foreach(part MAJOR MINOR MICRO)
        file(STRINGS ${Seccomp_INCLUDE_DIR}/seccomp.h line REGEX "define SCMP_VER_${part}[ \t]")
        string(REGEX REPLACE ".*[ \t]([0-9]+).*" "\\1" Seccomp_${part} "${line}")
    endforeach()
    set(Seccomp_VERSION ${Seccomp_MAJOR}.${Seccomp_MINOR}.${Seccomp_MICRO})
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Seccomp
    REQUIRED_VARS Seccomp_LIBRARY Seccomp_INCLUDE_DIR VERSION_VAR Seccomp_VERSION)
mark_as_advanced(Seccomp_INCLUDE_DIR Seccomp_LIBRARY)

if(Seccomp_FOUND AND NOT TARGET Seccomp::seccomp)
    add_library(Seccomp::seccomp UNKNOWN IMPORTED)
    set_target_properties(Seccomp::seccomp PROPERTIES
        IMPORTED_LOCATION ${Seccomp_LIBRARY}
        INTERFACE_INCLUDE_DIRECTORIES ${Seccomp_INCLUDE_DIR})
endif()

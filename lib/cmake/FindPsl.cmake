# Finds libpsl, which knows the public suffixes (com, co.uk, github.io), and defines
# Psl::psl.

find_path(Psl_INCLUDE_DIR libpsl.h)
find_library(Psl_LIBRARY psl)

if(Psl_INCLUDE_DIR)
    file(STRINGS ${Psl_INCLUDE_DIR}/libpsl.h line REGEX "define PSL_VERSION +\"")
    string(REGEX REPLACE ".*\"([0-9.]+)\".*" "\\1" Psl_VERSION "${line}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Psl
    REQUIRED_VARS Psl_LIBRARY Psl_INCLUDE_DIR VERSION_VAR Psl_VERSION)
mark_as_advanced(Psl_INCLUDE_DIR Psl_LIBRARY)

if(Psl_FOUND AND NOT TARGET Psl::psl)
    add_library(Psl::psl UNKNOWN IMPORTED)
    set_target_properties(Psl::psl PROPERTIES
        IMPORTED_LOCATION ${Psl_LIBRARY}
        INTERFACE_INCLUDE_DIRECTORIES ${Psl_INCLUDE_DIR})
endif()

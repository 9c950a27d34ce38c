# Finds utf8proc, which decodes UTF-8 and knows how wide characters are, and
# defines Utf8proc::utf8proc.

find_path(Utf8proc_INCLUDE_DIR utf8proc.h)
find_library(Utf8proc_LIBRARY utf8proc)

if(Utf8proc_INCLUDE_DIR)
    foreach(part MAJOR MINOR PATCH)
        file(STRINGS ${Utf8proc_INCLUDE_DIR}/utf8proc.h line REGEX "define UTF8PROC_VERSION_${part} ")
        string(REGEX REPLACE ".* ([0-9]+).*" "\\1" Utf8proc_${part} "${line}")
    endforeach()
    set(Utf8proc_VERSION ${Utf8proc_MAJOR}.${Utf8proc_MINOR}.${Utf8proc_PATCH})
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Utf8proc
    REQUIRED_VARS Utf8proc_LIBRARY Utf8proc_INCLUDE_DIR VERSION_VAR Utf8proc_VERSION)
mark_as_advanced(Utf8proc_INCLUDE_DIR Utf8proc_LIBRARY)

if(Utf8proc_FOUND AND NOT TARGET Utf8proc::utf8proc)
    add_library(Utf8proc::utf8proc UNKNOWN IMPORTED)
    set_target_properties(Utf8proc::utf8proc PROPERTIES
        IMPORTED_LOCATION ${Utf8proc_LIBRARY}
        INTERFACE_INCLUDE_DIRECTORIES ${Utf8proc_INCLUDE_DIR})
endif()

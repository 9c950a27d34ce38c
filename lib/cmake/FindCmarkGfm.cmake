# Finds cmark-gfm, which turns Markdown into HTML, with its extensions, and defines
# CmarkGfm::cmark_gfm.

find_path(CmarkGfm_INCLUDE_DIR cmark-gfm.h)
find_library(CmarkGfm_LIBRARY cmark-gfm)
find_library(CmarkGfm_EXTENSIONS cmark-gfm-extensions)

if(CmarkGfm_INCLUDE_DIR)
    file(STRINGS ${CmarkGfm_INCLUDE_DIR}/cmark-gfm_version.h line
        REGEX "define CMARK_GFM_VERSION_STRING ")
    string(REGEX REPLACE ".*\"([0-9.]+).*" "\\1" CmarkGfm_VERSION "${line}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(CmarkGfm
    REQUIRED_VARS CmarkGfm_LIBRARY CmarkGfm_EXTENSIONS CmarkGfm_INCLUDE_DIR
    VERSION_VAR CmarkGfm_VERSION)
mark_as_advanced(CmarkGfm_INCLUDE_DIR CmarkGfm_LIBRARY CmarkGfm_EXTENSIONS)

if(CmarkGfm_FOUND AND NOT TARGET CmarkGfm::cmark_gfm)
    add_library(CmarkGfm::cmark_gfm UNKNOWN IMPORTED)
    set_target_properties(CmarkGfm::cmark_gfm PROPERTIES
        IMPORTED_LOCATION ${CmarkGfm_LIBRARY}
        INTERFACE_INCLUDE_DIRECTORIES ${CmarkGfm_INCLUDE_DIR}
        INTERFACE_LINK_LIBRARIES ${CmarkGfm_EXTENSIONS})
endif()

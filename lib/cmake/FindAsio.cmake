# Finds Asio without Boost, which installs headers and nothing for CMake.
#
#   find_package(Asio 1.22)  ->  Asio_FOUND, Asio_VERSION and the target Asio::asio

find_path(Asio_INCLUDE_DIR asio/version.hpp)

# The header holds the version as one number: 102201 is 1.22.1.
if(Asio_INCLUDE_DIR)
    file(STRINGS ${Asio_INCLUDE_DIR}/asio/version.hpp line REGEX "define ASIO_VERSION +[0-9]+")
    string(REGEX REPLACE ".*ASIO_VERSION +([0-9]+).*" "\\1" number "${line}")
    math(EXPR major "${number} / 100000")
    math(EXPR minor "${number} / 100 % 1000")
    math(EXPR patch "${number} % 100")
    set(Asio_VERSION ${major}.${minor}.${patch})
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Asio REQUIRED_VARS Asio_INCLUDE_DIR VERSION_VAR Asio_VERSION)
mark_as_advanced(Asio_INCLUDE_DIR)

# Code that includes an Asio header must link this target: with other definitions the same Asio
# types would be laid out differently.
if(Asio_FOUND AND NOT TARGET Asio::asio)
    add_library(Asio::asio INTERFACE IMPORTED)
    target_include_directories(Asio::asio SYSTEM INTERFACE ${Asio_INCLUDE_DIR})
    target_compile_definitions(Asio::asio INTERFACE ASIO_STANDALONE ASIO_NO_DEPRECATED)
    target_link_libraries(Asio::asio INTERFACE Threads::Threads)
endif()

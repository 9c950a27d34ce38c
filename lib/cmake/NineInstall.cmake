# What `make install` puts where other projects find it:
#
#   find_package(aio)                           # the targets aio::aio and aio::http
#   pkg-config --cflags --libs aio_http         # the same without CMake
#
# The names on disk, libnine_aio.a and libnine_http.a, are not those of the targets:
# there is another libaio, the kernel's.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

function(nine_install)
    set(package ${CMAKE_INSTALL_LIBDIR}/cmake/aio)
    foreach(library aio http)
        set_target_properties(${library} PROPERTIES OUTPUT_NAME nine_${library})
        target_include_directories(${library} INTERFACE
            $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
        install(TARGETS ${library} EXPORT ${library} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
        install(EXPORT ${library} FILE ${library}.cmake NAMESPACE aio:: DESTINATION ${package})
        install(DIRECTORY ${PROJECT_SOURCE_DIR}/lib/${library}
            DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
    endforeach()
    # Where llhttp was built here it is part of libnine_http.a.
    set(llhttp "")
    if(NOT TARGET llhttp_from_source)
        set(llhttp Llhttp)
        install(FILES ${PROJECT_SOURCE_DIR}/lib/cmake/FindLlhttp.cmake DESTINATION ${package})
    endif()
    configure_file(${PROJECT_SOURCE_DIR}/lib/cmake/aioConfig.cmake.in aioConfig.cmake @ONLY)
    write_basic_package_version_file(aioConfigVersion.cmake COMPATIBILITY SameMajorVersion)
    install(FILES ${PROJECT_BINARY_DIR}/aioConfig.cmake ${PROJECT_BINARY_DIR}/aioConfigVersion.cmake
        DESTINATION ${package})
endfunction()

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
    # Where llhttp was built here it is part of libnine_http.a.
    set(llhttp "")
    set(link_llhttp "")
    if(NOT TARGET llhttp_from_source)
        set(llhttp Llhttp)
        set(link_llhttp -lllhttp)
        install(FILES ${PROJECT_SOURCE_DIR}/lib/cmake/FindLlhttp.cmake DESTINATION ${package})
    endif()
    install(FILES ${PROJECT_SOURCE_DIR}/lib/cmake/FindIdn2.cmake ${PROJECT_SOURCE_DIR}/lib/cmake/FindPsl.cmake
        DESTINATION ${package})
    nine_install_library(aio aio ${package})
    nine_install_library(aio_http http ${package})
    configure_file(${PROJECT_SOURCE_DIR}/lib/cmake/aioConfig.cmake.in aioConfig.cmake @ONLY)
    write_basic_package_version_file(aioConfigVersion.cmake COMPATIBILITY SameMajorVersion)
    install(FILES ${PROJECT_BINARY_DIR}/aioConfig.cmake ${PROJECT_BINARY_DIR}/aioConfigVersion.cmake
        DESTINATION ${package})
endfunction()

# The library of the folder lib/<folder>: itself, its headers, and aio::<folder>.
function(nine_install_library target folder package)
    set_target_properties(${target} PROPERTIES OUTPUT_NAME nine_${folder} EXPORT_NAME ${folder})
    target_include_directories(${target} INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
    install(TARGETS ${target} EXPORT ${folder} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
    install(EXPORT ${folder} FILE ${folder}.cmake NAMESPACE aio:: DESTINATION ${package})
    install(DIRECTORY ${PROJECT_SOURCE_DIR}/lib/${folder}
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
    file(RELATIVE_PATH prefix_from_here /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
    configure_file(${PROJECT_SOURCE_DIR}/lib/cmake/${target}.pc.in ${target}.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/${target}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()

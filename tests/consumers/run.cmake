# Run by ctest, see CMakeLists.txt: builds the project in the folder HOW, and runs it.

# Runs a command, and stops with all that it printed if it fails.
function(run)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE text ERROR_VARIABLE text)
    if(NOT status EQUAL 0)
        message(FATAL_ERROR "${HOW}: ${ARGN}\nended with ${status}, and said:\n${text}")
    endif()
    set(text "${text}" PARENT_SCOPE)
endfunction()

set(folder ${NINE_BUILD_DIR}/consumers/${HOW})
file(REMOVE_RECURSE ${folder})
if(HOW MATCHES "find_package|pkg_config|from_an_empty_folder")
    run(${CMAKE_COMMAND} --install ${NINE_BUILD_DIR} --prefix ${folder}/prefix)
endif()
run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/${HOW} -B ${folder}/build -G ${GENERATOR}
    -D CMAKE_CXX_COMPILER=${COMPILER}
    -D CMAKE_PREFIX_PATH=${folder}/prefix
    -D NINE_SOURCE_DIR=${NINE_SOURCE_DIR})
run(${CMAKE_COMMAND} --build ${folder}/build)

foreach(program "main:3 s" "http:refused" "mine:nine\nand three")
    string(REPLACE ":" ";" program ${program})
    list(POP_FRONT program name expected)
    if(EXISTS ${folder}/build/${name})
        run(${folder}/build/${name})
        if(NOT text STREQUAL "${expected}\n")
            message(FATAL_ERROR "${HOW}: ${name} said \"${text}\" and not \"${expected}\"")
        endif()
    endif()
endforeach()

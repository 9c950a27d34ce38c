# The third-party libraries, all of them Debian packages. Each is looked for once, here, so that a
# missing one gives one clear line.

# nine_find(<CMake's name> <oldest version> <Debian package>)
macro(nine_find name version package)
    find_package(${name} ${version} QUIET)
    if(NOT ${name}_FOUND)
        message(FATAL_ERROR " ${name} ${version} or newer is missing: run `make install-deps`,\
 or install the Debian package ${package} (apt-get install ${package}).")
    endif()
endmacro()

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

# For the libraries that other projects can use, too.
nine_find(Asio 1.22 libasio-dev)                   # Asio::asio: inside the event loop
if(PROJECT_IS_TOP_LEVEL OR NINE_HTTP)
    nine_find(Llhttp 8 "libllhttp-dev (Debian 13) or node-llhttp (Debian 12)")
    nine_find(OpenSSL 3 libssl-dev)                # OpenSSL::SSL: https
    nine_find(ZLIB 1.2 zlib1g-dev)                 # ZLIB::ZLIB: packed bodies
    nine_find(uriparser 0.9 liburiparser-dev)      # uriparser::uriparser: URLs
    nine_find(Idn2 2.3 libidn2-dev)                # Idn2::idn2: host names beyond ASCII
    nine_find(Psl 0.21 libpsl-dev)                 # Psl::psl: which cookies may go where
    nine_find(nlohmann_json 3.11 nlohmann-json3-dev)   # nlohmann_json::nlohmann_json: JSON
endif()
if(NOT PROJECT_IS_TOP_LEVEL)
    return()
endif()

# For the lessons, the coach, the tests.
nine_find(fmt 9 libfmt-dev)                        # fmt::fmt: formatted output
nine_find(Utf8proc 2.8 libutf8proc-dev)            # Utf8proc::utf8proc: how wide characters are
nine_find(CLI11 2.1 libcli11-dev)                  # CLI11::CLI11: command lines
nine_find(doctest 2.4 doctest-dev)                 # doctest::doctest: the tests, the checks
nine_find(Seccomp 2.5 libseccomp-dev)              # Seccomp::seccomp: confines strangers' programs
nine_find(CmarkGfm 0.29 "libcmark-gfm-dev and libcmark-gfm-extensions-dev")  # CmarkGfm::cmark_gfm: Markdown in the book

// own_program: runs a program that the coach has compiled to a plug-in, as it compiles an exercise:
// one file with precompiled headers, linked with nothing, since the libraries are in here.
//
//   own_program mine.so [its flags]
//
// Its main() is called from this one. C++ does not allow a call of main by its name; this one is
// found by the loader, in another file, and is a function like any other. An exception that leaves
// it is told in one line. After a crash, mine.so.calls says where it was: see crash_calls.hpp.
#include <check/demangled.hpp>
#include <check/host/crash_calls.hpp>

#include <aio/extend.hpp>

#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>

#include <cxxabi.h>
#include <dlfcn.h>

namespace {

// `int main()` is called like `int main(int, char**)`, as the system does: arguments that are
// passed and not taken do no harm. UndefinedBehaviorSanitizer objects.
__attribute__((no_sanitize("undefined"))) int call_main(void* main, int argc, char** argv) {
    return reinterpret_cast<int (*)(int, char**)>(main)(argc, argv);
}

// "std::runtime_error", of the exception that is being handled.
std::string type_of_exception() {
    const std::type_info* type = abi::__cxa_current_exception_type();
    return type ? check::demangled(type->name()) : "of an unknown type";
}

// In a handler. Without this one the runtime would abort the program.
int tell_uncaught(const std::string& name) {
    const std::exception_ptr error = std::current_exception();
    std::fflush(stdout);
    if (aio::extend::is_cancelled_error(error)) {
        // By Ctrl-C, nearly always: it ends by the signal, as a shell expects.
        std::fprintf(stderr, "%s: main was cancelled\n", name.c_str());
        std::signal(SIGINT, SIG_DFL);
        std::raise(SIGINT);
        return 130;
    }
    std::fprintf(stderr, "%s: the program failed with an exception that nobody caught (%s): %s\n",
                 name.c_str(), type_of_exception().c_str(), aio::extend::error_text(error).c_str());
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(
            stderr,
            "own_program: which program? It is meant to be used through `./coach run mine.cpp`\n");
        return 2;
    }
    void* program = dlopen(argv[1], RTLD_NOW | RTLD_GLOBAL);
    if (!program) {
        std::fprintf(stderr, "own_program: %s\n", dlerror());
        return 1;
    }
    void* its_main = dlsym(program, "main");
    if (!its_main) {
        std::fprintf(stderr,
                     "The file has no main function. A program begins with one:\n\n"
                     "    int main() { aio::run(breakfast()); }\n");
        return 1;
    }
    check::note_calls_of_crash(its_main, argv[1] + std::string(".calls"));
    try {
        return call_main(its_main, argc - 1, argv + 1);
    } catch (...) {
        return tell_uncaught(std::filesystem::path(argv[1]).stem().string());
    }
}

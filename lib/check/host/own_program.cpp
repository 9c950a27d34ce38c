// own_program: runs a program that the coach has compiled to a plug-in, as it compiles an exercise:
// one file with precompiled headers, linked with nothing, since the libraries are in here.
//
//   own_program program.so [its flags]
//
// Its main() is called from this one. C++ does not allow a call of main by its name; this one is
// found by the loader, in another file, and is a function like any other.
#include <cstdio>

#include <dlfcn.h>

namespace {

// `int main()` is called like `int main(int, char**)`, as the system does: arguments that are
// passed and not taken do no harm. UndefinedBehaviorSanitizer objects.
__attribute__((no_sanitize("undefined"))) int call_main(void* main, int argc, char** argv) {
    return reinterpret_cast<int (*)(int, char**)>(main)(argc, argv);
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
    return call_main(its_main, argc - 1, argv + 1);
}

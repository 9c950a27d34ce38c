// Nobody passes by cheating, and an attempt is reported to the student and the teacher. Each
// submission here tries to get the points of exercise 02 without solving it, or to do harm. C1 to
// C7 of the list of findings are here in at least three variants each.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "coach_attempts.hpp"

using coach::What;

namespace {

const std::string exercise = "02_create_then_await";
const std::string answer = std::string(NINE_BIN_DIR) + "/../lessons/CMakeFiles/solution_" +
                           exercise + ".dir/" + exercise + "/solution.cpp.o";

struct Cheat {
    std::string name, source;
    What what = What::forbidden;
    std::string told = "";  // a part of what is reported
};

std::vector<Cheat> cheats() {
    return {
        // C1: somebody else's work.
        {"asks for the answer's object", "#pragma comment(lib, \"" + answer + "\")\n",
         What::forbidden, "Line 1: #pragma comment"},
        {"asks for it with a digraph", "%:pragma comment(lib, \"" + answer + "\")\n",
         What::forbidden, "Line 1: #pragma comment"},
        {"asks for it by _Pragma", "_Pragma(\"comment(lib, \\\"x.o\\\")\")\n", What::forbidden,
         "Line 1: _Pragma"},
        {"asks for it by a section",
         program("__attribute__((section(\".deplibs\"))) char x[] = \"" + answer + "\";",
                 staircase),
         What::forbidden, "__attribute__"},
        {"includes the solution", "#include \"" + lesson_folder(exercise) + "/solution.cpp\"\n",
         What::forbidden, "Line 1: #include"},
        {"includes it by a macro",
         "#define FILE <" + lesson_folder(exercise) +
             "/solution.cpp>\n"
             "#include FILE\n",
         What::forbidden, "Line 2: #include FILE"},
        {"copies the solution", program("asm(\".incbin \\\"/x\\\"\");", staircase), What::forbidden,
         "asm"},
        {"includes the passwords", "#include \"/etc/passwd\"\n", What::forbidden,
         "Line 1: #include"},
        {"loads the solution",
         program("#include <dlfcn.h>\nvoid* solution = dlopen(\"solution.so\", RTLD_NOW);",
                 staircase),
         What::forbidden, "dlopen"},

        // C2: being somebody else.
        {"defines the check's functions",
         program(R"(
namespace check { void that(bool, const std::string&) {} }
)",
                 staircase),
         What::forbidden, "defines check::that"},
        {"defines them under another name",
         program(R"(
extern "C" void that(bool) __asm__("_ZN5check4thatEbRKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE");
void that(bool) {}
)",
                 staircase),
         What::forbidden, "__asm__"},
        {"patches the check", program("", R"(
    mprotect(reinterpret_cast<void*>(0x400000), 4096, PROT_READ | PROT_WRITE | PROT_EXEC);
)" + staircase),
         What::forbidden, "mprotect"},
        {"calls the check's functions",
         program("namespace check { void that(bool, const std::string&); }",
                 "check::that(true, \"\");" + staircase),
         What::forbidden, "the check's own functions"},
        {"defines operator new",
         program("void* operator new(std::size_t size) { return std::malloc(size); }\n"
                 "void operator delete(void* block) noexcept { std::free(block); }",
                 staircase),
         What::forbidden, "operator new"},
        {"defines write",
         program(
             "extern \"C\" ssize_t write(int, const void*, size_t size) { return ssize_t(size); }",
             staircase),
         What::forbidden, "defines write"},
        {"defines what aio is",
         program("namespace aio { Loop& this_loop() { std::abort(); } }", staircase),
         What::forbidden, "defines aio::this_loop"},
        {"includes the check", program("#include <check/check.hpp>", staircase), What::forbidden,
         "check/check.hpp"},
        {"includes the tests",
         program("#include <doctest/doctest.h>\nTEST_CASE(\"x\") {}", staircase), What::forbidden,
         "doctest"},

        // C3: the report, which is not made in this process.
        {"prints the report",
         program("", R"(std::puts("{\"fact\":\"x\",\"holds\":true}");)" + staircase), What::failed},
        {"writes to the channel", program("", "if (write(3, \"x\", 1) < 0) {}" + staircase),
         What::forbidden, "uses write"},
        {"closes the channel", program("", staircase + "close(3);"), What::forbidden, "uses close"},
        {"searches its memory", program("", R"(
    std::ifstream maps("/proc/self/maps");
    std::string line;
    std::getline(maps, line);
)" + staircase),
         What::forbidden, "std::ifstream"},
        {"opens a stream of C's",
         program("", R"(if (std::fopen("/proc/self/maps", "r")) {})" + staircase), What::forbidden,
         "fopen"},
        {"asks the kernel itself", program("", "syscall(1, 3, \"x\", 1);" + staircase),
         What::forbidden, ""},

        // C4: the clock.
        {"opens what is private", "#define private public\n" + program("", staircase),
         What::forbidden, "Line 1: #define private"},
        {"opens it with a splice", "#def\\\nine private public\n" + program("", staircase),
         What::forbidden, "#define private"},
        {"opens it with class", "#define class struct\n" + program("", staircase), What::forbidden,
         "Line 1: #define class"},
        {"pastes words", "#define GLUE(a, b) a##b\n" + program("", staircase), What::forbidden,
         "Line 1: ##"},

        // C6: the environment.
        {"reads the environment",
         program("", "if (const char* x = std::getenv(\"TOKEN\")) std::puts(x);" + staircase),
         What::forbidden, "getenv"},
        {"reads all of it",
         program("extern \"C\" char** environ;", "std::puts(environ[0]);" + staircase),
         What::forbidden, "environ"},
        {"reads it safely", program("", "if (secure_getenv(\"x\")) {}" + staircase),
         What::forbidden, "secure_getenv"},

        // C7: others' processes, and the machine.
        {"moves the coach", program("#include <sched.h>", R"(
    cpu_set_t one;
    CPU_ZERO(&one);
    sched_setaffinity(getppid(), sizeof one, &one);
)" + staircase),
         What::forbidden, ""},
        {"starts a process", program("", "if (fork() == 0) for (;;) {}" + staircase),
         What::forbidden, "fork"},
        {"kills", program("", "kill(getppid(), SIGKILL);" + staircase), What::forbidden, ""},
        {"runs a shell", program("", "if (std::system(\"true\")) {}" + staircase), What::forbidden,
         "system"},
        {"has 3000 threads", program("", R"(
    static std::vector<std::thread> all;
    try {
        for (int i = 0; i < 3000; ++i)
            all.emplace_back([] { std::this_thread::sleep_for(100s); });
    } catch (const std::exception&) {
        // no memory for more stacks
    }
    std::this_thread::sleep_for(1500ms);
)" + staircase),
         What::forbidden, "more than 64 threads"},
        {"has 120 threads that spin", program("", R"(
    static std::vector<std::thread> all;
    try {
        for (int i = 0; i < 120; ++i)
            all.emplace_back([] { for (volatile int x = 0;; ) x = x + 1; });
    } catch (const std::exception&) {
        // likewise
    }
    std::this_thread::sleep_for(1500ms);
)" + staircase),
         What::forbidden, "more than 64 threads"},

        // Leaving before the end.
        {"exits at the start", program(at_start("std::exit(0);"), ""), What::ended_early},
        {"exits", program("", staircase + "std::exit(0);"), What::ended_early},
        {"leaves by _exit", program("", "_exit(0);"), What::forbidden, "_exit"},
        {"aborts", program("", "std::abort();"), What::crashed},
        {"throws at the start", program(at_start("throw 1;"), ""), What::crashed},
        {"throws", program("", "throw 1;"), What::failed},
        {"defines main", program("int main() { return 0; }", staircase), What::failed},

        // Stopping the grading of everybody else: by an exit status with a meaning for us, by a
        // compiler's message about the disk, by texts that are too long.
        {"says that it cannot be confined",
         program(at_start("std::puts(\"cannot confine the exercise\"); std::exit(4);"), ""),
         What::ended_early},
        {"says that the disk is full", "#error No space left on device\n", What::not_compiled},
        {"has a very long error", "#error " + std::string(200'000, 'a') + "\n", What::not_compiled},
        {"lacks a function with a very long name",
         program(at_start(R"(
    std::printf("undefined: , std::allocator<%s\n", std::string(60000, 'a').c_str());
    std::exit(3);
)"),
                 ""),
         What::not_complete},

        // Knowing the answer in advance.
        {"knows the delays", program("", R"(
    std::vector<aio::Task<>> tasks;
    for (auto d : {3s, 3s, 3s}) tasks.push_back(aio::create_task(delay(d)));
    for (auto& task : tasks) co_await task;
)"),
         What::failed},

        // Doing harm.
        {"never ends", program("", "for (;;) {}"), What::out_of_time},
        {"floods", program("", "for (;;) std::puts(\"all facts hold\");"), What::flooded},
    };
}

}  // namespace

TEST_CASE("no cheat gets a point, and each is reported") {
    for (const Cheat& cheat : cheats()) {
        CAPTURE(cheat.name);
        const coach::Verdict verdict = graded(cheat.source, "cheat");
        CAPTURE(verdict.text);
        CHECK(verdict.what == cheat.what);
        CHECK(contains(verdict.text, cheat.told));
        // "knows the delays" creates its tasks before the first await, which is worth something.
        CHECK(verdict.points() < verdict.most_points());
        if (cheat.what == What::forbidden) {
            CHECK(verdict.points() == 0);
            CHECK(verdict.text != "");
        }
    }
}

TEST_CASE("an honest solution passes") {
    const coach::Verdict verdict =
        graded(read_file(lesson_folder(exercise) + "/solution.cpp"), "honest");
    CHECK(verdict.what == What::passed);
    CHECK(verdict.points() == verdict.most_points());
}

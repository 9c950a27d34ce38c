// Nobody passes by deceit. Each submission here tries to get the points of exercise
// 02 without solving it, or to do harm; all are graded in one run of `coach grade`.
#include <doctest/doctest.h>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "coach_class.hpp"

#include <process/fence.hpp>

namespace {

const std::string exercise = "02_create_then_await";

// One delay after another: what every cheat does that has to do something.
const std::string staircase = R"(
    for (aio::duration d : delays) co_await aio::create_task(delay(d));
)";

// A submission: what stands before the coroutine, and what is in it.
std::string program(const std::string& before, const std::string& body) {
    return R"(
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cerrno>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <aio/aio.hpp>
#include <lesson/lesson.hpp>
using namespace std::chrono_literals;

aio::Coroutine<> delay(aio::duration d) { co_await aio::sleep(d); }
)" + before +
           "\naio::Coroutine<> all_delays(std::vector<aio::duration> delays) {\n" + body +
           "    co_return;\n}\n";
}

// What check_exercise reports of a solution, but for the word before each line.
const std::string the_report = R"RAW(
const char* const facts[] = {"every delay is a task of its own",
    "all tasks are created before the first await", "when it ends, every task has ended",
    "the total is the longest delay, not the sum", "one delay or eight, it is all the same"};
void report_to(int file, std::string word) {
    std::string text = word + "{\"facts\":[";
    for (int i = 0; i < 5; ++i) text += (i ? ",\"" : "\"") + std::string(facts[i]) + "\"";
    text += "],\"seed\":1}\n";
    for (const char* fact : facts) {
        text += word + "{\"begins\":\"" + fact + "\"}\n";
        text += word + "{\"fact\":\"" + fact + "\",\"holds\":true,\"says\":[],\"seconds\":0}\n";
    }
    text += word + "{\"ends\":true}\n";
    if (write(file, text.data(), text.size()) < 0) {}
}
)RAW";

std::string at_start(const std::string& code) {
    return the_report + "\nconst bool cheated = [] {\n" + code + "\nreturn true;\n}();\n";
}

struct Cheat {
    std::string name, source, verdict;
};

// Points that the work itself deserves are no deceit: two of the five facts hold
// for the exercise as shipped.
const std::vector<Cheat>& cheats() {
    static const std::vector<Cheat> all{
        // VerdictText the coach what it wants to hear.
        {"prints the report",
         program(at_start("report_to(1, {}); report_to(2, {}); _exit(0);"), {}), "ended_early"},
        {"writes to the channel", program(at_start("report_to(3, {}); _exit(0);"), {}),
         "ended_early"},
        {"guesses the word",
         program(at_start("for (const char* word : {\" \", \"0 \", \"word \", \"secret \"})"
                          " report_to(3, word); _exit(0);"),
                 {}),
         "ended_early"},
        {"asks stdin for the word",
         program(at_start("char word[64] = {}; const auto n = read(0, word, sizeof word);"
                          "report_to(3, std::string(word, n > 0 ? n : 0)); _exit(0);"),
                 {}),
         "ended_early"},
        {"adds to the report", program(the_report, staircase + "report_to(3, {});"), "ended_early"},
        {"listens in on the channel", program(the_report, R"(
    static int ours[2], theirs = -1;
    if (theirs < 0) {
        if (pipe(ours) != 0) abort();
        theirs = dup(3);
        dup2(ours[1], 3);
    } else {
        char line[4096];
        const auto n = read(ours[0], line, sizeof line);
        const std::string text(line, n);
        report_to(theirs, text.substr(0, text.find('{')));
        _exit(0);
    }
)"),
         "ended_early"},
        {"closes the channel", program({}, staircase + "close(3);"), "ended_early"},

        // Leaving before the end.
        {"exits at the start", program(at_start("std::exit(0);"), {}), "ended_early"},
        {"exits", program({}, staircase + "std::exit(0);"), "ended_early"},
        {"leaves by _exit", program({}, "_exit(0);"), "ended_early"},
        {"leaves by quick_exit", program({}, "std::quick_exit(0);"), "ended_early"},
        {"aborts at the start", program(at_start("std::abort();"), {}), "crashed"},
        {"aborts", program({}, "std::abort();"), "crashed"},
        {"throws at the start", program(at_start("throw 1;"), {}), "crashed"},
        {"throws", program({}, "throw 1;"), "failed"},
        {"changes the status at the end",
         program("const int handler = std::atexit([] { _exit(0); });"
                 "struct Last { ~Last() { _exit(0); } } last;",
                 staircase),
         "failed"},

        // Being somebody else.
        {"defines main", program("int main() { return 0; }", staircase), "failed"},
        {"defines the check's functions",
         program(R"(
namespace check {
void that(bool, const std::string&) {}
void require(bool, const std::string&) {}
std::vector<aio::duration> delays(int) { return {}; }
aio::duration longest(const std::vector<aio::duration>&) { return 44s; }
}
// Whatever the check compares, it is equal: std::chrono's operator== for nanoseconds.
extern "C" __attribute__((used)) bool equal(const void*, const void*) asm(
    "_ZNSt6chronoeqIlSt5ratioILl1ELl1000000000EElS2_EEbRKNS_8durationIT_T0_EERKNS3_IT1_T2_EE");
extern "C" bool equal(const void*, const void*) { return true; }
namespace timeline { struct Record; int created_before_first_await(const Record&) { return 4; } }
void* operator new(std::size_t size) { return std::malloc(size); }
void operator delete(void* block) noexcept { std::free(block); }
)",
                 staircase),
         "failed"},
        {"includes the check", program("#include <check/check.hpp>", staircase), "forbidden"},
        {"includes the tests",
         program("#include <doctest/doctest.h>\nTEST_CASE(\"x\") {}", staircase), "forbidden"},
        {"includes the solution", "#include \"" + lesson_folder(exercise) + "/solution.cpp\"\n",
         "forbidden"},

        {"loads the solution",
         program("#include <dlfcn.h>\nvoid* solution = dlopen(\"" + std::string(NINE_BIN_DIR) +
                     "/../checks/answers/" + exercise + "/solution.so\", RTLD_NOW);",
                 staircase),
         "forbidden"},
        {"empties the tests",
         program("int& registered() asm(\"_ZN7doctest6detail18getRegisteredTestsEv\");",
                 "registered() = 0;" + staircase),
         "forbidden"},
        // Without Landlock the compiler reads it, and says what it cannot understand.
        {"includes the passwords", "#include \"/etc/passwd\"\n", "forbidden, or not_compiled"},
        {"copies the solution",
         program("asm(\".data\\n.incbin \\\"" + lesson_folder(exercise) +
                     "/solution.cpp\\\"\\n.text\");",
                 staircase),
         "not_compiled, or failed"},

        // Knowing the answer beforehand.
        {"knows the delays", program({}, R"(
    std::vector<aio::Task<>> tasks;
    for (auto d : {3s, 3s, 3s}) tasks.push_back(aio::create_task(delay(d)));
    for (auto& task : tasks) co_await task;
)"),
         "failed"},
        {"sleeps itself", program({}, R"(
    aio::duration longest{};
    for (aio::duration d : delays) longest = std::max(longest, d);
    co_await aio::sleep(longest);
)"),
         "failed"},

        // Doing harm.
        {"never ends", program({}, "for (;;) pause();"), "out_of_time"},
        {"never ends, in simulated time", program({}, "while (true) co_await aio::sleep(1s);"),
         "out_of_time"},
        {"floods", program({}, "for (;;) std::puts(\"all facts hold\");"), "flooded"},
        {"takes all memory", program({}, R"(
    static std::vector<std::unique_ptr<char[]>> all;
    for (;;) all.emplace_back(new char[64 << 20]);
)"),
         "failed, or, by AddressSanitizer, ended_early"},
        {"fills the disk", program("asm(\".data\\n.fill 0x40000000, 1, 1\\n.text\");", staircase),
         "not_compiled"},
        {"breaks out",
         program(R"(
const char* file = "FOLDER/written";
void tries(const char* what, bool succeeded) {
    std::printf("%s: %s\n", what, succeeded ? "ALLOWED" : std::strerror(errno));
}
)",
                 R"(
    int forks = 0;
    for (int i = 0; i < 100; ++i) {
        const pid_t child = fork();
        if (child == 0) for (;;) pause();
        forks += child > 0;
    }
    tries("fork", forks > 0);
    tries("run", std::system("true") == 0);
    char shell[] = "/bin/true", *args[] = {shell, nullptr};
    tries("exec", execv(shell, args) == 0);
    tries("kill", kill(getppid(), SIGKILL) == 0);
    tries("kill all", kill(-1, SIGKILL) == 0);
    tries("trace", ptrace(PTRACE_ATTACH, getppid(), nullptr, nullptr) == 0);
    tries("leave the group", setpgid(0, getpgid(getppid())) == 0);
    const std::string memory = "/proc/" + std::to_string(getppid()) + "/mem";
    tries("read the coach", open(memory.c_str(), O_RDONLY) >= 0);
    if (FENCED) tries("read a neighbour's", open("FOLDER/there", O_RDONLY) >= 0);
    if (FENCED) tries("read the passwords", open("/etc/passwd", O_RDONLY) >= 0);
    tries("make a file", open(file, O_WRONLY | O_CREAT, 0600) >= 0);
    tries("make a stream", std::ofstream(file).is_open());
    tries("open to write", open("FOLDER/there", O_RDWR) >= 0);
    tries("remove", unlink("FOLDER/there") == 0);
    tries("rename", rename("FOLDER/there", file) == 0);
    tries("make a folder", mkdir(file, 0700) == 0);
    tries("link", symlink("FOLDER/there", file) == 0);
    tries("chmod", chmod("FOLDER/there", 0777) == 0);
    tries("truncate", truncate("FOLDER/there", 0) == 0);
    tries("internet", socket(AF_INET, SOCK_STREAM, 0) >= 0);
    tries("internet 6", socket(AF_INET6, SOCK_DGRAM, 0) >= 0);
    tries("local socket", socket(AF_UNIX, SOCK_STREAM, 0) >= 0);
    tries("shared memory", shmget(IPC_PRIVATE, 4096, 0600) >= 0);
    tries("memory file", memfd_create("x", 0) >= 0);
    const rlimit more{RLIM_INFINITY, RLIM_INFINITY};
    tries("limits", setrlimit(RLIMIT_AS, &more) == 0);

    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) std::puts("no pair of sockets");
    bool ran = false;
    std::thread([&] { ran = true; tries("thread", socket(AF_INET, SOCK_STREAM, 0) >= 0); }).join();
    if (!ran) std::puts("no threads");
    std::puts("all tried");
)" + staircase),
         "failed"},
    };
    return all;
}

std::string with_folder(std::string text, const std::string& folder) {
    for (const auto& [mark, word] : {std::pair<std::string, std::string>{"FOLDER", folder},
                                     {"FENCED", process::has_fences() ? "true" : "false"}})
        for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at))
            text.replace(at, mark.size(), word);
    return text;
}

// Graded once, for all cases.
struct Cheaters {
    Class students{"coach_cheats"};
    Graded graded;

    Cheaters() {
        const std::string solution = read_file(lesson_folder(exercise) + "/solution.cpp");
        students.hand_in("honest", exercise + "/exercise.cpp", solution);
        students.hand_in("edits the check", exercise + "/exercise.cpp",
                         read_file(lesson_folder(exercise) + "/exercise.cpp"));
        students.hand_in("edits the check", exercise + "/check.cpp", "// nothing to check\n");
        std::ofstream(students.folder() / "there") << "untouched";
        for (const Cheat& cheat : cheats())
            students.hand_in(cheat.name, "02.cpp",
                             with_folder(cheat.source, students.folder().string()));
        graded = students.grade();
    }
};

const Cheaters& cheaters() {
    static const Cheaters all;
    return all;
}

}  // namespace

TEST_CASE("an honest solution passes") {
    const Grade grade = cheaters().graded.of("honest");
    CHECK(grade.verdict == "passed");
    CHECK(grade.points == grade.of);
    CHECK(cheaters().graded.run.status == 1);
}

TEST_CASE("no cheat passes, and each is called what it is") {
    for (const Cheat& cheat : cheats()) {
        const Grade grade = cheaters().graded.of(cheat.name);
        CAPTURE(cheat.name);
        CAPTURE(grade.sentence);
        CHECK(contains(cheat.verdict, grade.verdict));
        CHECK(grade.points != grade.of);
    }
}

TEST_CASE("what a submission defines is not called by the check") {
    const Graded& graded = cheaters().graded;
    CHECK(graded.of("defines the check's functions").points == graded.of("edits the check").points);
}

TEST_CASE("a check in the submission is not used, and is mentioned") {
    CHECK(cheaters().graded.of("edits the check").verdict == "failed");
    CHECK(contains(cheaters().graded.run.out, "edits the check/" + exercise + "/check.cpp"));
}

TEST_CASE("a submission cannot start processes, write files, or reach the network") {
    const std::string printed = cheaters().graded.printed_by("breaks out");
    CAPTURE(printed);
    CHECK_FALSE(contains(printed, "ALLOWED"));
    CHECK_FALSE(contains(printed, "no pair of sockets"));
    CHECK_FALSE(contains(printed, "no threads"));
    CHECK(contains(printed, "all tried"));
    const auto folder = cheaters().students.folder();
    CHECK_FALSE(std::filesystem::exists(folder / "written"));
    CHECK(read_file(folder / "there") == "untouched");
}

// As in a container that forbids it: for this thread, and what it starts, there is
// no seccomp.
TEST_CASE("where the kernel cannot confine them, no submission runs") {
    const Class students("coach_cheats_unconfined");
    students.hand_in("ada", "02.cpp", read_file(lesson_folder(exercise) + "/solution.cpp"));
    Graded graded;
    std::thread([&] {
        sock_filter steps[] = {
            BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_seccomp, 0, 1),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        };
        const sock_fprog filter{std::size(steps), steps};
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0) graded = students.grade();
    }).join();
    CAPTURE(graded.run.err);
    CHECK(graded.run.status == 2);
    CHECK(graded.run.out.empty());
    CHECK(count_lines(graded.run.err) == 1);
    CHECK(contains(graded.run.err, "cannot confine the exercise"));
}

TEST_CASE("a workshop's owner is told that an exercise is no place for tests") {
    const std::string workshop = scratch("coach_cheats_workshop").string();
    REQUIRE(run_program({NINE_BIN_DIR "/coach", "init", workshop}).status == 0);
    std::ofstream(workshop + "/" + exercise + "/exercise.cpp")
        << program("#include <doctest/doctest.h>\nTEST_CASE(\"when it ends\") {}", staircase);
    const Outcome check =
        run_program({NINE_BIN_DIR "/coach", "check", "02", "--workshop", workshop});
    CHECK(check.status == 1);
    CHECK(contains(check.out, "includes /usr/include/doctest/doctest.h"));
}

// Code that the screen refuses would gain nothing where it runs, either: the runner has only its
// pipe, and nobody asks it whether a fact holds. These submissions are not screened.
#include <doctest/doctest.h>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

#include "coach_attempts.hpp"
#include "coach_class.hpp"

#include <coach/mistake.hpp>
#include <process/fence.hpp>

using coach::What;

namespace {

coach::Verdict behind_the_screen(const std::string& source) {
    return graded(source, "behind", false);
}

std::string with(std::string text, const std::string& mark, const std::string& word) {
    for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at + word.size()))
        text.replace(at, mark.size(), word);
    return text;
}

// Runs `code` only the first time.
std::string once(const std::string& code) {
    return "static bool done = false;\nif (!std::exchange(done, true)) {\n" + code + "}\n";
}

const std::string tries = R"(
void tries(const char* what, bool succeeded) {
    std::printf("%s: %s\n", what, succeeded ? "ALLOWED" : std::strerror(errno));
}
)";

}  // namespace

TEST_CASE("a runner that claims that all facts hold gains nothing by it") {
    const std::string claim = R"RAW(
    const std::string text =
        "{\"fact\":\"all tasks are created before the first await\",\"holds\":true,\"says\":[]}\n"
        "{\"ends\":true}\n";
    if (write(3, text.data(), text.size()) < 0) {}
)RAW";
    for (const std::string& source :
         {program("", once(claim) + staircase), program("", claim + "_exit(0);"),
          program(at_start(claim + "_exit(0);"), staircase),
          program("", once("if (write(1, \"{}\", 2) < 0) {}") + claim + "_exit(0);")}) {
        const coach::Verdict verdict = behind_the_screen(source);
        CAPTURE(verdict.text);
        CHECK(verdict.what == What::forbidden);
        CHECK(verdict.points() == 0);
        CHECK(contains(verdict.text, "cannot have happened"));
    }
}

TEST_CASE("a runner with a patched check believes that all facts hold, and nobody asks it") {
    const coach::Verdict verdict = behind_the_screen(program(
        R"(
namespace check {
void that(bool, const std::string&);
void require(bool, const std::string&);
}
void make_it_return(void (*function)(bool, const std::string&)) {
    auto* code = reinterpret_cast<unsigned char*>(function);
    const auto page = reinterpret_cast<unsigned long>(code) & ~4095UL;
    if (mprotect(reinterpret_cast<void*>(page), 8192, PROT_READ | PROT_WRITE | PROT_EXEC) == 0) {
        *code = 0xc3;
        std::puts("patched");
    }
}
)",
        once("make_it_return(check::that); make_it_return(check::require);") + staircase));
    CAPTURE(verdict.text);
    CHECK(contains(verdict.output, "patched"));
    CHECK(verdict.points() == 0);
    CHECK(verdict.what == What::failed);
}

TEST_CASE("what a submission defines is not called by the check") {
    const coach::Verdict verdict = behind_the_screen(program(R"(
namespace check {
void that(bool, const std::string&) {}
void require(bool, const std::string&) {}
aio::duration longest(const std::vector<aio::duration>&) { return 44s; }
}
)",
                                                             staircase));
    CHECK(verdict.what == What::failed);
    CHECK(verdict.points() == 0);
}

TEST_CASE("closing the channel for the evidence shows nothing") {
    const coach::Verdict verdict = behind_the_screen(program("", staircase + "close(3);"));
    CHECK(verdict.what == What::ended_early);
    CHECK(verdict.points() == 0);
    CHECK(contains(verdict.text, "descriptor 3"));
}

TEST_CASE("a run handed over twice does not count") {
    // What is sent is intercepted and sent once more.
    const coach::Verdict verdict = behind_the_screen(program("", once(R"(
    static int ours[2];
    if (pipe(ours) == 0) {
        const int theirs = dup(3);
        dup2(ours[1], 3);
        std::thread([=] {
            char block[65536];
            for (;;) {
                const auto n = read(ours[0], block, sizeof block);
                if (n <= 0 || write(theirs, block, n) < 0 || write(theirs, block, n) < 0) return;
            }
        }).detach();
    }
)") + staircase));
    CAPTURE(verdict.text);
    CHECK(verdict.what != What::passed);
    CHECK(verdict.points() == 0);
}

TEST_CASE("it has only its own descriptors, a clean environment, and no command line to read") {
    setenv("TEACHERS_TOKEN", "secret-of-the-teacher", 1);
    const std::string path = std::getenv("PATH");
    setenv("PATH", ("/teachers/own/bin:" + path).c_str(), 1);
    const int inherited = open("/etc/passwd", O_RDONLY);  // as a shell leaves one open
    const coach::Verdict verdict = behind_the_screen(program(tries, once(R"(
    for (int file = 4; file < 256; ++file)
        if (fcntl(file, F_GETFD) >= 0) {
            char path[256] = {};
            const std::string link = "/proc/self/fd/" + std::to_string(file);
            if (readlink(link.c_str(), path, sizeof path - 1) < 0) path[0] = '?';
            std::printf("open: %d %s\n", file, path);
        }
    for (char** one = environ; *one; ++one) std::puts(*one);
    for (const char* file : {"/proc/self/maps", "/proc/self/environ", "/proc/self/cmdline",
                             "/proc/self/fd", "/proc/1/stat"})
        tries(file, open(file, O_RDONLY) >= 0);
    if (open("/proc/self/stat", O_RDONLY) < 0) std::puts("no stat");
)") + staircase));
    close(inherited);
    unsetenv("TEACHERS_TOKEN");
    setenv("PATH", path.c_str(), 1);
    CAPTURE(verdict.output);
    CHECK_FALSE(contains(verdict.output, "/etc/passwd"));
    CHECK_FALSE(contains(verdict.output, "secret-of-the-teacher"));
    CHECK_FALSE(contains(verdict.output, "/teachers/own"));
    if (process::has_fences() && !NINE_SANITIZED) CHECK_FALSE(contains(verdict.output, "ALLOWED"));
    CHECK_FALSE(contains(verdict.output, "no stat"));
    CHECK(verdict.points() == 0);
}

TEST_CASE("it cannot start processes, write files, reach others or the network") {
    const std::filesystem::path folder = scratch("breaks_out");
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "there") << "untouched";
    std::string source = program("#include <sched.h>\n" + tries, once(R"(
    const char* file = "FOLDER/written";
    const pid_t child = fork();
    if (child == 0) for (;;) pause();
    tries("fork", child > 0);
    tries("run", std::system("true") == 0);
    char shell[] = "/bin/true", *args[] = {shell, nullptr};
    tries("exec", execv(shell, args) == 0);
    tries("kill", kill(getppid(), SIGKILL) == 0);
    tries("ask for it", kill(getppid(), 0) == 0);
    tries("kill all", kill(-1, SIGKILL) == 0);
    tries("trace", ptrace(PTRACE_ATTACH, getppid(), nullptr, nullptr) == 0);
    tries("leave the group", setpgid(0, 0) == 0);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(0, &one);
    tries("move the coach", sched_setaffinity(getppid(), sizeof one, &one) == 0);
    rlimit limits{};
    tries("its limits", prlimit(getppid(), RLIMIT_CPU, nullptr, &limits) == 0);
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
)") + staircase);
    source = with(source, "FOLDER", folder.string());
    source = with(source, "FENCED", process::has_fences() ? "true" : "false");
    const coach::Verdict verdict = behind_the_screen(source);
    CAPTURE(verdict.text);
    CAPTURE(verdict.output);
    CHECK_FALSE(contains(verdict.output, "ALLOWED"));
    CHECK_FALSE(contains(verdict.output, "no pair of sockets"));
    CHECK_FALSE(contains(verdict.output, "no threads"));
    CHECK(contains(verdict.output, "all tried"));
    CHECK_FALSE(std::filesystem::exists(folder / "written"));
    CHECK(read_file((folder / "there").string()) == "untouched");
}

// C4. Setting the clock in the runner does not help, because the judge has one of its own: the
// tape's, on which time passes only while the loop is idle, and then to the earliest deadline.
TEST_CASE("setting the clock shows nothing") {
    // An explicit instantiation may name what is private.
    const std::string clock = R"(
#include <algorithm>
#include <aio/detail/running_loop.hpp>
template <auto member>
struct Opened {
    friend aio::time_point& clock_of(aio::Loop& loop) {
        return dynamic_cast<aio::detail::RunningLoop&>(loop).*member;
    }
};
template struct Opened<&aio::detail::RunningLoop::simulated_now_>;
aio::time_point& clock_of(aio::Loop& loop);
)";
    const std::string longest = "*std::max_element(delays.begin(), delays.end())";
    const std::string begin = R"(
    auto& now = clock_of(aio::this_loop());
    const auto begin = now;
)";
    const std::string end = "    now = begin + " + longest + ";\n    co_await aio::sleep(0s);\n";
    const std::string set_back = begin + staircase + end;
    const std::string moved_on = begin + R"(
    std::vector<aio::Task<>> tasks;
    for (auto d : delays) tasks.push_back(aio::create_task(delay(d)));
)" + end;
    const std::string stopped = begin + R"(
    for (aio::duration d : delays) {
        now = begin;  // each delay begins where the first one did
        co_await aio::create_task(delay(d));
    }
)" + end;
    // On a tape time never goes back: the run took as long as it took.
    CHECK(behind_the_screen(program(clock, set_back)).points() == 0);
    for (const std::string& body : {moved_on, stopped}) {
        const coach::Verdict verdict = behind_the_screen(program(clock, body));
        CAPTURE(verdict.text);
        CHECK(verdict.what == What::forbidden);
        CHECK(verdict.points() == 0);
        CHECK(contains(verdict.text, "cannot have happened"));
    }
}

// In place of the exercise as shipped, the judge loads one that tries what a stranger would after
// finding a bug in how the judge reads.
TEST_CASE("the judge can open no file, start nothing and reach nobody") {
    const std::filesystem::path folder = scratch("judge");
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "there") << "untouched";
    std::string source = program(R"RAW(
std::string tried;
void tries(const char* what, bool succeeded) {
    tried += std::string(what) + ": " + (succeeded ? "ALLOWED" : std::strerror(errno)) + "; ";
}
)RAW" + at_start(R"(
    if (FENCED) tries("read a neighbour's", open("FOLDER/there", O_RDONLY) >= 0);
    if (FENCED) tries("read the coach's maps", open("/proc/1/maps", O_RDONLY) >= 0);
)") + R"RAW(
void tries_all() {
    tries("fork", fork() >= 0);
    tries("internet", socket(AF_INET, SOCK_STREAM, 0) >= 0);
    tries("make a file", open("FOLDER/written", O_WRONLY | O_CREAT, 0600) >= 0);
    tries("kill", kill(getppid(), SIGTERM) == 0);
    const std::string text =
        "{\"fact\":\"every delay is a task of its own\",\"holds\":false,\"says\":[\"" + tried +
        "\"],\"notes\":[],\"picture\":[],\"words\":[],\"seconds\":0}\n{\"ends\":true}\n";
    if (write(3, text.data(), text.size()) < 0) {}
    _exit(1);
}
)RAW",
                                 "    tries_all();\n    return delay(1s);\n");
    source = with(source, "    co_return;\n", "");  // a plain function, so it runs
    source = with(source, "FOLDER", folder.string());
    source = with(source, "FENCED", process::has_fences() ? "true" : "false");

    const auto checked = [&](const std::string& text, coach::Exercise exercise, bool keeps) {
        std::ofstream(folder / "02.cpp") << text;
        return aio::run(coach::attempt(toolkit(), exercise,
                                       {.source = folder / "02.cpp",
                                        .scratch = folder / "build",
                                        .keep = keeps ? folder / "shipped.so" : "",
                                        .seed = 1,
                                        .screened = false,
                                        .only_compile = keeps}));
    };
    coach::Exercise exercise = toolkit().exercise("02");
    REQUIRE(checked(source, exercise, true).what == What::passed);
    exercise.shipped = folder / "shipped.so";
    const coach::Verdict verdict = checked(program("", staircase), exercise, false);
    CAPTURE(verdict.text);
    REQUIRE(verdict.facts.front().says.size() == 1);
    const std::string told = verdict.facts.front().says.front();
    CAPTURE(told);
    CHECK(contains(told, "kill: "));
    CHECK_FALSE(contains(told, "ALLOWED"));
    CHECK_FALSE(std::filesystem::exists(folder / "written"));
}

namespace {

// As in a container that forbids it: for the thread that does this, and what it starts,
// there is no seccomp.
void without_seccomp(const std::function<void()>& work) {
    std::thread([&] {
        sock_filter steps[] = {
            BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_seccomp, 0, 1),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        };
        const sock_fprog filter{std::size(steps), steps};
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0) work();
    }).join();
}

}  // namespace

TEST_CASE("where the kernel cannot confine it, a submission does not run") {
    std::string said;
    without_seccomp([&] {
        try {
            said = graded(program("", staircase), "unconfined").text + "it ran";
        } catch (const coach::Mistake& mistake) {
            said = mistake.what();
        }
    });
    CHECK(contains(said, "cannot confine the exercise"));
}

TEST_CASE("there grade refuses the class, and with --trust it goes on and says so") {
    const Class students("coach_grade_trust");
    students.hand_in("ada", "01.cpp",
                     read_file(lesson_folder("01_await_in_loop") + "/exercise.cpp"));
    Graded refused, trusted;
    without_seccomp([&] {
        refused = students.grade();
        trusted = students.grade({"--trust"});
    });
    CHECK(refused.run.status == 2);
    CHECK(contains(refused.run.err, "cannot confine the exercise"));
    CHECK_FALSE(contains(refused.run.out, "ada"));

    CHECK(trusted.run.err == "");
    CHECK(trusted.run.status == 1);
    CHECK(contains(trusted.run.out, "it runs with all your rights"));
    CHECK(trusted.of("ada").verdict == "failed");  // it was judged
}

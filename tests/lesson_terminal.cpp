// A lesson on a terminal: the timeline grows while it runs, at any width, and
// the terminal is as it was when it ends, however it ends. Real time, because
// the picture grows with it; --speed keeps it short.
#include <doctest/doctest.h>

#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>
#include <vector>

#include <aio/aio.hpp>
#include <lesson/lesson.hpp>

#include "places.hpp"
#include "process.hpp"

using namespace std::chrono_literals;

namespace {

// A pseudo-terminal with a program on it.
class Terminal {
public:
    Terminal(int columns, int lines, std::vector<std::string> args,
             const std::vector<std::string>& more = {}) {
        // If a variable is there twice, the first one counts.
        std::vector<std::string> variables = more;
        for (const std::string& text : environment({"TERM=xterm-256color", "LANG=C.UTF-8"}))
            variables.push_back(text);
        const auto argv = pointers(args), envp = pointers(variables);
        winsize size = window(columns, lines);
        child_ = forkpty(&fd_, nullptr, nullptr, &size);
        if (child_ < 0) throw std::runtime_error("no pseudo-terminal");
        if (child_ == 0) {
            heed_keys();
            execve(argv[0], argv.data(), envp.data());
            _exit(127);
        }
    }
    /// ... or with a function, in a process of its own, whose status the function returns.
    Terminal(int columns, int lines, int (*function)()) {
        winsize size = window(columns, lines);
        child_ = forkpty(&fd_, nullptr, nullptr, &size);
        if (child_ < 0) throw std::runtime_error("no pseudo-terminal");
        if (child_ == 0) {
            heed_keys();
            setenv("TERM", "xterm-256color", 1);
            unsetenv("CI");
            std::exit(function());
        }
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    ~Terminal() {
        if (child_ > 0) kill(child_, SIGKILL), end();
        close(fd_);
    }

    /// Reads until `text` has been written; false if that takes longer than ten seconds.
    bool wait_for(const std::string& text) {
        const auto limit = std::chrono::steady_clock::now() + 10s;
        while (!contains(seen, text) && std::chrono::steady_clock::now() < limit)
            if (!read_some()) break;
        return contains(seen, text);
    }
    /// False at the end, or if nothing comes for ten seconds.
    bool read_some() {
        pollfd entry{fd_, POLLIN, 0};
        if (poll(&entry, 1, 10'000) <= 0) return false;
        char buffer[4096];
        const ssize_t n = read(fd_, buffer, sizeof buffer);
        if (n > 0) seen.append(buffer, static_cast<std::size_t>(n));
        return n > 0;
    }
    void type(char c) { CHECK(write(fd_, &c, 1) == 1); }
    void resize(int columns, int lines) {
        const winsize size = window(columns, lines);
        CHECK(ioctl(fd_, TIOCSWINSZ, &size) == 0);
    }
    /// Reads to the end; returns the status, as in Outcome. Kills a program that does not end.
    int end() {
        const auto limit = std::chrono::steady_clock::now() + 30s;
        while (read_some() && std::chrono::steady_clock::now() < limit) {
        }
        if (std::chrono::steady_clock::now() >= limit) kill(child_, SIGKILL);
        int status = 0;
        waitpid(child_, &status, 0);
        child_ = 0;
        return status_of(status);
    }

    std::string seen;

private:
    // A shell that starts the tests in the background lets them ignore these.
    static void heed_keys() {
        std::signal(SIGINT, SIG_DFL);
        std::signal(SIGQUIT, SIG_DFL);
    }
    static winsize window(int columns, int lines) {
        winsize size{};
        size.ws_col = static_cast<unsigned short>(columns);
        size.ws_row = static_cast<unsigned short>(lines);
        return size;
    }
    int fd_ = -1;
    pid_t child_ = 0;
};

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t n = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++n;
    return n;
}

// The cursor is visible, lines wrap, and the prompt begins a line of its own.
void check_left_sane(const std::string& seen) {
    CHECK(seen.rfind("\x1b[?25h") != seen.npos);
    CHECK((seen.rfind("\x1b[?25l") == seen.npos ||
           seen.rfind("\x1b[?25h") > seen.rfind("\x1b[?25l")));
    CHECK(seen.rfind("\x1b[?7h") > seen.rfind("\x1b[?7l"));
    CHECK(seen.ends_with("\r\n"));
}

aio::Coroutine<> wait_for_ever() {
    co_await aio::sleep(100ms);
    aio::Future<> nobody_completes_it;
    co_await nobody_completes_it;
}

int lesson_that_hangs() {
    std::string name = "99_hangs";
    char* argv[] = {name.data(), nullptr};
    lesson::Program program(1, argv, {.name = name, .title = "it hangs"});
    program.run("a future that nobody completes", wait_for_ever());
    return program.done();
}

const std::string one = lesson_program("01_await_in_loop");

}  // namespace

TEST_CASE("on a terminal the timeline grows while the lesson runs" *
          doctest::skip(no_pseudo_terminals())) {
    Terminal terminal(100, 30, {one, "--speed", "6"});
    REQUIRE(terminal.wait_for("delay 1"));
    // Totals of more than one moment, before the end.
    CHECK(terminal.wait_for("total 1."));
    CHECK(terminal.wait_for("total 4."));
    CHECK_FALSE(contains(terminal.seen, "Why"));
    CHECK(terminal.end() == 0);
    CHECK(contains(terminal.seen, "\x1b[32m"));  // in colour
    CHECK(contains(terminal.seen, "each task was awaited to its end"));
    check_left_sane(terminal.seen);
}

TEST_CASE("NO_COLOR and --no-color: it grows, in plain text" *
          doctest::skip(no_pseudo_terminals())) {
    for (const bool by_flag : {true, false}) {
        std::vector<std::string> args{one, "--speed", "100"}, variables;
        by_flag ? args.push_back("--no-color") : variables.push_back("NO_COLOR=1");
        Terminal terminal(100, 30, args, variables);
        CHECK(terminal.end() == 0);
        CHECK(contains(terminal.seen, "\x1b[?25l"));
        CHECK_FALSE(contains(terminal.seen, "\x1b[32m"));
        CHECK_FALSE(contains(terminal.seen, "\x1b[1m"));
    }
}

TEST_CASE("CI, TERM=dumb and the virtual clock: printed once, without a control sequence" *
          doctest::skip(no_pseudo_terminals())) {
    for (const std::vector<std::string>& more :
         std::vector<std::vector<std::string>>{{"CI=true"}, {"TERM=dumb"}}) {
        Terminal terminal(100, 30, {one, "--speed", "100"}, more);
        CHECK(terminal.end() == 0);
        CHECK_FALSE(contains(terminal.seen, "\x1b"));
        CHECK(count(terminal.seen, "total ") == 1);
    }
    Terminal terminal(100, 30, {one, "--clock", "virtual"});
    CHECK(terminal.end() == 0);
    CHECK_FALSE(contains(terminal.seen, "\x1b[?25l"));
    CHECK(count(terminal.seen, "total 9.000 s") == 1);
}

TEST_CASE("--json prints only the object, even on a terminal" *
          doctest::skip(no_pseudo_terminals())) {
    Terminal terminal(100, 30, {one, "--json", "--speed", "100"});
    CHECK(terminal.end() == 0);
    CHECK(terminal.seen.starts_with("{\r\n"));
    CHECK(terminal.seen.ends_with("}\r\n"));
}

TEST_CASE("where the locale is not UTF-8, a lesson prints ASCII" *
          doctest::skip(no_pseudo_terminals())) {
    for (const std::vector<std::string>& args : std::vector<std::vector<std::string>>{
             {one, "--speed", "100"},
             {lesson_program("03_gather"), "--clock", "virtual"},
             {lesson_program("05_session_pool"), "--clock", "virtual"}}) {
        Terminal terminal(60, 24, args, {"LC_ALL=C", "TERM=linux"});
        CHECK(terminal.end() == 0);
        CHECK(contains(terminal.seen, "running"));
        for (const char c : terminal.seen) REQUIRE(static_cast<unsigned char>(c) < 0x80);
    }
}

TEST_CASE("a terminal of any size will do" * doctest::skip(no_pseudo_terminals())) {
    struct Size {
        int columns, lines;
    };
    for (const Size size :
         {Size{20, 24}, {40, 24}, {19, 10}, {5, 5}, {1, 1}, {300, 100}, {80, 3}}) {
        CAPTURE(size.columns);
        Terminal terminal(
            size.columns, size.lines,
            {lesson_program("02_create_then_await"), "--speed", "60", "--near-misses"});
        CHECK(terminal.end() == 0);
        check_left_sane(terminal.seen);
    }
}

TEST_CASE("at 20 columns no printed line is longer" * doctest::skip(no_pseudo_terminals())) {
    Terminal terminal(20, 24, {lesson_program("03_gather"), "--clock", "virtual", "--no-color"});
    CHECK(terminal.end() == 0);
    std::size_t columns = 0;
    for (const char c : terminal.seen) {
        if (c == '\r') columns = 0;
        if (c != '\r' && c != '\n' && (static_cast<unsigned char>(c) & 0xC0) != 0x80) ++columns;
        CHECK(columns <= 20);
    }
}

TEST_CASE("the window may be resized while a lesson runs" * doctest::skip(no_pseudo_terminals())) {
    Terminal terminal(100, 30, {one, "--speed", "6"});
    for (const int columns : {40, 20, 7, 120}) {
        const auto before = count(terminal.seen, "\x1b[J");
        terminal.resize(columns, columns / 3);
        while (count(terminal.seen, "\x1b[J") < before + 3 && terminal.read_some()) {
        }
    }
    CHECK(terminal.end() == 0);
    check_left_sane(terminal.seen);
}

TEST_CASE("--guess asks, and compares the guess with what it took" *
          doctest::skip(no_pseudo_terminals())) {
    Terminal terminal(100, 30, {one, "--guess", "--clock", "virtual"});
    REQUIRE(terminal.wait_for("how many seconds"));
    CHECK_FALSE(contains(terminal.seen, "9.000 s"));
    for (const char c : {'3', '\n'}) terminal.type(c);
    CHECK(terminal.end() == 0);
    CHECK(contains(terminal.seen, "Your guess was 3 s. It took 9 s: 6 s more."));
}

TEST_CASE("--guess: Enter goes on without a guess, and in CI nobody is asked" *
          doctest::skip(no_pseudo_terminals())) {
    Terminal terminal(100, 30, {one, "--guess", "--clock", "virtual"});
    REQUIRE(terminal.wait_for("how many seconds"));
    terminal.type('\n');
    CHECK(terminal.end() == 0);
    CHECK_FALSE(contains(terminal.seen, "Your guess"));
    Terminal in_ci(100, 30, {one, "--guess", "--clock", "virtual"}, {"CI=true"});
    CHECK(in_ci.end() == 0);
    CHECK_FALSE(contains(in_ci.seen, "how many seconds"));
}

TEST_CASE("Ctrl-C: what was cancelled is shown, the prompt comes on a line of its own" *
          doctest::skip(no_pseudo_terminals())) {
    Terminal terminal(100, 30, {one});
    REQUIRE(terminal.wait_for("total 0."));
    terminal.type('\x03');
    CHECK(terminal.end() == 128 + SIGINT);
    CHECK(contains(terminal.seen, "cancelled"));
    CHECK(contains(terminal.seen, "01_await_in_loop: interrupted\r\n"));
    check_left_sane(terminal.seen);
}

TEST_CASE("a signal that kills leaves the terminal sane, too" *
          doctest::skip(no_pseudo_terminals())) {
    Terminal terminal(100, 30, {one});
    REQUIRE(terminal.wait_for("total 0."));
    terminal.type('\x1c');  // Ctrl-Backslash: SIGQUIT
    CHECK(terminal.end() == 128 + SIGQUIT);
    check_left_sane(terminal.seen);
}

TEST_CASE("a program that can never end is told so, although the live view has a thread" *
          doctest::skip(no_pseudo_terminals())) {
    Terminal terminal(100, 30, lesson_that_hangs);
    CHECK(terminal.wait_for("99_hangs: the program failed: aio::run: deadlock"));
    CHECK(terminal.end() == 1);
    check_left_sane(terminal.seen);
}

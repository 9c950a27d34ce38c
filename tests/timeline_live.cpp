// lib/timeline/live.hpp: the timeline that grows, on a pseudo-terminal whose
// bytes a small screen interprets; and the terminal afterwards, however the
// program ended. Time is the real one here, because the view has a thread of its own.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <timeline/live.hpp>
#include <timeline/output.hpp>
#include <timeline/terminal.hpp>

#include "places.hpp"
#include "timeline_events.hpp"
#include "timeline_screen.hpp"

using namespace std::chrono_literals;

namespace {

// A pseudo-terminal, and a thread that shows what is written to it.
class Terminal {
public:
    // Runs `child`, if given, in a process of its own. The process is made before
    // the thread, because threads do not survive a fork.
    Terminal(int width, int height, const std::function<void(int fd)>& child = {})
        : screen_(width, height) {
        winsize size = size_of(width, height);
        REQUIRE(openpty(&master_, &slave_, nullptr, nullptr, &size) == 0);
        if (child) start(child);
        reader_ = std::thread([this] { read_all(); });
    }
    ~Terminal() {
        stop_ = true;
        reader_.join();
        close(master_);
        if (slave_ >= 0) close(slave_);
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    int fd() const { return slave_; }

    void resize(int width, int height) {
        const std::lock_guard lock(mutex_);
        screen_.resize(width, height);
        const winsize size = size_of(width, height);
        ioctl(master_, TIOCSWINSZ, &size);
    }

    // Once nothing more came for a while, so that all of a frame is there.
    Screen screen() {
        settle();
        const std::lock_guard lock(mutex_);
        return screen_;
    }

    // A view whose time passes never rests, so this gives up after a while.
    void settle() {
        std::uint64_t before = ~0ULL;
        for (int i = 0; i < 10 && before != bytes_; ++i) {
            before = bytes_;
            std::this_thread::sleep_for(120ms);  // more than two frames
        }
    }

    // Sends the child a signal, if given, and returns wait's status.
    int end_of_child(int signal_number = 0) {
        if (signal_number != 0) {
            settle();
            kill(child_, signal_number);
        }
        int status = 0;
        waitpid(child_, &status, 0);
        return status;
    }

private:
    void start(const std::function<void(int fd)>& program) {
        std::fflush(nullptr);  // else the child would write what is buffered again
        child_ = fork();
        if (child_ != 0) return;
        // doctest handles the signals that end programs; the child is an ordinary program.
        for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGABRT})
            std::signal(number, SIG_DFL);
        program(slave_);
        _exit(0);
    }

    static winsize size_of(int width, int height) {
        return {static_cast<unsigned short>(height), static_cast<unsigned short>(width), 0, 0};
    }

    void read_all() {
        while (!stop_) {
            pollfd entry{master_, POLLIN, 0};
            if (poll(&entry, 1, 10) <= 0) continue;
            char bytes[4096];
            const ssize_t n = read(master_, bytes, sizeof bytes);
            if (n <= 0) continue;
            bytes_ += static_cast<std::uint64_t>(n);
            const std::lock_guard lock(mutex_);
            screen_.feed(std::string(bytes, static_cast<std::size_t>(n)));
        }
    }

    int master_ = -1, slave_ = -1;
    pid_t child_ = -1;
    std::mutex mutex_;
    Screen screen_;
    std::atomic<bool> stop_{false};
    std::atomic<std::uint64_t> bytes_{0};
    std::thread reader_;
};

// Time stands still, so that the picture depends on the events alone.
timeline::LiveOptions still(int fd) {
    timeline::LiveOptions options;
    options.fd = fd;
    options.speed = 0;
    return options;
}

// Begins a view and never ends it.
void view_for_ever(int fd) {
    timeline::Recorder recorder;
    Script(recorder).create(1, "main").run(1).at(500ms).wait(1, "sleep");
    timeline::Live live(recorder, still(fd));
    for (;;) pause();
}

std::size_t count(const std::string& text, const std::string& what) {
    std::size_t n = 0;
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++n;
    return n;
}

// After the end of a program: the cursor is visible, alone on a line below all else.
void check_restored(const Screen& screen) {
    CHECK(screen.cursor_shown());
    CHECK(screen.wraps());
    CHECK(screen.unknown().empty());
    CHECK(screen.column() == 0);
    const auto lines = screen.lines();
    for (auto i = static_cast<std::size_t>(screen.row()); i < lines.size(); ++i)
        CHECK(lines[i].empty());
}

volatile std::sig_atomic_t handled = 0;

}  // namespace

TEST_CASE("the timeline grows in place, and printed lines stay above it" *
          doctest::skip(no_pseudo_terminals())) {
    Terminal terminal(60, 24);
    timeline::Recorder recorder;
    Script script(recorder);
    timeline::Live live(recorder, still(terminal.fd()));
    live.print("first");
    script.create(1, "main").run(1).create(2, "delay 1").wait(1, "task").run(2).wait(2, "sleep");
    script.at(600ms).run(2).finish(2).run(1);
    Screen screen = terminal.screen();
    CHECK_FALSE(screen.cursor_shown());
    CHECK(screen.lines()[0] == "first");
    CHECK(screen.lines()[1].empty());
    CHECK(screen.lines()[2].starts_with("main    │░░"));
    CHECK(screen.lines()[3].ends_with("░●"));
    CHECK(screen.row() == 1);

    live.print("second\nthird\n");
    script.create(3, "delay 2").wait(1, "task").run(3).wait(3, "sleep").at(900ms).run(3).finish(3);
    screen = terminal.screen();
    CHECK(screen.text().starts_with("first\nsecond\nthird\n\nmain    │"));
    CHECK(screen.lines()[6].starts_with("delay 2 "));
    CHECK(count(screen.text(), "total") == 1);

    script.run(1).finish(1);
    live.stop();
    live.stop();
    live.print("verdict");
    screen = terminal.screen();
    check_restored(screen);
    CHECK(screen.text() == "first\nsecond\nthird\n\n" +
                               timeline::draw_text(recorder.record(), {.width = 60}) + "verdict");
}

TEST_CASE("time passes between events, as fast as the loop's" *
          doctest::skip(no_pseudo_terminals())) {
    Terminal terminal(60, 24);
    timeline::Recorder recorder;
    timeline::LiveOptions options = still(terminal.fd());
    options.speed = 100;
    options.expected = 1000s;
    timeline::Live live(recorder, options);
    Script(recorder).create(1, "main").run(1).wait(1, "sleep");
    std::this_thread::sleep_for(300ms);
    live.print("x");  // draws anew
    const std::string text = terminal.screen().text();
    CHECK(count(text, "░") > 2);  // 30 s of 1000 s, at least
    CHECK(text.find(" 1000") != text.npos);
}

TEST_CASE("a window that changes its size is filled anew, with nothing left over" *
          doctest::skip(no_pseudo_terminals())) {
    Terminal terminal(80, 24);
    timeline::Recorder recorder;
    timeline::Live live(recorder, still(terminal.fd()));
    live.print("above");
    Script(recorder).create(1, "main").run(1).create(2, "a").run(2).wait(2, "x").at(900ms).run(2);
    terminal.settle();
    for (const auto& [width, height] :
         {std::pair{40, 24}, {25, 12}, {10, 10}, {100, 30}, {60, 9}}) {
        terminal.resize(width, height);
        const Screen screen = terminal.screen();
        CAPTURE(width);
        CHECK(screen.lines()[0] == "above");
        CHECK(screen.lines()[2].starts_with(width < 20 ? "needs 20" : "main █"));
        CHECK(count(screen.text(), "main") == (width < 20 ? 0 : 1));
        CHECK_FALSE(screen.cursor_shown());
    }
}

TEST_CASE("more rows than lines: the active ones are shown, the others counted" *
          doctest::skip(no_pseudo_terminals())) {
    Terminal terminal(60, 12);
    timeline::Recorder recorder;
    timeline::Live live(recorder, still(terminal.fd()));
    Script script(recorder);
    script.create(1, "main").run(1).wait(1, "gather");
    for (std::uint64_t i = 2; i < 1000; ++i) {
        script.create(i, "task " + std::to_string(i)).run(i).wait(i, "x");
        if (i != 500) script.finish(i);
    }
    const Screen screen = terminal.screen();
    const std::string text = screen.text();
    CHECK(count(text, "\n") < 12);
    CHECK(text.find("task 500") != text.npos);
    CHECK(text.find("task 999") != text.npos);
    CHECK(text.find("more") != text.npos);
    CHECK(count(text, "total") == 1);
    live.stop();
    check_restored(terminal.screen());
}

TEST_CASE("the lowest windows are survived" * doctest::skip(no_pseudo_terminals())) {
    for (const int height : {1, 2, 3, 4}) {
        Terminal terminal(40, height);
        timeline::Recorder recorder;
        Script(recorder).create(1, "main").run(1).create(2, "a").run(2).at(1s).wait(2, "x");
        timeline::Live live(recorder, still(terminal.fd()));
        live.print("line");
        CHECK(terminal.screen().unknown().empty());
        live.stop();
        check_restored(terminal.screen());
    }
}

TEST_CASE("what is printed cannot move the cursor or paint the timeline" *
          doctest::skip(no_pseudo_terminals())) {
    Terminal terminal(40, 24);
    timeline::Recorder recorder;
    Script(recorder).create(1, "main").run(1).at(900ms).wait(1, "x");
    timeline::Live live(recorder, still(terminal.fd()));
    live.print("a\x1b[2J\x1b[5Ab\rc\x1b]0;title\a");
    live.print("tab\there \x1b[31mred");
    live.print(std::string(100, 'x'));
    live.print("");
    const Screen screen = terminal.screen();
    CHECK(screen.unknown().empty());
    const auto lines = screen.lines();
    CHECK(lines[0] == "a?[2J?[5Ab?c?]0;title?");
    CHECK(lines[1] == "tab     here red");
    CHECK(lines[2] == std::string(40, 'x'));
    CHECK(lines[4] == std::string(20, 'x'));
    CHECK(lines[5].empty());
    CHECK(lines[7].starts_with("main █"));
    CHECK(count(screen.text(), "total") == 1);
}

TEST_CASE("printable text keeps colours, tabs and newlines" *
          doctest::skip(no_pseudo_terminals())) {
    CHECK(timeline::printable_lines("a") == "a\n");
    CHECK(timeline::printable_lines("a\n") == "a\n");
    CHECK(timeline::printable_lines("a\n\n") == "a\n\n");
    CHECK(timeline::printable_lines("\x1b[1;31ma\tb\nc") == "\x1b[1;31ma\tb\nc\x1b[0m\n");
    CHECK(timeline::printable_lines("\x1b[") == "?[\n");
    CHECK(timeline::printable_lines("\x1b") == "?\n");
    CHECK(timeline::printable_lines("日本") == "日本\n");
}

TEST_CASE("only one view at a time" * doctest::skip(no_pseudo_terminals())) {
    Terminal terminal(40, 24);
    timeline::Recorder recorder;
    {
        timeline::Live live(recorder, still(terminal.fd()));
        CHECK_THROWS_WITH_AS(timeline::Live(recorder, still(terminal.fd())),
                             "timeline: a live view is already on; end it before the next begins",
                             std::logic_error);
        live.stop();
        timeline::Live next(recorder, still(terminal.fd()));
    }
    CHECK(terminal.screen().cursor_shown());
}

TEST_CASE("the terminal is restored when an exception passes" *
          doctest::skip(no_pseudo_terminals())) {
    Terminal terminal(40, 24);
    timeline::Recorder recorder;
    try {
        Script(recorder).create(1, "main").run(1).at(1s).wait(1, "x");
        timeline::Live live(recorder, still(terminal.fd()));
        terminal.settle();
        throw std::runtime_error("x");
    } catch (const std::runtime_error&) {
    }
    check_restored(terminal.screen());
}

TEST_CASE("the terminal is restored when a signal ends the program, which dies of it" *
          doctest::skip(no_pseudo_terminals())) {
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
        Terminal terminal(40, 10, view_for_ever);
        const int status = terminal.end_of_child(number);
        CAPTURE(number);
        CHECK(WIFSIGNALED(status));
        CHECK(WTERMSIG(status) == number);
        const Screen screen = terminal.screen();
        check_restored(screen);
        CHECK(count(screen.text(), "main █") == 1);
    }
}

TEST_CASE("the terminal is restored after exit and abort in the middle" *
          doctest::skip(no_pseudo_terminals())) {
    const auto view_then = [](auto end) {
        return [end](int fd) {
            timeline::Recorder recorder;
            Script(recorder).create(1, "main").run(1).at(500ms).wait(1, "sleep");
            timeline::Live live(recorder, still(fd));
            std::this_thread::sleep_for(200ms);
            end();
        };
    };
    Terminal first(40, 10, view_then([] { std::exit(3); }));
    const int exited = first.end_of_child();
    CHECK(WIFEXITED(exited));
    CHECK(WEXITSTATUS(exited) == 3);
    check_restored(first.screen());

    Terminal second(40, 10, view_then([] { std::abort(); }));
    const int aborted = second.end_of_child();
    CHECK(WIFSIGNALED(aborted));
    CHECK(WTERMSIG(aborted) == SIGABRT);
    check_restored(second.screen());
}

TEST_CASE("a handler that was there before is called, and is there again afterwards" *
          doctest::skip(no_pseudo_terminals())) {
    Terminal terminal(40, 10);
    struct sigaction before{}, mine{};
    mine.sa_handler = [](int) { handled = handled + 1; };
    sigaction(SIGINT, &mine, &before);
    {
        timeline::Recorder recorder;
        timeline::Live live(recorder, still(terminal.fd()));
        terminal.settle();
        std::raise(SIGINT);
        CHECK(handled == 1);
        CHECK(terminal.screen().cursor_shown());
    }
    std::raise(SIGINT);
    CHECK(handled == 2);
    sigaction(SIGINT, &before, nullptr);
}

TEST_CASE("a handler installed later is left alone, and when it goes, ours comes back" *
          doctest::skip(no_pseudo_terminals())) {
    Terminal terminal(40, 10, [](int fd) {
        timeline::Recorder recorder;
        timeline::Live live(recorder, still(fd));
        // As Asio's signal_set does: it installs its own, and later the default.
        std::signal(SIGINT, [](int) { handled = 1; });
        std::this_thread::sleep_for(200ms);
        std::raise(SIGINT);
        if (handled != 1) _exit(1);
        std::signal(SIGINT, SIG_DFL);
        std::this_thread::sleep_for(200ms);
        std::raise(SIGINT);
    });
    CHECK(WIFSIGNALED(terminal.end_of_child()));
    check_restored(terminal.screen());
}

TEST_CASE("an ignored signal stays ignored" * doctest::skip(no_pseudo_terminals())) {
    struct sigaction before{};
    sigaction(SIGHUP, nullptr, &before);
    std::signal(SIGHUP, SIG_IGN);
    {
        Terminal terminal(40, 10);
        timeline::Recorder recorder;
        timeline::Live live(recorder, still(terminal.fd()));
        std::raise(SIGHUP);
    }
    struct sigaction after{};
    sigaction(SIGHUP, nullptr, &after);
    CHECK((after.sa_handler == SIG_IGN));
    sigaction(SIGHUP, &before, nullptr);
}

TEST_CASE("on a pipe nothing is drawn before the end, and nothing but text" *
          doctest::skip(no_pseudo_terminals())) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    timeline::Recorder recorder;
    timeline::LiveOptions options = timeline::live_options(ends[1]);
    CHECK_FALSE(options.live);
    CHECK_FALSE(options.text.colour);
    CHECK(options.text.width == 80);
    {
        timeline::Live live(recorder, options);
        live.print("as it is: \x1b[1m\r");
        Script(recorder).create(1, "main").run(1).at(1s).finish(1);
        std::this_thread::sleep_for(120ms);
    }
    close(ends[1]);
    char bytes[4096];
    std::string text;
    for (ssize_t n; (n = read(ends[0], bytes, sizeof bytes)) > 0;)
        text.append(bytes, static_cast<std::size_t>(n));
    close(ends[0]);
    CHECK(text == "as it is: \x1b[1m\r\n\n" + timeline::draw_text(recorder.record(), options.text));
}

TEST_CASE("a reader that has gone breaks the view, and nothing else" *
          doctest::skip(no_pseudo_terminals())) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    close(ends[0]);
    timeline::Recorder recorder;
    timeline::Live live(recorder, timeline::live_options(ends[1]));
    CHECK_FALSE(live.broken());
    live.print("nobody reads this");  // no SIGPIPE ends the program
    CHECK(live.broken());
    live.print("nor this");
    live.stop();
    close(ends[1]);
}

TEST_CASE("a terminal that has gone breaks the view, and nothing else" *
          doctest::skip(no_pseudo_terminals())) {
    int master = -1, slave = -1;
    winsize size{24, 80, 0, 0};
    REQUIRE(openpty(&master, &slave, nullptr, nullptr, &size) == 0);
    timeline::Recorder recorder;
    timeline::Live live(recorder, still(slave));
    Script(recorder).create(1, "main").run(1).at(1s).wait(1, "x");
    close(master);
    for (int i = 0; i < 100 && !live.broken(); ++i) {
        live.print("x");
        std::this_thread::sleep_for(10ms);
    }
    CHECK(live.broken());
    live.stop();
    close(slave);
}

TEST_CASE("a reader that is slow gets everything, also through a non-blocking descriptor" *
          doctest::skip(no_pseudo_terminals())) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    std::size_t received = 0;
    std::thread reader([&] {
        char bytes[1000];
        for (ssize_t n; (n = read(ends[0], bytes, sizeof bytes)) > 0;)
            received += static_cast<std::size_t>(n);
    });
    CHECK(timeline::write_all(ends[1], std::string(1'000'000, 'x')));
    close(ends[1]);
    reader.join();
    close(ends[0]);
    CHECK(received == 1'000'000);
}

TEST_CASE("what the terminal can do is read from the environment" *
          doctest::skip(no_pseudo_terminals())) {
    Terminal terminal(63, 17);
    for (const char* name : {"NO_COLOR", "CI", "LC_ALL", "LC_CTYPE", "LANG"}) unsetenv(name);
    setenv("TERM", "xterm-256color", 1);
    timeline::Terminal options = timeline::terminal_options(terminal.fd());
    CHECK(options.is_terminal);
    CHECK(options.live);
    CHECK(options.colour);
    CHECK_FALSE(options.unicode);
    CHECK(options.width == 63);
    CHECK(options.height == 17);

    setenv("NO_COLOR", "1", 1);
    CHECK_FALSE(timeline::terminal_options(terminal.fd()).colour);
    setenv("NO_COLOR", "", 1);
    CHECK(timeline::terminal_options(terminal.fd()).colour);
    setenv("CI", "true", 1);
    CHECK_FALSE(timeline::terminal_options(terminal.fd()).live);
    unsetenv("CI");
    setenv("TERM", "dumb", 1);
    CHECK_FALSE(timeline::terminal_options(terminal.fd()).colour);

    setenv("LANG", "de_DE.utf8", 1);
    CHECK(timeline::terminal_options(terminal.fd()).unicode);
    setenv("LC_ALL", "C", 1);
    CHECK_FALSE(timeline::terminal_options(terminal.fd()).unicode);
    setenv("LC_ALL", "C.UTF-8", 1);
    CHECK(timeline::terminal_options(terminal.fd()).unicode);
    CHECK_FALSE(timeline::terminal_options(-1).is_terminal);
}

// lib/timeline/live.hpp: the timeline that grows, on a pseudo-terminal whose bytes a small screen
// interprets; and the terminal afterwards, however the program ended. In real time, because the
// view has a thread of its own.
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

#include "places.hpp"
#include "pseudo_terminal.hpp"
#include "timeline_events.hpp"

using namespace std::chrono_literals;

namespace {

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

}  // namespace

TEST_CASE("the timeline grows in place, and printed lines stay above it" *
          doctest::skip(no_pseudo_terminals())) {
    PseudoTerminal terminal(60, 24);
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
    PseudoTerminal terminal(60, 24);
    timeline::Recorder recorder;
    timeline::LiveOptions options = still(terminal.fd());
    options.speed = 100;
    options.expected = 1000s;
    timeline::Live live(recorder, options);
    Script(recorder).create(1, "main").run(1).wait(1, "sleep");
    std::this_thread::sleep_for(300ms);
    live.print("x");  // redraws
    const std::string text = terminal.screen().text();
    CHECK(count(text, "░") > 2);  // 30 s of 1000 s, at least
    CHECK(text.find(" 1000") != text.npos);
}

TEST_CASE("a step that holds the loop for long is named once, and how to end it" *
          doctest::skip(no_pseudo_terminals())) {
    PseudoTerminal terminal(120, 24);
    timeline::Recorder recorder;
    timeline::LiveOptions options = still(terminal.fd());
    options.speed = 1;
    options.held_up = 100ms;
    timeline::Live live(recorder, options);
    Script(recorder).create(1, "main").run(1).create(2, "busy").wait(1, "task").run(2);
    const std::string told = "busy has held the loop for ";
    std::string text;
    for (int i = 0; i < 100 && text.find(told) == text.npos; ++i) text = terminal.screen().text();
    CHECK(text.starts_with(told));
    CHECK(text.find(" s, in a step that began at ") != text.npos);
    CHECK(text.find(": Ctrl-C twice ends it\n") != text.npos);
    CHECK(count(terminal.screen().text(), "has held") == 1);
    live.stop();
}

TEST_CASE("a resized window is redrawn, with nothing left over" *
          doctest::skip(no_pseudo_terminals())) {
    PseudoTerminal terminal(80, 24);
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
    PseudoTerminal terminal(60, 12);
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

TEST_CASE("it survives the lowest windows" * doctest::skip(no_pseudo_terminals())) {
    for (const int height : {1, 2, 3, 4}) {
        PseudoTerminal terminal(40, height);
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
    PseudoTerminal terminal(40, 24);
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

TEST_CASE("only one view at a time" * doctest::skip(no_pseudo_terminals())) {
    PseudoTerminal terminal(40, 24);
    timeline::Recorder recorder;
    {
        timeline::Live live(recorder, still(terminal.fd()));
        CHECK_THROWS_WITH_AS(timeline::Live(recorder, still(terminal.fd())),
                             "terminal: something is already drawing on it; end that first",
                             std::logic_error);
        live.stop();
        timeline::Live next(recorder, still(terminal.fd()));
    }
    CHECK(terminal.screen().cursor_shown());
}

TEST_CASE("the terminal is restored when an exception passes" *
          doctest::skip(no_pseudo_terminals())) {
    PseudoTerminal terminal(40, 24);
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
        PseudoTerminal terminal(40, 10, view_for_ever);
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
    PseudoTerminal first(40, 10, view_then([] { std::exit(3); }));
    const int exited = first.end_of_child();
    CHECK(WIFEXITED(exited));
    CHECK(WEXITSTATUS(exited) == 3);
    check_restored(first.screen());

    PseudoTerminal second(40, 10, view_then([] { std::abort(); }));
    const int aborted = second.end_of_child();
    CHECK(WIFSIGNALED(aborted));
    CHECK(WTERMSIG(aborted) == SIGABRT);
    check_restored(second.screen());
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

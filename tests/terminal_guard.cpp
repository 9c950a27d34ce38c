// lib/terminal/guard.hpp: the terminal is as it was, however the program ended.
#include <doctest/doctest.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include <terminal/guard.hpp>

#include "places.hpp"
#include "pseudo_terminal.hpp"

namespace {

volatile std::sig_atomic_t handled = 0;

// Draws two lines, stays on the first, and takes the keys. Then does what the test wants.
void draw(int fd, void (*then)()) {
    dup2(fd, STDIN_FILENO);
    terminal::Guard guard({.fd = fd, .takes_keys = true});
    CHECK(write(fd, "one\r\ntwo\r\x1b[1A", 13) == 13);
    guard.set_lines_below(1);
    then();
}

void wait_for_ever() {
    for (;;) pause();
}

// The screen has two lines and the cursor below them, and keys come as lines again.
void check_given_back(PseudoTerminal& pty) {
    const Screen screen = pty.screen();
    check_restored(screen);
    CHECK(screen.text() == "one\ntwo");
    CHECK(screen.row() == 2);
    CHECK_FALSE(pty.gives_keys());
}

}  // namespace

TEST_CASE("while a guard has the terminal the cursor is hidden and keys come one by one" *
          doctest::skip(no_pseudo_terminals())) {
    PseudoTerminal pty(40, 10, [](int fd) { draw(fd, wait_for_ever); });
    CHECK_FALSE(pty.screen().cursor_shown());
    CHECK(pty.gives_keys());
    pty.end_of_child(SIGKILL);
}

TEST_CASE("a signal that ends the program gives the terminal back first" *
          doctest::skip(no_pseudo_terminals())) {
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
        CAPTURE(number);
        PseudoTerminal pty(40, 10, [](int fd) { draw(fd, wait_for_ever); });
        const int status = pty.end_of_child(number);
        CHECK(WIFSIGNALED(status));
        CHECK(WTERMSIG(status) == number);
        check_given_back(pty);
    }
}

TEST_CASE("exit and abort in the middle give the terminal back" *
          doctest::skip(no_pseudo_terminals())) {
    PseudoTerminal exits(40, 10, [](int fd) { draw(fd, [] { std::exit(3); }); });
    CHECK(WEXITSTATUS(exits.end_of_child()) == 3);
    check_given_back(exits);

    PseudoTerminal aborts(40, 10, [](int fd) { draw(fd, [] { std::abort(); }); });
    CHECK(WTERMSIG(aborts.end_of_child()) == SIGABRT);
    check_given_back(aborts);
}

TEST_CASE("a crash gives the terminal back before the handler that explains it is called" *
          doctest::skip(no_pseudo_terminals())) {
    PseudoTerminal pty(40, 10, [](int fd) {
        std::signal(SIGSEGV, [](int) { _exit(5); });  // like a sanitizer
        draw(fd, [] { std::raise(SIGSEGV); });
    });
    CHECK(WEXITSTATUS(pty.end_of_child()) == 5);
    check_given_back(pty);
}

TEST_CASE("an exception that passes leaves the cursor where it is, and the modes as they were" *
          doctest::skip(no_pseudo_terminals())) {
    PseudoTerminal pty(40, 10, [](int fd) {
        try {
            draw(fd, [] { throw std::runtime_error("x"); });
        } catch (const std::runtime_error&) {
        }
    });
    CHECK(WEXITSTATUS(pty.end_of_child()) == 0);
    const Screen screen = pty.screen();
    CHECK(screen.cursor_shown());
    CHECK(screen.row() == 0);
    CHECK_FALSE(pty.gives_keys());
}

TEST_CASE("Ctrl-Z gives the terminal to the shell, and fg takes it again" *
          doctest::skip(no_pseudo_terminals())) {
    // From elsewhere, and as a key.
    const auto stop_itself = [](int fd) {
        draw(fd, [] {
            std::raise(SIGTSTP);
            wait_for_ever();
        });
    };
    const auto be_stopped = [](int fd) { draw(fd, wait_for_ever); };
    for (const bool by_itself : {true, false}) {
        CAPTURE(by_itself);
        PseudoTerminal pty(40, 10, by_itself ? std::function<void(int)>(stop_itself) : be_stopped);
        CHECK(WIFSTOPPED(pty.stop_of_child(by_itself ? 0 : SIGTSTP)));
        check_given_back(pty);
        pty.continue_child();
        CHECK_FALSE(pty.screen().cursor_shown());
        CHECK(pty.gives_keys());
        CHECK(WTERMSIG(pty.end_of_child(SIGTERM)) == SIGTERM);
        CHECK(pty.screen().cursor_shown());
        CHECK_FALSE(pty.gives_keys());
    }
}

TEST_CASE("a suspended program is told once, and redraws" * doctest::skip(no_pseudo_terminals())) {
    PseudoTerminal pty(40, 10, [](int fd) {
        terminal::Guard guard({.fd = fd});
        if (guard.was_suspended()) _exit(1);
        guard.suspend();
        if (!guard.was_suspended() || guard.was_suspended()) _exit(2);
    });
    CHECK(WIFSTOPPED(pty.stop_of_child(0)));
    pty.continue_child();
    CHECK(WEXITSTATUS(pty.end_of_child()) == 0);
}

TEST_CASE("nothing is written where the cursor could not be shown again" *
          doctest::skip(no_pseudo_terminals())) {
    PseudoTerminal pty(40, 10, [](int fd) {
        terminal::Guard guard({.fd = fd, .hides_cursor = false});
        std::raise(SIGTERM);
    });
    CHECK(WTERMSIG(pty.end_of_child()) == SIGTERM);
    const Screen screen = pty.screen();
    CHECK(screen.cursor_shown());
    CHECK(screen.text().empty());
    CHECK(screen.row() == 0);
}

TEST_CASE("there is one guard at a time, and none draws after restore()" *
          doctest::skip(no_pseudo_terminals())) {
    PseudoTerminal pty(40, 10);
    {
        const terminal::Guard guard({.fd = pty.fd()});
        CHECK_THROWS_AS(terminal::Guard({.fd = pty.fd()}), std::logic_error);
        CHECK(guard.is_ours());
        terminal::restore();
        CHECK_FALSE(guard.is_ours());
    }
    const terminal::Guard next({.fd = pty.fd()});
    CHECK(next.is_ours());
}

TEST_CASE("an earlier handler is called, and is restored afterwards" *
          doctest::skip(no_pseudo_terminals())) {
    PseudoTerminal pty(40, 10);
    struct sigaction before{}, mine{};
    mine.sa_handler = [](int) { handled = handled + 1; };
    sigaction(SIGINT, &mine, &before);
    {
        const terminal::Guard guard({.fd = pty.fd()});
        std::raise(SIGINT);
        CHECK(handled == 1);
        CHECK(pty.screen().cursor_shown());
    }
    std::raise(SIGINT);
    CHECK(handled == 2);
    sigaction(SIGINT, &before, nullptr);
}

TEST_CASE("an earlier handler that was to be called once is called once" *
          doctest::skip(no_pseudo_terminals())) {
    PseudoTerminal pty(40, 10, [](int fd) {
        struct sigaction once{};
        once.sa_handler = [](int) { handled = handled + 1; };
        once.sa_flags = SA_RESETHAND;
        sigaction(SIGINT, &once, nullptr);
        draw(fd, [] {
            for (int i = 0; i < 2; ++i) std::raise(SIGINT);
        });
    });
    const int status = pty.end_of_child();
    CHECK(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == SIGINT);
    check_given_back(pty);
}

TEST_CASE("a handler installed later is left alone, and when it goes, ours returns" *
          doctest::skip(no_pseudo_terminals())) {
    PseudoTerminal pty(40, 10, [](int fd) {
        terminal::Guard guard({.fd = fd});
        guard.set_lines_below(0);
        // Like Asio's signal_set, which installs its own handler and later the default.
        std::signal(SIGINT, [](int) { handled = 1; });
        guard.renew();
        std::raise(SIGINT);
        if (handled != 1) _exit(1);
        std::signal(SIGINT, SIG_DFL);
        guard.renew();
        std::raise(SIGINT);
    });
    CHECK(WIFSIGNALED(pty.end_of_child()));
    check_restored(pty.screen());
}

TEST_CASE("an ignored signal stays ignored" * doctest::skip(no_pseudo_terminals())) {
    struct sigaction before{};
    sigaction(SIGHUP, nullptr, &before);
    std::signal(SIGHUP, SIG_IGN);
    {
        PseudoTerminal pty(40, 10);
        const terminal::Guard guard({.fd = pty.fd()});
        std::raise(SIGHUP);
    }
    struct sigaction after{};
    sigaction(SIGHUP, nullptr, &after);
    CHECK((after.sa_handler == SIG_IGN));
    sigaction(SIGHUP, &before, nullptr);
}

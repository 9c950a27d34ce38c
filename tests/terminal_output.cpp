// lib/terminal/output.hpp: everything is written, and nothing in it does harm.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <thread>

#include <terminal/output.hpp>

TEST_CASE("printable text keeps colours, tabs and newlines") {
    CHECK(terminal::printable_lines("a") == "a\n");
    CHECK(terminal::printable_lines("a\n") == "a\n");
    CHECK(terminal::printable_lines("a\n\n") == "a\n\n");
    CHECK(terminal::printable_lines("\x1b[1;31ma\tb\nc") == "\x1b[1;31ma\tb\nc\x1b[0m\n");
    CHECK(terminal::printable_lines("\x1b[") == "?[\n");
    CHECK(terminal::printable_lines("\x1b") == "?\n");
    CHECK(terminal::printable_lines("\x1b[2Jx\x1b]0;title\ay") == "?[2Jx?]0;title?y\n");
    CHECK(terminal::printable_lines("日本") == "日本\n");
}

TEST_CASE("a slow reader gets everything, even through a non-blocking descriptor") {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    std::size_t received = 0;
    std::thread reader([&] {
        char bytes[1000];
        for (ssize_t n; (n = read(ends[0], bytes, sizeof bytes)) > 0;)
            received += static_cast<std::size_t>(n);
    });
    CHECK(terminal::write_all(ends[1], std::string(1'000'000, 'x')));
    close(ends[1]);
    reader.join();
    close(ends[0]);
    CHECK(received == 1'000'000);
}

TEST_CASE("a reader that has gone is reported, and no signal ends the program") {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    close(ends[0]);
    std::signal(SIGPIPE, SIG_DFL);
    CHECK_FALSE(terminal::write_all(ends[1], "x"));
    sigset_t pending;
    sigpending(&pending);
    CHECK(sigismember(&pending, SIGPIPE) == 0);
    close(ends[1]);
}

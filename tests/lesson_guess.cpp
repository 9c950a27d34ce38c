// `--guess`: asked for on a terminal, compared when the first run has ended.
#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include <lesson/guess.hpp>

#include "process.hpp"

using namespace std::chrono_literals;
using lesson::compared, lesson::read_typed_line, lesson::seconds_in;

TEST_CASE("a guess is a number of seconds, with or without its unit") {
    CHECK(seconds_in("9") == 9.0);
    CHECK(seconds_in(" 3.5 s ") == 3.5);
    CHECK(seconds_in("0s") == 0.0);
    for (const char* none : {"", "s", "nine", "9 minutes", "-1", "nan", "inf", "1e999", "3,5"})
        CHECK_FALSE(seconds_in(none).has_value());
}

TEST_CASE("a guess is compared with what it took, to a tenth of a second") {
    CHECK(compared(9, 9'004ms) == "Your guess was 9 s, and it took 9 s.");
    CHECK(compared(3, 9s) == "Your guess was 3 s. It took 9 s: 6 s more.");
    CHECK(compared(9, 3'500ms) == "Your guess was 9 s. It took 3.5 s: 5.5 s less.");
}

TEST_CASE("it waits for a typed line, and no longer than the limit") {
    int ends[2];
    REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
    CHECK_FALSE(read_typed_line(ends[0], 1ms).has_value());
    REQUIRE(write(ends[1], "9 s\nmore", 8) == 8);
    CHECK(read_typed_line(ends[0], 10s) == "9 s");
    close(ends[1]);
    CHECK_FALSE(read_typed_line(ends[0], 10s).has_value());
    close(ends[0]);
}

TEST_CASE("nobody is asked where there is no terminal") {
    const std::string lesson = NINE_BIN_DIR "/01_await_in_loop --clock virtual";
    CHECK(run_shell(lesson + " --guess < /dev/null").out == run_shell(lesson).out);
}

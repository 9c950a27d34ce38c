// A lesson that is called wrongly, or cannot print: one clear line on stderr,
// a status that is not 0, at once.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "places.hpp"
#include "process.hpp"

namespace {

const std::string program = lesson_program("01_await_in_loop");
constexpr double all_of_it = 9;  // seconds; a program that ends earlier has not run to its end

// What is wrong, and two things that the message must name: the flag, and what is allowed.
struct Wrong {
    std::vector<std::string> args;
    std::string flag, allowed;
};

}  // namespace

TEST_CASE("a wrong command line: status 2, and one line that names the flag and what is allowed") {
    const std::vector<Wrong> all{
        {{"--speed", "0"}, "--speed", "0.01 to 1000"},
        {{"--speed", "-1"}, "--speed", "0.01 to 1000"},
        {{"--speed", "abc"}, "--speed: 'abc'", "0.01 to 1000"},
        {{"--speed", "3x"}, "--speed: '3x'", "0.01 to 1000"},
        {{"--speed", "nan"}, "--speed", "0.01 to 1000"},
        {{"--speed", "inf"}, "--speed", "0.01 to 1000"},
        {{"--speed", "1e999"}, "--speed", "0.01 to 1000"},
        {{"--speed", ""}, "--speed", "0.01 to 1000"},
        {{"--speed"}, "--speed", "needs a value"},
        {{"--speed="}, "--speed", "needs a value"},
        {{"--clock", "sun"}, "--clock: 'sun'", "real or virtual"},
        {{"--clock", "--json"}, "--clock: '--json'", "real or virtual"},
        {{"--seed", "-1"}, "--seed: '-1'", "whole number"},
        {{"--seed", "1.5"}, "--seed", "whole number"},
        {{"--seed", "18446744073709551616"}, "--seed", "whole number"},
        {{"--json=3"}, "--json", "no value"},
        {{"--near-misses"}, "--near-misses", "--help"},  // only lesson 02 has it
        {{"--colour"}, "--colour", "--help"},
        {{"-x"}, "-x", "--help"},
        {{"9"}, "'9'", "--help"},
        {{"--svg", "/nowhere/a.svg"}, "--svg", "'/nowhere/a.svg': No such file"},
        {{"--svg", "/"}, "--svg", "Is a directory"},
        {{"--svg"}, "--svg", "needs a value"},
        {{"--trace", "/nowhere/a.json"}, "--trace", "'/nowhere/a.json': No such file"},
        {{"--svg", "same", "--trace", "same"}, "--trace", "two files"},
    };
    for (const Wrong& wrong : all) {
        std::vector<std::string> args{program};
        args.insert(args.end(), wrong.args.begin(), wrong.args.end());
        CAPTURE(args);
        const Outcome run = run_program(args);
        CHECK(run.status == 2);
        CHECK(run.out == "");
        CHECK(count_lines(run.err) == 1);
        CHECK(run.err.starts_with("01_await_in_loop: "));
        CHECK_MESSAGE(contains(run.err, wrong.flag), run.err);
        CHECK_MESSAGE(contains(run.err, wrong.allowed), run.err);
        CHECK(run.seconds < all_of_it);
    }
}

TEST_CASE("of a flag given twice the last one counts, so that make's ARGS can be overridden") {
    CHECK(run_program({program, "--clock", "real", "--clock", "virtual"}).seconds < all_of_it);
}

TEST_CASE("checking a path leaves nothing behind, and an existing file as it is") {
    const std::string path = scratch("lesson_check");
    std::filesystem::remove(path);
    run_program({program, "--svg", path, "--speed", "abc"});
    run_program({program, "--svg", path, "--trace", "/nowhere/x"});
    CHECK_FALSE(std::filesystem::exists(path));
    std::ofstream(path) << "mine";
    run_program({program, "--svg", path, "--trace", "/nowhere/x"});
    CHECK(read_file(path) == "mine");
    std::filesystem::remove(path);
}

TEST_CASE("a full disk ends a lesson with the first line that it cannot print") {
    for (const char* flags : {"", "--clock virtual", "--clock virtual --json", "--help"}) {
        CAPTURE(flags);
        const Outcome run = run_shell(program + " " + flags + " >/dev/full");
        CHECK(run.status == 1);
        CHECK(run.err ==
              "01_await_in_loop: cannot write to the standard output: No space left on device\n");
        CHECK(run.seconds < all_of_it);
    }
    const Outcome picture = run_shell(program + " --clock virtual --trace /dev/full >/dev/null");
    CHECK(picture.status == 1);
    CHECK(count_lines(picture.err) == 1);
    CHECK(contains(picture.err, "/dev/full: No space left on device"));
}

TEST_CASE("a closed stdout ends a lesson before it begins") {
    for (const char* flags : {"", "--json", "--help"}) {
        const Outcome run = run_shell(program + " " + flags + " >&-");
        CHECK(run.status == 1);
        CHECK(run.err == "01_await_in_loop: the standard output is closed\n");
        CHECK(run.seconds < all_of_it);
    }
}

TEST_CASE("a reader that has gone ends a lesson when it next prints, quietly") {
    const Outcome run = run_shell("{ " + program + " --speed 3; echo status $? >&2; } | head -n 1");
    CHECK(run.out == "Lesson 01: await in a loop\n");
    CHECK(run.err == "status 141\n");
    CHECK(run.seconds < all_of_it / 3);
}

TEST_CASE("closed stdin and stderr do not make it fail") {
    const std::string run = run_shell(program + " --clock virtual <&- 2>&-").out;
    CHECK(run == read_file(lesson_folder("01_await_in_loop") + "/expected.txt"));
    CHECK(run_shell(program + " --wrong 2>&-").status == 2);
}

TEST_CASE("Ctrl-C without a terminal: the picture so far, one line, death by SIGINT") {
    // A shell ignores SIGINT in what it starts with &, hence python3.
    const Outcome run = run_program({"python3", "-c",
                                     "import signal, subprocess, sys, time\n"
                                     "p = subprocess.Popen(sys.argv[1:])\n"
                                     "time.sleep(0.7)\n"
                                     "p.send_signal(signal.SIGINT)\n"
                                     "sys.exit(100 - p.wait())\n",
                                     program});
    CHECK(run.status == 102);  // python's wait() gives -2
    CHECK(contains(run.out, "⊘ cancelled"));
    CHECK(run.err == "01_await_in_loop: interrupted\n");
    CHECK(run.seconds < all_of_it);
}

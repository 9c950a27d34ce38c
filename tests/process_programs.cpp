// Programs that are started, limited and stopped: lib/process.
#include <doctest/doctest.h>

#include <aio/aio.hpp>
#include <process/program.hpp>
#include <process/shell.hpp>

#include <chrono>
#include <string>
#include <utility>

using namespace std::chrono_literals;

namespace {

process::ProgramResult run(process::Command command) {
    return aio::run(process::run_program(std::move(command)));
}

}  // namespace

TEST_CASE("a program that is not there is told, not thrown") {
    const process::ProgramResult result = run({.args = {"/no/such/program"}});
    CHECK(result.end == process::End::not_started);
    CHECK(result.output == "/no/such/program: No such file or directory");
}

TEST_CASE("a program may leave a child that holds its output open: it has ended all the same") {
    const process::ProgramResult result =
        run({.args = {"/bin/sh", "-c", "sleep 60 & echo done"}, .limits = {.time = 20s}});
    CHECK(result.end == process::End::exited);
    CHECK(result.output == "done\n");
    CHECK(result.took < 10s);
}

TEST_CASE("a word for a shell is in quotes where it needs them") {
    CHECK(process::shell_word("../ws/Stück_1.cpp") == "../ws/Stück_1.cpp");
    CHECK(process::shell_word("../ws with space") == "'../ws with space'");
    CHECK(process::shell_word("it's") == "'it'\\''s'");
    CHECK(process::shell_word("~") == "'~'");
    CHECK(process::shell_word("") == "''");
    CHECK(process::shell_word("-x") == "-x");
    CHECK(process::shell_path("-x") == "./-x");
    CHECK(process::shell_path("-x y") == "'./-x y'");
}

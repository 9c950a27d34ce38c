#include <check/host/runner.hpp>

#include <check/host/confine.hpp>
#include <check/host/facts.hpp>
#include <check/host/plugins.hpp>
#include <check/protocol.hpp>
#include <terminal/output.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace check {
namespace {

std::optional<protocol::Instructions> instructions() {
    const std::string text(std::istreambuf_iterator<char>(std::cin), {});
    // The program has no input.
    if (const int nothing = open("/dev/null", O_RDONLY); nothing > 0) {
        dup2(nothing, STDIN_FILENO);
        close(nothing);
    }
    return protocol::read_instructions(text);
}

// Ends the program if its reader has closed the descriptor.
void hand_over(const std::string& piece) {
    if (!terminal::write_all(protocol::report_descriptor, piece))
        std::_Exit(protocol::cannot_report);
}

}  // namespace

int run_as_runner() {
    const auto how = instructions();
    if (!how) {
        fmt::print(stderr, "check_exercise: a runner is told what to do on its stdin\n");
        return 2;
    }
    if (how->confined) confine();
    hand_over(std::string(protocol::head_of_evidence));
    if (const int status = load_both(how->exercise, how->check); status != 0) return status;
    run_programs(how->seed, hand_over);
    // A stranger's exit handlers and destructors are skipped. So is LeakSanitizer, which would have
    // to start a process, which is forbidden by now.
    if (how->confined) {
        std::cout.flush();
        std::fflush(nullptr);
        _exit(0);
    }
    return 0;
}

}  // namespace check

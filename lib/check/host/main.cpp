// check_exercise: loads a student's exercise and the check that belongs to it,
// and reports which facts hold. The coach starts it; by hand:
//
//   cd build/checks
//   ./check_exercise shipped/02_create_then_await.so 02_create_then_await.so
//
// Both are plug-ins, so that everything but the student's own file is built
// beforehand: after a change one file is compiled and linked with nothing. And
// nothing of the student's runs before the doors below are closed.
//
// With --report, the lines go to the coach alone, who believes them only if all of
// the facts are there, in order, once, and the end behind them. So whatever else
// the student's code does to this process (leaves it, prints, closes what is
// open), it can spoil its own report, and no more; see channel.hpp and confine.cpp.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <check/evidence.hpp>
#include <check/host/channel.hpp>
#include <check/host/confine.hpp>
#include <check/host/facts.hpp>
#include <check/protocol.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <cxxabi.h>
#include <dlfcn.h>
#include <unistd.h>

namespace {

using namespace check::protocol;

// The loader says "...: undefined symbol: _Z10all_delaysSt6vector..."; the
// student has to hear "all_delays(std::vector<...>)".
std::string undefined_in(const std::string& message) {
    const std::string mark = "undefined symbol: ";
    const auto at = message.find(mark);
    if (at == message.npos) return {};
    const std::string symbol = message.substr(at + mark.size());
    const std::string mangled = symbol.substr(0, symbol.find_first_of(" ,\t\n"));
    int status = 0;
    char* text = abi::__cxa_demangle(mangled.c_str(), nullptr, nullptr, &status);
    std::string name = status == 0 ? text : mangled;
    std::free(text);
    return name;
}

// 0, or the exit status. RTLD_GLOBAL: the check finds the student's functions.
int load(const std::string& file) {
    if (dlopen(file.c_str(), RTLD_NOW | RTLD_GLOBAL)) return 0;
    const std::string message = dlerror();
    const std::string missing = undefined_in(message);
    fmt::print(stderr, "{}\n", missing.empty() ? message : fmt::format("{}{}", undefined, missing));
    return cannot_load;
}

struct Flags {
    std::string exercise, check;
    std::uint64_t seed = std::random_device()();
    int report_to = 1, width = 80;
    bool confined = false, shows = false, outlines = false;
    std::string tapes = {};                // empty: none
    std::vector<std::string> extras = {};  // a lesson's

    // Empty, or the exit status.
    std::optional<int> parse(int argc, char** argv) {
        CLI::App app("Loads an exercise and its check, and reports which facts hold.",
                     "check_exercise");
        app.add_option("exercise", exercise, "the student's file, compiled to a plug-in")
            ->required();
        app.add_option("check", check, "the check, likewise")->required();
        app.add_option("--seed", seed, "chooses the delays");
        app.add_option("--report", report_to, "the file descriptor to report to");
        app.add_option("--width", width, "columns of the pictures");
        app.add_flag("--confine", confined, "no network, no processes, no writing of files");
        app.add_option("--tapes", tapes,
                       "also report every run's tape: as its author sees it, or whole")
            ->check(CLI::IsMember({"program", "whole"}));
        app.add_flag("--show", shows,
                     "run the example in real time instead; more flags are the lesson's: "
                     "--clock virtual --tape FILE");
        app.add_flag("--outline", outlines, "print what the coach has to know beforehand instead");
        app.allow_extras();
        try {
            app.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            return app.exit(error);
        }
        extras = app.remaining();
        return std::nullopt;
    }
};

// 0, or the exit status. Only the check may define test cases.
int load_both(const Flags& flags) {
    const std::size_t ours = check::count_registered();
    if (const int status = load(flags.exercise); status != 0) return status;
    if (check::count_registered() != ours) {
        fmt::print(stderr, "It defines test cases, or reporters of tests. Only the check may.\n");
        return cannot_load;
    }
    return load(flags.check);
}

int show_example(Flags flags, char* program_name) {
    const check::detail::Shown* example = check::detail::example();
    if (!example) {
        fmt::print(stderr, "check_exercise: {} has no example to show\n", flags.check);
        return 2;
    }
    std::vector<char*> args{program_name};
    for (std::string& flag : flags.extras) args.push_back(flag.data());
    args.push_back(nullptr);
    lesson::Program program(static_cast<int>(args.size()) - 1, args.data(), example->about);
    example->show(program);
    return program.done();
}

int run(int argc, char** argv) {
    Flags flags;
    if (const auto status = flags.parse(argc, argv)) return *status;

    const check::Channel channel(flags.report_to);
    if (flags.confined) check::confine();
    if (const int status = load_both(flags); status != 0) return status;
    if (flags.outlines) {
        fmt::print("{}\n", to_line(check::outline()));
        return 0;
    }
    if (flags.shows) return show_example(flags, argv[0]);

    const check::HowToRun how{.seed = flags.seed,
                              .width = flags.width,
                              .tapes = !flags.tapes.empty(),
                              .whole_tapes = flags.tapes == "whole",
                              .write = [&](const std::string& line) { channel.write(line); }};
    const int status = check::run_facts(how) ? all_hold : some_fail;
    // A stranger's exit handlers and destructors are left out. So is LeakSanitizer,
    // which would have to start a process, and that is forbidden by now.
    if (flags.confined) {
        std::cout.flush();
        std::fflush(nullptr);
        _exit(status);
    }
    return status;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        fmt::print(stderr, "check_exercise: {}\n", error.what());
        return cannot_confine;
    }
}

// check_exercise: loads a student's exercise and the check that belongs to it,
// and reports which facts hold. By hand:
//
//   cd build/checks
//   ./check_exercise shipped/02_create_then_await.so 02_create_then_await.so
//
// Both are plug-ins, so that everything except the student's own file is built in advance: after a
// change one file is compiled, and linked with nothing.
//
// It is two processes. A runner loads the student's plug-in and the check, runs what the check
// runs, and hands over what came of it. A judge loads the check and, in place of the student's
// plug-in, the exercise as shipped, of which it runs nothing; it takes what was handed over, looks
// whether that could have happened, and asks the facts. So whatever the student's code does to its
// own process, it can spoil its own evidence, and nothing else. By hand, the judge starts the
// runner; the coach starts each itself, with --runner, in a confined process (confine.hpp), and
// with --judge.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <aio/extend.hpp>
#include <check/case.hpp>
#include <check/host/confine.hpp>
#include <check/host/facts.hpp>
#include <check/host/front.hpp>
#include <check/host/plugins.hpp>
#include <check/host/runner.hpp>
#include <check/protocol.hpp>
#include <terminal/output.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

namespace {

using namespace check::protocol;

struct Flags {
    std::string exercise, check;
    std::uint64_t seed = std::random_device()();
    int report_to = 1, width = 80;
    std::size_t memory = 0;
    bool runs = false, judges = false, confined = false, shows = false, outlines = false;
    std::string tapes = {};                // empty: none
    std::vector<std::string> extras = {};  // a lesson's

    // Empty, or the exit status.
    std::optional<int> parse(int argc, char** argv) {
        CLI::App app("Loads an exercise and its check, and reports which facts hold.",
                     "check_exercise");
        app.add_option("exercise", exercise, "the student's file, compiled to a plug-in");
        app.add_option("check", check, "the check, likewise");
        app.add_option("--seed", seed, "chooses the delays");
        app.add_option("--report", report_to, "the file descriptor to report to");
        app.add_option("--width", width, "columns of the pictures");
        app.add_option("--memory", memory, "bytes that the program could have, for its sentence");
        app.add_flag("--runner", runs, "be the runner alone, as stdin says");
        app.add_flag("--judge", judges,
                     "be the judge alone: `exercise` is the one as shipped, and stdin has the "
                     "seed, a newline, and the evidence");
        app.add_flag("--confined", confined, "with --judge: where the system can");
        app.add_option("--tapes", tapes,
                       "also report tapes: of each fact's run that is drawn, of every run as its "
                       "author sees it, or of every run and whole")
            ->check(CLI::IsMember({"shown", "program", "whole"}));
        app.add_flag("--show", shows,
                     "run the example in real time instead; more flags are the lesson's: "
                     "--clock virtual --tape FILE, --help");
        app.add_flag("--outline", outlines, "print what the coach has to know beforehand instead");
        app.allow_extras();
        // With --show that flag is the lesson's, too.
        for (int i = 1; i < argc; ++i)
            if (std::string_view(argv[i]) == "--show") app.set_help_flag();
        try {
            app.parse(argc, argv);
            if (!runs && check.empty()) throw CLI::RequiredError("an exercise and a check");
        } catch (const CLI::ParseError& error) {
            return app.exit(error);
        }
        extras = app.remaining();
        return std::nullopt;
    }
};

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

check::TapesToTell tapes_called(std::string_view name) {
    using enum check::TapesToTell;
    return name == "shown" ? shown : name == "program" ? program : name == "whole" ? whole : none;
}

int judge(const Flags& flags, std::uint64_t seed, std::string_view evidence,
          bool breaks_off = false) {
    // It drops coroutines of its own that never run. Nobody reads reports of them, and looking up
    // each one's line would take longer than everything else.
    const aio::extend::QuietDrops quiet;
    const bool all =
        check::judge_facts({.seed = seed,
                            .width = flags.width,
                            .tapes = tapes_called(flags.tapes),
                            .breaks_off = breaks_off,
                            .memory = flags.memory,
                            .write =
                                [&](const std::string& line) {
                                    if (!terminal::write_all(flags.report_to, line + "\n"))
                                        std::_Exit(cannot_report);
                                }},
                           evidence);
    return all ? all_hold : some_fail;
}

// Where the system cannot, the runner says so, and the program that started both decides.
void confine_if_possible() {
    try {
        check::confine();
    } catch (const std::runtime_error&) {
    }
}

// Everything is loaded before it looks for the evidence, which may take long to come.
int judge_alone(const Flags& flags) {
    if (const int status = check::load_both(flags.exercise, flags.check); status != 0)
        return status;
    if (flags.confined) confine_if_possible();
    const std::string text = check::read_all(STDIN_FILENO);
    const auto end_of_seed = std::min(text.find('\n'), text.size());
    return judge(flags, std::strtoull(text.c_str(), nullptr, 10),
                 std::string_view(text).substr(std::min(end_of_seed + 1, text.size())));
}

int run_and_judge(const Flags& flags) {
    const check::HandedOver runner =
        check::start_runner({.exercise = flags.exercise, .check = flags.check, .seed = flags.seed});
    if (runner.status == cannot_load) return cannot_load;
    if (runner.status != 0)
        fmt::print(stderr, "check_exercise: the program ended early, with status {}\n",
                   runner.status);
    const std::string shipped = check::shipped_beside(flags.check);
    if (const int status = check::load_both(shipped, flags.check); status != 0) return status;
    const int status = judge(flags, flags.seed, runner.evidence, runner.status != 0);
    return runner.status != 0 ? runner.status : status;
}

int run(int argc, char** argv) {
    Flags flags;
    if (const auto status = flags.parse(argc, argv)) return *status;
    if (flags.runs) return check::run_as_runner();
    if (flags.judges) return judge_alone(flags);
    if (!flags.outlines && !flags.shows) return run_and_judge(flags);

    if (const int status = check::load_both(flags.exercise, flags.check); status != 0)
        return status;
    if (flags.shows) return show_example(flags, argv[0]);
    fmt::print("{}\n", to_line(check::outline()));
    return 0;
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

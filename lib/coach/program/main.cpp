// coach: runs the exercises. `coach --help` lists what it can do.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <aio/aio.hpp>
#include <coach/commands.hpp>
#include <coach/grade.hpp>
#include <coach/mistake.hpp>
#include <coach/watch.hpp>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <system_error>

#include <unistd.h>

namespace {

// What the command line says.
struct Asked {
    std::string exercise;  ///< empty: the next one
    std::string folder;    ///< of the workshop; empty: here
    std::optional<std::uint64_t> seed;
    bool force = false;
    coach::GradeOptions grade;
};

// "03_gather" of "03_gather/", "03_gather/exercise.cpp" and any other path to it,
// as a shell completes them. What is no path stays: "3".
std::string exercise_in(const std::string& typed) {
    if (typed.find('/') == typed.npos && typed != "." && typed != "exercise.cpp") return typed;
    std::filesystem::path path = std::filesystem::absolute(typed).lexically_normal();
    if (!path.has_filename()) path = path.parent_path();  // "03_gather/"
    if (path.filename() == "exercise.cpp") path = path.parent_path();
    return path.has_filename() ? path.filename().string() : typed;
}

// Empty, or what is wrong with it. CLI11 itself takes "-1" as a large number.
std::string trouble_with_seed(const std::string& typed) {
    std::uint64_t seed = 0;
    const char* end = typed.data() + typed.size();
    const auto [rest, error] = std::from_chars(typed.data(), end, seed);
    if (error == std::errc() && rest == end) return {};
    return fmt::format("\"{}\" is not a whole number from 0 to {}", typed, UINT64_MAX);
}

// The toolkit and the workshop are looked for only when a command needs them.
struct Found {
    coach::Toolkit toolkit = coach::Toolkit::find();
    coach::Workshop workshop;
    const coach::Exercise* exercise = nullptr;  ///< null: all are done

    explicit Found(const Asked& asked)
        : workshop(coach::Workshop::find(
              toolkit, asked.folder.empty() ? std::filesystem::current_path()
                                            : std::filesystem::path(asked.folder))),
          exercise(asked.exercise.empty() ? workshop.next(toolkit)
                                          : &toolkit.exercise(exercise_in(asked.exercise))) {}

    const coach::Exercise& one() const {
        if (!exercise)
            throw coach::Mistake("all exercises are done. Say which one you mean, as in "
                                 "`./coach check 02`.");
        return *exercise;
    }
};

int run(int argc, char** argv) {
    CLI::App app("Runs the exercises of Nine to Three. Where a command takes an exercise, give its "
                 "number, as in `coach check 02`; without one it is the next that is not done.",
                 "coach");
    app.require_subcommand(1);
    Asked asked;
    const coach::Look look = coach::Look::of(STDOUT_FILENO);
    std::function<int()> action;

    const auto command = [&](const char* name, const char* text, bool takes_exercise) {
        CLI::App* sub = app.add_subcommand(name, text);
        sub->add_option("--workshop", asked.folder, "its folder; default: where you are")
            ->type_name("FOLDER");
        if (takes_exercise) sub->add_option("exercise", asked.exercise, "its number");
        return sub;
    };
    const auto on_one = [&](const char* name, const char* text, auto function) {
        CLI::App* sub = command(name, text, true);
        sub->callback([&, function] {
            action = [&, function] {
                Found found(asked);
                return function(found, found.one());
            };
        });
        return sub;
    };

    CLI::App* init = app.add_subcommand("init", "make a workshop: a folder with the exercises");
    init->add_option("folder", asked.folder, "a new folder, or a workshop to add new exercises to")
        ->required();
    init->callback([&] {
        action = [&] { return coach::init(coach::Toolkit::find(), asked.folder, look); };
    });
    command("list", "what is done, and what is next", false)->callback([&] {
        action = [&] {
            Found found(asked);
            return coach::list(found.toolkit, found.workshop, look);
        };
    });
    command("watch", "check an exercise whenever you save it", true)->callback([&] {
        action = [&] {
            Found found(asked);
            return aio::run(coach::watch(found.toolkit, found.workshop, found.exercise));
        };
    });
    on_one("check", "compile it, and tell which facts hold", [&](Found& found, const auto& exercise) {
        return coach::check(found.toolkit, found.workshop, exercise, asked.seed, look);
    })->add_option("--seed", asked.seed, "the same delays as in another check")->check(trouble_with_seed);
    CLI::App* shows = on_one("run", "show it in real time; takes a lesson's flags: --speed 3, ...",
                             [&](Found& found, const auto& exercise) {
        return coach::run(found.toolkit, found.workshop, exercise,
                          app.get_subcommand("run")->remaining(), look);
    });
    shows->allow_extras();
    on_one("hint", "one hint more each time", [&](Found& found, const auto& exercise) {
        return coach::hint(found.toolkit, found.workshop, exercise, look);
    });
    on_one("solution", "one way to do it, once you have passed", [&](Found& found, const auto& exercise) {
        return coach::solution(found.toolkit, found.workshop, exercise, asked.force, look);
    })->add_flag("--force", asked.force, "even if you have not");
    on_one("reset", "the exercise as it was at first; keeps a backup", [&](Found& found, const auto& exercise) {
        return coach::reset(found.toolkit, found.workshop, exercise, look);
    });
    on_one("explain", "what it was about, once you have passed", [&](Found& found, const auto& exercise) {
        return coach::explain(found.toolkit, found.workshop, exercise, asked.force, look);
    })->add_flag("--force", asked.force, "even if you have not");

    CLI::App* grade = app.add_subcommand("grade", "for teachers: check a folder of submissions, one folder a student");
    grade->add_option("submissions", asked.grade.submissions, "the folder")->required();
    grade->add_option("--csv", asked.grade.csv, "also write a table to this file");
    grade->add_option("--junit", asked.grade.junit, "also write JUnit XML to this file");
    grade->add_option("--jobs", asked.grade.jobs, "how many at once; default: the processors")
        ->check(CLI::Range(1, 1024));
    grade->add_option("--seed", asked.grade.seed, "the same delays as in another grading")
        ->check(trouble_with_seed);
    grade->callback([&] {
        action = [&] {
            asked.grade.look = look;
            const coach::Toolkit toolkit = coach::Toolkit::find();
            return aio::run(coach::grade(toolkit, asked.grade));
        };
    });

    // By the name it was called by: only in a workshop that is "./coach".
    const std::string help =
        fmt::format("`{} --help` lists the commands.", argc > 0 ? argv[0] : "coach");
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        fmt::print("{}", app.help());
        return 0;
    } catch (const CLI::ParseError& error) {
        // CLI11 would say only that there is no command.
        const bool is_command =
            argc < 2 || !app.get_subcommands([&](const CLI::App* sub) {
                                return sub->get_name() == argv[1];
                            }).empty();
        if (!is_command)
            throw coach::Mistake(fmt::format("there is no command \"{}\". {}", argv[1], help));
        throw coach::Mistake(fmt::format("{}. {}", error.what(), help));
    }
    return action();
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const int status = run(argc, argv);
        errno = 0;
        if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
            throw std::system_error(errno == 0 ? EIO : errno, std::generic_category());
        return status;
    } catch (const coach::Mistake& mistake) {
        fmt::print(stderr, "coach: {}\n", mistake.what());
    } catch (const std::filesystem::filesystem_error& error) {
        fmt::print(stderr, "coach: {}: {}\n", error.path1().string(), error.code().message());
    } catch (const std::system_error& error) {
        // fmt throws this, too. A reader who has gone, as in `coach list | head -1`, knows.
        const int number = error.code().value();
        if (std::ferror(stdout) != 0 && number == EPIPE) return 128 + SIGPIPE;
        if (std::ferror(stdout) != 0)
            fmt::print(stderr, "coach: cannot write to the standard output: {}\n",
                       std::generic_category().message(number));
        else
            fmt::print(stderr, "coach: {}\n", error.what());
    } catch (const aio::CancelledError&) {
        std::signal(SIGINT, SIG_DFL);  // Ctrl-C: die of it, as a shell expects
        std::raise(SIGINT);
    } catch (const std::exception& error) {
        fmt::print(stderr, "coach: {}\n", error.what());
    }
    return 2;
}

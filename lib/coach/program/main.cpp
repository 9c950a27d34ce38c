// coach: runs the exercises. `coach --help` lists what it can do.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <aio/aio.hpp>
#include <coach/built_from.hpp>
#include <coach/commands.hpp>
#include <coach/files.hpp>
#include <coach/grade.hpp>
#include <coach/mistake.hpp>
#include <coach/own_program.hpp>
#include <coach/watch.hpp>
#include <process/surroundings.hpp>
#include <terminal/wrap.hpp>

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
    coach::CheckOptions check;
    bool force = false;
    coach::GradeOptions grade;
};

// "03_gather" of "03_gather/", "03_gather/exercise.cpp" and any other path to it,
// as a shell completes them. Anything but a path stays: "3".
std::string exercise_in(const std::string& typed) {
    if (typed.find('/') == typed.npos && typed != "." && typed != "exercise.cpp") return typed;
    std::filesystem::path path = std::filesystem::absolute(typed).lexically_normal();
    if (!path.has_filename()) path = path.parent_path();  // "03_gather/"
    if (path.filename() == "exercise.cpp") path = path.parent_path();
    return path.has_filename() ? path.filename().string() : typed;
}

// Empty, or what is wrong with it. CLI11 itself takes "-1" as a large number.
std::string trouble_with_number(const std::string& typed, std::uint64_t least, std::uint64_t most) {
    std::uint64_t number = 0;
    const char* end = typed.data() + typed.size();
    const auto [rest, error] = std::from_chars(typed.data(), end, number);
    if (error == std::errc() && rest == end && number >= least && number <= most) return {};
    return fmt::format("\"{}\" is not a whole number from {} to {}", typed, least, most);
}
std::string trouble_with_seed(const std::string& typed) {
    return trouble_with_number(typed, 0, UINT64_MAX);
}
std::string trouble_with_jobs(const std::string& typed) {
    return trouble_with_number(typed, 1, 1024);
}

// The toolkit and the workshop are looked for only when a command needs them.
struct Found {
    coach::Toolkit toolkit = coach::Toolkit::find();
    coach::Workshop workshop;
    const coach::Exercise* exercise = nullptr;  ///< null: all are done

    explicit Found(const Asked& asked)
        : workshop(coach::Workshop::find(toolkit, asked.folder.empty()
                                                      ? std::filesystem::current_path()
                                                      : std::filesystem::path(asked.folder))),
          exercise(asked.exercise.empty() ? workshop.next(toolkit)
                                          : &toolkit.exercise(exercise_in(asked.exercise))) {
        if (!workshop.trouble().empty()) fmt::print(stderr, "coach: {}\n", workshop.trouble());
    }

    const coach::Exercise& one() const {
        if (!exercise)
            throw coach::Mistake(
                "all exercises are done. Say which one you mean, as in "
                "`./coach check 02`.");
        return *exercise;
    }
};

// The commands, each of which sets what is to be done.
class CommandLine {
public:
    CommandLine() {
        app_.require_subcommand(1);
        app_.set_version_flag("--version", "coach, Nine to Three " NINE_VERSION,
                              "print the toolkit's version");
        app_.add_flag("--words", style_.words,
                      "describe timelines and marks in words, for screen readers");
        add_workshop();
        add_exercise();
        add_grade();
        add_built();
    }
    // The exit status. Mistake if the flags make no sense.
    int run(int argc, char** argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::CallForHelp&) {
            fmt::print("{}", app_.help());
            return 0;
        } catch (const CLI::CallForVersion& version) {
            fmt::print("{}\n", version.what());
            return 0;
        } catch (const CLI::ParseError& error) {
            throw coach::Mistake(explained(error, argc, argv));
        }
        return action_();
    }

private:
    CLI::App* command(const char* name, const char* text, std::function<int()> action) {
        CLI::App* sub = app_.add_subcommand(name, text);
        sub->callback([this, action = std::move(action)] { action_ = action; });
        sub->fallthrough();  // --words may come after the command, too
        return sub;
    }
    // A command that needs a workshop, and perhaps an exercise in it.
    CLI::App* command_in_workshop(const char* name, const char* text, bool takes_exercise,
                                  std::function<int(Found&)> function) {
        CLI::App* sub = command(name, text, [this, function = std::move(function)] {
            Found found(asked_);
            return function(found);
        });
        sub->add_option("--workshop", asked_.folder, "its folder; default: where you are")
            ->type_name("FOLDER");
        if (takes_exercise) sub->add_option("exercise", asked_.exercise, "its number");
        return sub;
    }
    CLI::App* on_one(const char* name, const char* text, std::function<int(Found&)> function) {
        return command_in_workshop(name, text, true, std::move(function));
    }

    void add_workshop() {
        command("init", "make a workshop: a folder with the exercises",
                [this] { return coach::init(coach::Toolkit::find(), asked_.folder, style_); })
            ->add_option("folder", asked_.folder,
                         "a new folder, or a workshop to add new exercises to")
            ->required();
        command_in_workshop(
            "list", "what is done, what is next, and what each one needs", false,
            [this](Found& found) { return coach::list(found.toolkit, found.workshop, style_); });
    }

    void add_exercise() {
        on_one("watch", "check an exercise whenever you save it", [this](Found& found) {
            return aio::run(
                coach::watch(found.toolkit, found.workshop, found.exercise, style_.words));
        });
        CLI::App* check =
            on_one("check", "compile an exercise, and say which facts hold", [this](Found& found) {
                return coach::check(found.toolkit, found.workshop, found.one(), asked_.check,
                                    style_);
            });
        check->add_option("--seed", asked_.check.seed, "the same delays as in another check")
            ->check(trouble_with_seed);
        check
            ->add_option("--tape", asked_.check.tape,
                         "also write what happened in each run, event by event, as JSON lines")
            ->type_name("FILE");
        add_run();
        on_one("hint", "another hint each time", [this](Found& found) {
            return coach::hint(found.toolkit, found.workshop, found.one(), style_);
        });
        on_one("reset", "restore an exercise as it was at first; keeps a backup",
               [this](Found& found) {
                   return coach::reset(found.toolkit, found.workshop, found.one(), style_);
               });
        on_one("solution", "one way to do it, once you have passed", [this](Found& found) {
            return coach::solution(found.toolkit, found.workshop, found.one(), asked_.force,
                                   style_);
        })->add_flag("--force", asked_.force, "even if you have not");
        on_one("explain", "what it was about, once you have passed", [this](Found& found) {
            return coach::explain(found.toolkit, found.workshop, found.one(), asked_.force, style_);
        })->add_flag("--force", asked_.force, "even if you have not");
    }

    static bool asks_for_help(const std::vector<std::string>& flags) {
        return std::ranges::find(flags, "--help") != flags.end() ||
               std::ranges::find(flags, "-h") != flags.end();
    }

    // What follows the name is the lesson's, or the program's: --help, too.
    void add_run() {
        CLI::App* run = command(
            "run", "show it in real time; takes a lesson's flags: --speed 3, --tape FILE, ...",
            [this] {
                const auto flags = app_.get_subcommand("run")->remaining();
                if (asked_.exercise.empty() && asks_for_help(flags)) {
                    fmt::print("{}", app_.help());
                    return 0;
                }
                if (coach::is_own_program(asked_.exercise))
                    return coach::run_own_program(coach::Toolkit::find(), asked_.exercise, flags,
                                                  style_);
                Found found(asked_);
                return coach::run(found.toolkit, found.workshop, found.one(), flags, style_);
            });
        run->add_option("--workshop", asked_.folder, "its folder; default: where you are")
            ->type_name("FOLDER");
        run->add_option("exercise", asked_.exercise,
                        "its number, or a program of your own: playground/mine.cpp");
        run->allow_extras()->fallthrough(false);
        run->set_help_flag();
        run->footer("All other flags are the program's: `./coach run 02 --help` lists them.");
    }

    // A step of the build, with a list of the sources: not for people.
    void add_built() {
        command(
            "built", "",
            [this] {
                std::vector<std::filesystem::path> sources;
                for (const std::string& line : terminal::lines_of(coach::text_of(asked_.folder)))
                    sources.emplace_back(line);
                coach::note_what_was_built(coach::Toolkit::find(), sources);
                return 0;
            })
            ->group("")
            ->add_option("sources", asked_.folder)
            ->required();
    }

    void add_grade() {
        coach::GradeOptions& how = asked_.grade;
        CLI::App* grade = command(
            "grade", "for teachers: check a folder of submissions, one folder per student", [this] {
                if (asked_.grade.submissions.empty() && asked_.grade.merge.empty())
                    throw coach::Mistake(
                        "which folder? It should have one folder per student: `coach grade "
                        "submissions`.");
                asked_.grade.style = style_;
                const coach::Toolkit toolkit = coach::Toolkit::find();
                return aio::run(coach::grade(toolkit, asked_.grade));
            });
        grade->add_option("submissions", how.submissions, "the folder");
        grade->add_flag("--one", how.one, "the folder is one student's");
        grade->add_option("--merge", how.merge, "instead of a folder: files that --json wrote")
            ->type_name("FILE");
        add_results(*grade);
        grade
            ->add_option("--exercise", how.exercises,
                         "only this one; may be repeated; default: all that anybody has handed in")
            ->type_name("NUMBER")
            ->expected(1)
            ->take_all();
        grade
            ->add_option("--student", how.students,
                         "only students whose name contains this; may be repeated")
            ->type_name("TEXT")
            ->expected(1)
            ->take_all();
        grade->add_option("--jobs", how.jobs, "how many at once; default: the number of processors")
            ->check(trouble_with_jobs);
        grade->add_option("--seed", how.seed, "the same delays as when graded with this seed")
            ->check(trouble_with_seed);
        grade->add_flag("--force", how.force,
                        "check everything again, even what was checked before");
        grade->add_flag("--trust", how.trust, "go on even if this system cannot confine a program");
        grade->add_flag("--exit-zero", how.exit_zero,
                        "exit with status 0 if anything could be graded");
        grade->footer(coach::grade_statuses);
    }
    void add_results(CLI::App& grade) {
        coach::GradeOptions& how = asked_.grade;
        grade
            .add_option("--csv", how.csv, "write a CSV table: a line for each student and exercise")
            ->type_name("FILE");
        grade.add_option("--wide", how.wide, "write a CSV table: a line for each student")
            ->type_name("FILE");
        grade.add_option("--junit", how.junit, "write JUnit XML")->type_name("FILE");
        grade.add_option("--json", how.json, "write everything; without a file: on stdout")
            ->type_name("FILE")
            ->expected(0, 1)
            ->default_str("-");
        grade
            .add_option("--pages", how.pages, "write a page for each student, and one of the class")
            ->type_name("FOLDER");
        grade.add_option("--gradescope", how.gradescope, "with --one: Gradescope's results.json")
            ->type_name("FILE");
    }

    std::string explained(const CLI::ParseError& error, int argc, char** argv) const {
        // By the name it was called by: only in a workshop that is "./coach".
        const std::string help =
            fmt::format("`{} --help` lists the commands.", argc > 0 ? argv[0] : "coach");
        const char* const* name =
            argc > 1 && std::string_view(argv[1]) == "--words" ? argv + 2 : argv + 1;
        const auto is_called = [&](const CLI::App* sub) { return sub->get_name() == *name; };
        if (name >= argv + argc)
            return fmt::format("which command? As in `{} watch`. {}", argc > 0 ? argv[0] : "coach",
                               help);
        // CLI11 would say only that there is no command.
        if (app_.get_subcommands(is_called).empty())
            return fmt::format("there is no command \"{}\". {}", *name, help);
        return fmt::format("{}. {}", error.what(), help);
    }

    CLI::App app_{
        "Runs the exercises of Nine to Three. Where a command takes an exercise, give its "
        "number, as in `coach check 02`; without one it is the next that is not done.",
        "coach"};
    Asked asked_;
    coach::Style style_ = terminal::style_of(STDOUT_FILENO);
    std::function<int()> action_;
};

}  // namespace

int main(int argc, char** argv) {
    process::have_standard_descriptors();
    try {
        const int status = CommandLine().run(argc, argv);
        errno = 0;
        if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
            throw std::system_error(errno == 0 ? EIO : errno, std::generic_category());
        return status;
    } catch (const coach::Mistake& mistake) {
        fmt::print(stderr, "coach: {}\n", mistake.what());
    } catch (const std::filesystem::filesystem_error& error) {
        fmt::print(stderr, "coach: {}: {}\n", error.path1().string(), error.code().message());
    } catch (const std::system_error& error) {
        // fmt throws this, too. A reader that has gone, as in `coach list | head -1`, needs no
        // message.
        const int number = error.code().value();
        if (std::ferror(stdout) != 0 && number == EPIPE) return 128 + SIGPIPE;
        if (std::ferror(stdout) != 0)
            fmt::print(stderr, "coach: cannot write to the standard output: {}\n",
                       std::generic_category().message(number));
        else
            fmt::print(stderr, "coach: {}\n", error.what());
    } catch (const aio::CancelledError&) {
        std::signal(SIGINT, SIG_DFL);  // Ctrl-C: end by the signal, as a shell expects
        std::raise(SIGINT);
    } catch (const std::exception& error) {
        fmt::print(stderr, "coach: {}\n", error.what());
    }
    return 2;
}

// What every lesson program shares: its command line, the clock, the growing
// timeline, the verdict. It keeps all that out of the lesson's own text:
//
//   int main(int argc, char** argv) {
//       lesson::Program lesson(argc, argv, {.name = "01_await_in_loop",
//                                           .title = "Await in a loop"});
//       lesson.run("awaited as soon as created", await_in_loop());
//       return lesson.done();
//   }
//
// A program that is called wrongly, fails, or cannot write its output ends
// with one line on stderr: see Program.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <aio/run.hpp>

namespace lesson {

/// Prints a line: the loop's time, the task that speaks, the text. It goes
/// above the timeline while one grows on a terminal, and nowhere with `--json`.
/// From any thread. Between the runs of a Program it prints a paragraph; in a run that
/// is not the Program's own, such as those of aio::explore_all, and where there is no
/// Program, nothing. Text is UTF-8; a second line of it has no time in front.
///
///   lesson::say("sleeping for 3 s");   // "  0.0 s  delay 1  sleeping for 3 s"
void say(std::string_view text, std::source_location where = std::source_location::current());

/// Blocks the calling thread for this long, as reading a file or a computation would: on the loop's
/// thread nothing else runs in the meantime. Takes simulated time, too, where it is exact: see
/// aio/block_for.hpp.
void block_for(aio::duration);

/// A part of a lesson that takes long, and so runs on request only: with
/// `--<flag>`, or under the virtual clock, where it takes no time.
struct Extra {
    std::string flag;  ///< without its dashes: "near-misses"
    std::string help;  ///< "also run two near-misses, 9 s each"
};

/// What a program says about itself.
struct About {
    std::string name;   ///< its folder's: "01_await_in_loop"
    std::string title;  ///< "Await in a loop"
    /// The time that a picture's width stands for, if nothing takes longer: with one scale for
    /// several lessons, 3 s looks like a third of 9 s.
    std::chrono::seconds scale{};
    std::vector<Extra> extras = {};
    /// Whether pictures have a row for each coroutine's frame.
    bool frames = false;
    /// What it does, in a sentence, for a student who guesses how long it takes before seeing it
    /// (`--guess`): "Three tasks of 3 s, each awaited as soon as it is created."
    std::string guess = {};
    /// Whether it sends requests to a server: then `--url` can name one other than its own.
    bool asks_server = false;
};

/// What runs next, at each point of a run where several things can: see aio::follow.
using Choices = std::vector<std::size_t>;

/// One for each program, in main().
///
/// Ends the program, by std::exit, where it cannot go on: status 2 for a wrong
/// command line, 1 for an exception that leaves a coroutine given to run(), or
/// if stdout or a file cannot be written (141, without a word, if stdout is a pipe
/// that nobody reads any more). After Ctrl-C it dies of SIGINT, as a shell expects.
/// Either way the files that were asked for show what ran until then.
class Program {
public:
    /// Reads the command line; `--help` lists the flags.
    Program(int argc, char** argv, About about);
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    /// Runs `main` to its end in a loop of its own, with the clock that the
    /// command line asks for, and shows its timeline under this name. The
    /// first run is the lesson's headline: its result, if it is an int or a
    /// vector of int or std::string, is also the `results` in `--json`.
    ///
    /// Tasks are named after their coroutines ("delay 1", "delay 2"), unless
    /// create_task was given a name.
    template <class T>
    T run(std::string name, aio::Coroutine<T> main) {
        return run(std::move(name), std::move(main), Choices());
    }

    /// The same under one schedule, as aio::explore_all returns it: where several things can
    /// run, these choices are made, whatever `--seed` says, and then the first is taken.
    /// Time is simulated, since choices hold for simulated time only, but takes as long
    /// as it would under the clock that the command line asks for.
    ///
    ///   lesson.run("an update lost", three_tasks(), explored.first->choices);
    template <class T>
    T run(std::string name, aio::Coroutine<T> main, Choices choices) {
        begin(std::move(name), std::move(choices));
        try {
            if constexpr (std::is_void_v<T>) {
                aio::run(std::move(main), options());
                end();
            } else {
                T result = aio::run(std::move(main), options());
                end();
                if constexpr (requires { keep(result); }) keep(result);
                return result;
            }
        } catch (...) {
            fail();
        }
    }

    /// The same for a section that is meant to end with this error: its text is
    /// shown below the timeline, and the program goes on. A section that ends in
    /// another way, well or with another error, ends the program with status 1.
    ///
    ///   lesson.run_failing<aio::DeadlockError>("in two orders", crossed());
    template <class Error, class T>
    void run_failing(std::string name, aio::Coroutine<T> main) {
        begin(std::move(name));
        try {
            static_cast<void>(aio::run(std::move(main), options()));
        } catch (const Error& error) {
            return end_with_error(error.what());
        } catch (...) {
            fail();
        }
        fail_to_fail();
    }

    /// Runs the part of this name of the lesson's faulty program, which AddressSanitizer is to
    /// stop: faulty.cpp, built as the lesson's name with "_faulty". Says what it found, and where.
    /// Status 1 if it found nothing.
    void run_faulty(const std::string& part);

    /// Whether to run an extra part: its flag was given, or time is virtual.
    [[nodiscard]] bool wants(std::string_view flag) const;

    /// What `--url` says; empty: the lesson's own server.
    [[nodiscard]] const std::string& url() const;

    /// Writes what `--svg`, `--trace`, `--tape` and `--json` ask for. The exit status: 0.
    /// What cannot be written ends the program with status 1, as above.
    [[nodiscard]] int done();

private:
    void begin(std::string&& name, Choices&& choices = {});
    void ask_for_guess();
    [[nodiscard]] aio::RunOptions options();
    void end();
    void end_with_error(std::string_view text);
    [[noreturn]] void fail();
    [[noreturn]] void fail_to_fail();
    void keep(int result) { keep(std::vector<int>{result}); }
    void keep(const std::vector<int>& results);
    void keep(const std::vector<std::string>& results);

    friend void say(std::string_view, std::source_location);
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace lesson

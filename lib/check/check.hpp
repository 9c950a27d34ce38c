// What an exercise's check.cpp is made of: facts, each a doctest case of a few
// lines whose name says what must hold.
//
//   aio::Coroutine<> all_delays(std::vector<aio::duration>);  // in exercise.cpp
//
//   TEST_CASE("the total is the longest delay, not their sum") {
//       const auto delays = check::delays(3);
//       const auto run = check::run(all_delays(delays));
//       check::that(run.elapsed() == check::longest(delays), check::because(run.record));
//   }
//
// A fact that does not hold is told in a sentence: what happened, where, in the
// student's terms. Everything runs under simulated time, so figures are exact;
// delays are new ones in every run, so that nobody can write down the answer.
//
// The student's file is compiled into a plug-in, and so is the check; the
// program check_exercise (host/) loads both and reports the facts.
#pragma once

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <optional>
#include <source_location>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <aio/aio.hpp>
#include <aio/extend.hpp>
#include <check/bar.hpp>
#include <check/protocol.hpp>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <lesson/lesson.hpp>
#include <lesson/observer.hpp>
#include <lesson/verdict.hpp>
#include <timeline/facts.hpp>

namespace check {

/// `count` delays, whole seconds from 2 to 9, no two alike, in no order. The same
/// in every fact of one run of the check; std::invalid_argument for more than 8.
std::vector<aio::duration> delays(int count);

/// `count` numbers from 10 to 99, no two alike, in no order; std::invalid_argument
/// for more than 90. For results, which then tell whose they are.
std::vector<int> numbers(int count);

/// A whole number from `least` to `most`. The same calls give the same numbers
/// in every fact of one run.
int number(int least, int most);

aio::duration longest(const std::vector<aio::duration>&);
aio::duration sum(const std::vector<aio::duration>&);

/// "9 s", "0.5 s".
std::string seconds(aio::duration);
/// "exercise.cpp:23"; empty if the place is unknown.
std::string place(const timeline::Place&);
/// "2, 9 and 4 s".
std::string list(const std::vector<aio::duration>&);
/// "2, 9 and 4"; "none".
std::string list(const std::vector<int>&);
/// "a, b and c"; "none".
std::string list(const std::vector<std::string>&);
/// "1 task", "4 tasks", "no task".
std::string count(std::size_t, const std::string& noun);

// --- What a record says, in the words of a sentence --------------------------

/// Its rows as bars; those that never began are left out.
Bars bars(const timeline::Record&);

/// The tasks, main left out, in order of creation; also those that never began.
std::vector<const timeline::Row*> tasks(const timeline::Record&);

/// Where main waited, first things first: "exercise.cpp:27", "exercise.cpp:27 and
/// exercise.cpp:30". Empty if it never did. Places in a check's file say nothing to
/// a student; for those it is "all_results (exercise.cpp:24)", whoever waited.
std::string where_main_waited(const timeline::Record&);
/// Its first wait alone.
std::string first_wait(const timeline::Record&);

/// Which tasks had not ended when main did, and so were cancelled: "delay 1 and
/// delay 2 waited in exercise.cpp:16; reader waited in exercise.cpp:30". Empty if
/// all had.
std::string left_behind(const timeline::Record&);

/// "all_results (exercise.cpp:24)": the student's coroutine that runs as main, and
/// where it begins. Empty if main is the check's own.
std::string main_function(const timeline::Record&);

/// Why it took as long as it did: lesson::verdict's reason, or, where tasks were
/// left behind, that. "each task was awaited to its end before ...".
std::string because(const timeline::Record&);

// --- Judging ---------------------------------------------------------------

/// Says that the fact does not hold, and why, unless it does. Further ones of
/// the same case are still looked at. Beside the sentences stands the picture of
/// the run that came before the first that does not hold.
void that(bool holds, const std::string& sentence);

/// The same, and the rest of the case is left out: what follows would make no sense.
void require(bool holds, const std::string& sentence);

/// What a fact is worth, if it is not one point:
///
///   TEST_CASE("all tasks are created before the first await" * check::points(2)) {
struct points {
    explicit points(int worth) : worth_(worth) {}
    void fill(doctest::detail::TestCase&) const;

private:
    int worth_;
};

/// It counts only if another fact holds, too. A fact that the exercise satisfies as
/// shipped needs the fact that the lesson is about; may stand there more than once.
///
///   TEST_CASE("when it ends, every task has ended" * check::needs(the_point)) {
struct needs {
    explicit needs(const char* fact) : fact_(fact) {}
    void fill(doctest::detail::TestCase&) const;

private:
    const char* fact_;
};

/// How a run of the student's program went.
template <class T = void>
struct Run {
    timeline::Record record;           ///< what its tasks did, named after their coroutines
    std::vector<aio::Report> reports;  ///< mistakes that no exception tells
    std::exception_ptr error;          ///< what left it; null if it ended well
    std::optional<std::conditional_t<std::is_void_v<T>, std::monostate, T>> result;

    aio::duration elapsed() const { return record.elapsed(); }
};

/// What `error` is if a coroutine that has a result ended without co_return.
struct NoResult : std::runtime_error {
    NoResult() : std::runtime_error("it ended without co_return, so it has no result") {}
};
bool is_no_result(const std::exception_ptr&);

/// "TimeoutError: total: ..."; empty for null.
std::string describe(const std::exception_ptr&);

/// How a program failed: what left it, when, and at which co_await; who waits
/// where, if it stands still.
std::string failure(const std::exception_ptr&, const timeline::Record&);

namespace detail {

// To be asked of a task that is done: aio takes it for granted that there is a
// result if there is no error. (The language calls what happens here undefined;
// what our compilers do is to end the coroutine.)
template <class T>
void require_result(const aio::Task<T>& task) {
    if constexpr (!std::is_void_v<T>)
        if (!task.cancelled() && !task.exception() && !aio::extend::has_result(task))
            throw NoResult();
}

// As aio::run, but asks for the result first.
template <class T>
T run_main(aio::Coroutine<T> main, aio::RunOptions options) {
    const aio::Task<T> task = aio::extend::run_task(std::move(main), std::move(options));
    require_result(task);
    return task.result();
}

// Runs something in a loop of simulated time, recording it.
class Evidence {
public:
    aio::RunOptions options();
    // Also keeps it, to be shown beside the fact; see host/facts.cpp.
    template <class T>
    void give_to(Run<T>& run) {
        run.record = observer_.recorder().record();
        run.reports = std::move(reports_);
        remember(run.record, run.reports);
    }

private:
    void remember(const timeline::Record&, const std::vector<aio::Report>&);

    lesson::Observer observer_{nullptr};
    std::vector<aio::Report> reports_;
};

}  // namespace detail

/// Runs it under simulated time, whatever comes of it. `choose`: in an order other than
/// the plain one, see aio::RunOptions.
template <class T>
Run<T> attempt(aio::Coroutine<T> program, decltype(aio::RunOptions::choose) choose = nullptr) {
    Run<T> run;
    detail::Evidence evidence;
    aio::RunOptions options = evidence.options();
    options.choose = std::move(choose);
    try {
        if constexpr (std::is_void_v<T>) {
            aio::run(std::move(program), std::move(options));
            run.result.emplace();
        } else {
            run.result.emplace(detail::run_main(std::move(program), std::move(options)));
        }
    } catch (...) {
        run.error = std::current_exception();
    }
    evidence.give_to(run);
    return run;
}

/// The same, for a program that should end well: an exception that leaves it is
/// told, and ends the case.
template <class T>
Run<T> run(aio::Coroutine<T> program) {
    Run<T> run = attempt(std::move(program));
    if (run.error) require(false, failure(run.error, run.record));
    return run;
}

/// What `coach run` shows, in real time and with a growing timeline: the
/// exercise with the delays that stand in it. A check defines one, as a constant.
class Example {
public:
    /// `insight` is what `coach explain` tells: what the exercise was about.
    Example(lesson::About about, std::function<void(lesson::Program&)> show, std::string insight,
            ExerciseLimits limits = {});
};

}  // namespace check

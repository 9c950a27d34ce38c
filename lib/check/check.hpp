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
// A fact that does not hold is reported in a sentence: what happened, where, in the student's
// terms. Everything runs under simulated time, so figures are exact; the delays differ in every
// run, so that nobody can write down the answer.
//
// The student's file is compiled into a plug-in, and so is the check, which is loaded twice
// (host/): in a runner, beside the student's file, and in a judge, which never sees that file. The
// runner runs what is given to check::run, and hands over its evidence (evidence.hpp); the judge
// runs nothing, takes the evidence in the same order, and asks the facts. What the runner thinks of
// a fact is not asked. So a fact
//
//   - draws (delays, numbers) before a program, never inside: both must draw the same;
//   - reads nothing that a program has set except its result and what is Noted.
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
#include <check/evidence.hpp>
#include <check/failure.hpp>
#include <check/protocol.hpp>
#include <check/sent.hpp>
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

/// `count` numbers from 10 to 99, no two alike, in no order; std::invalid_argument for more than
/// 90. For results, which then show whose they are.
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

/// The tasks, main left out, in order of creation, including those that never began.
std::vector<const timeline::Row*> tasks(const timeline::Record&);

/// Where main waited, in that order: "exercise.cpp:27", "exercise.cpp:27 and exercise.cpp:30".
/// Empty if it never did. Places in a check's file mean nothing to a student; in place of those it
/// names the coroutine that waited, "all_results (exercise.cpp:24)".
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

/// Why it took as long as it did: lesson::verdict's reason or, where tasks were left behind, that
/// they were. "each task was awaited to its end before ...".
std::string because(const timeline::Record&);

// --- Judging ---------------------------------------------------------------

/// Says that the fact does not hold, and why, unless it does. Further ones of the same case are
/// still checked. The sentences are shown with the picture of the last run before the first of
/// them.
void that(bool holds, const std::string& sentence);

/// The same, and the rest of the case is skipped: what follows would make no sense.
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

/// It counts only if another fact holds, too. A fact that the exercise satisfies as shipped needs
/// the fact that the lesson is about. May be given more than once.
///
///   TEST_CASE("when it ends, every task has ended" * check::needs(the_point)) {
struct needs {
    explicit needs(const char* fact) : fact_(fact) {}
    void fill(doctest::detail::TestCase&) const;

private:
    const char* fact_;
};

/// How a run of a program went.
template <class T = void>
struct Run {
    timeline::Record record;           ///< what its tasks did, named after their coroutines
    std::vector<aio::Report> reports;  ///< mistakes that no exception reports
    std::optional<Failure> error;      ///< what left it; nothing if it ended well
    std::optional<std::conditional_t<std::is_void_v<T>, std::monostate, T>> result;

    aio::duration elapsed() const { return record.elapsed(); }
};

bool is_no_result(const std::optional<Failure>&);

/// "TimeoutError: total: ..."; empty for null, and for none.
std::string describe(const std::exception_ptr&);
std::string describe(const std::optional<Failure>&);

/// How a program failed: what left it, when, and at which co_await; if it is deadlocked, who waits
/// where.
std::string failure(const Failure&, const timeline::Record&);

namespace detail {

using Choose = decltype(aio::RunOptions::choose);

// Something that is handed over with the run in which it was set.
class NotedBase {
public:
    NotedBase();
    virtual ~NotedBase();
    NotedBase(const NotedBase&) = delete;
    NotedBase& operator=(const NotedBase&) = delete;

    virtual void write(Writer&) const = 0;
    /// Of the run that was handed over with it.
    virtual void read(Reader&, const timeline::Record&) = 0;
};

bool is_judge();
bool hands_over();
void hand_over(const RunEvidence&);
void hand_over(const AnswerEvidence&);
// Throws what ends the case if it is missing or impossible.
RunEvidence take_run(bool in_another_order);
AnswerEvidence take_answer();
// What is noted in a run: to be handed over, and as it was handed over.
std::vector<std::string> noted();
void take_noted(const RunEvidence&, const timeline::Record&);
[[noreturn]] void refuse(const std::string& why);
// Beside the fact; see host/facts.cpp.
void remember(const timeline::Tape&, const timeline::Record&, const std::vector<aio::Report>&);

// To be asked of a task that is done: aio takes it for granted that there is a
// result if there is no error. (The language calls what happens here undefined;
// what our compilers do is to end the coroutine.)
template <class T>
void require_result(const aio::Task<T>& task) {
    if constexpr (!std::is_void_v<T>)
        if (!task.cancelled() && !task.exception() && !aio::extend::has_result(task))
            throw NoResult();
}

// Like aio::run, but asks for the result first.
template <class T>
T run_main(aio::Coroutine<T> main, aio::RunOptions options) {
    const aio::Task<T> task = aio::extend::run_task(std::move(main), std::move(options));
    require_result(task);
    return task.result();
}

// Runs something in a loop of simulated time, recording it.
class Recording {
public:
    explicit Recording(Choose choose = nullptr);
    aio::RunOptions options();
    timeline::Record record() { return observer_.recorder().record(); }
    timeline::Tape tape() { return observer_.recorder().tape(); }
    std::vector<aio::Report> reports() { return std::move(reports_); }

private:
    Choose choose_;
    lesson::Observer observer_{nullptr};
    std::vector<aio::Report> reports_;
};

template <class T>
Run<T> run_here(aio::Coroutine<T> program, Recording& recording) {
    Run<T> run;
    try {
        if constexpr (std::is_void_v<T>) {
            aio::run(std::move(program), recording.options());
            run.result.emplace();
        } else {
            run.result.emplace(run_main(std::move(program), recording.options()));
        }
    } catch (...) {
        run.error = Failure::of(std::current_exception());
    }
    run.record = recording.record();
    run.reports = recording.reports();
    return run;
}

// The judge's own coroutine must not run: it is dropped where neither it nor those passed to it are
// reported.
template <class T>
void drop(aio::Coroutine<T> program) {
    aio::run(
        [](aio::Coroutine<T> unstarted) -> aio::Coroutine<> {
            unstarted.close();
            co_return;
        }(std::move(program)),
        {.clock = aio::Clock::simulated, .on_report = [](const aio::Report&) {}});
}

template <class T>
Run<T> taken(const RunEvidence& evidence) {
    Run<T> run;
    run.record = timeline::record_of(evidence.tape);
    run.reports = evidence.reports;
    run.error = evidence.error;
    try {
        if (evidence.result) {
            Reader from(*evidence.result);
            run.result = receive<typename decltype(run.result)::value_type>(from);
            from.require_end();
        }
        take_noted(evidence, run.record);
    } catch (const Malformed& wrong) {
        refuse(wrong.what());
    }
    return run;
}

template <class T>
RunEvidence evidence_of(const Run<T>& run, timeline::Tape tape) {
    RunEvidence evidence{std::move(tape), run.reports, run.error, {}, noted()};
    if (run.result) {
        Writer to;
        send(to, *run.result);
        evidence.result = to.text();
    }
    return evidence;
}

}  // namespace detail

/// Something that a program sets and a fact reads, beside the program's result:
///
///   check::Noted<int> most;
///   const auto run = check::run(watched(most));   // *most = std::max(*most, now);
///   check::that(*most == 3, ...);
template <class T>
class Noted : public detail::NotedBase {
public:
    T& operator*() { return value_; }
    const T& operator*() const { return value_; }

    void write(Writer& to) const override { send(to, value_); }
    void read(Reader& from, const timeline::Record&) override { value_ = receive<T>(from); }

private:
    T value_{};
};

/// A program of the check's own, with nothing of the student's in it: it runs wherever the check
/// does.
template <class T>
Run<T> model(aio::Coroutine<T> program) {
    detail::Recording recording;
    Run<T> run = detail::run_here(std::move(program), recording);
    detail::remember(recording.tape(), run.record, run.reports);
    return run;
}

/// Runs it under simulated time, whatever the outcome. `choose`: in an order other than the plain
/// one, see aio::RunOptions.
template <class T>
Run<T> attempt(aio::Coroutine<T> program, detail::Choose choose = nullptr) {
    if (detail::is_judge()) {
        detail::drop(std::move(program));
        const RunEvidence evidence = detail::take_run(choose != nullptr);
        Run<T> run = detail::taken<T>(evidence);
        detail::remember(evidence.tape, run.record, run.reports);
        return run;
    }
    detail::Recording recording(std::move(choose));
    Run<T> run = detail::run_here(std::move(program), recording);
    if (detail::hands_over())
        detail::hand_over(detail::evidence_of(run, recording.tape()));
    else
        detail::remember(recording.tape(), run.record, run.reports);
    return run;
}

/// The same, for a program that should end well: an exception that leaves it is reported, and ends
/// the case.
template <class T>
Run<T> run(aio::Coroutine<T> program) {
    Run<T> run = attempt(std::move(program));
    if (run.error) require(false, failure(*run.error, run.record));
    return run;
}

namespace detail {

// A value that is handed over beside the runs; see ask().
template <class T>
AnswerEvidence answer_of(const T& value) {
    Writer to;
    send(to, value);
    return {.error = {}, .value = to.text()};
}

template <class T>
T answered(const AnswerEvidence& answer) {
    if (answer.error) std::rethrow_exception(answer.error->as_exception());
    try {
        Reader from(answer.value);
        T value = receive<T>(from);
        from.require_end();
        return value;
    } catch (const Malformed& wrong) {
        refuse(wrong.what());
    }
}

}  // namespace detail

/// The answer of a plain function of the student's. Throws what it throws.
template <class R, class... Parameters, class... Args>
R ask(R (*function)(Parameters...), Args&&... args) {
    AnswerEvidence answer;
    if (detail::is_judge()) {
        answer = detail::take_answer();
    } else {
        try {
            answer = detail::answer_of<R>(function(std::forward<Args>(args)...));
        } catch (...) {
            answer.error = Failure::of(std::current_exception());
        }
        if (detail::hands_over()) detail::hand_over(answer);
    }
    return detail::answered<R>(answer);
}

/// What `coach run` shows, in real time and with a growing timeline: the exercise with the delays
/// written in it. A check defines one, as a constant.
class Example {
public:
    /// `insight` is what `coach explain` tells: what the exercise was about.
    Example(lesson::About about, std::function<void(lesson::Program&)> show, std::string insight,
            ExerciseLimits limits = {});
};

}  // namespace check

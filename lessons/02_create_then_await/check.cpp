// What exercise 02 has to show. Each case is a fact; the first that
// does not hold is what the student is told about.
//
// As shipped it fails at: all tasks are created before the first await

#include <algorithm>

#include <check/check.hpp>

using namespace std::chrono_literals;

// In exercise.cpp.
aio::Coroutine<> all_delays(std::vector<aio::duration> delays);

namespace {

const check::Example example(
    {.name = "02_create_then_await",
     .title = "your exercise",
     .scale = 9s},
    [](lesson::Program& lesson) {
        lesson.run("three delays of 3 s", all_delays({3s, 3s, 3s}));
    },
    "Waits overlap if all tasks exist before the first one is "
    "awaited. create_task schedules a task and returns at once; "
    "it is co_await that makes the caller wait. As shipped, each "
    "task was awaited before the next one was created, so no two "
    "of them ever waited at the same time. The total of several "
    "waits is their sum in a staircase, and the longest of them "
    "in a block.",
    {.time = 2s, .output = 64 * 1024});

using Durations = std::vector<aio::duration>;

// The longest is neither first nor last, so that awaiting only one
// of the two gives the wrong total.
Durations new_delays(int count) {
    Durations delays = check::delays(count);
    if (count > 2)
        std::iter_swap(delays.begin() + 1,
                       std::ranges::max_element(delays));
    return delays;
}

// How long the tasks lasted, from the shortest to the longest.
Durations lifetimes(const timeline::Record& record) {
    Durations all;
    for (const timeline::Row* task : check::tasks(record))
        all.push_back(timeline::lifetime(record, *task));
    std::ranges::sort(all);
    return all;
}

// ": all_delays itself waited, in exercise.cpp:27."
std::string who_waited(const timeline::Record& record) {
    const auto where = check::where_main_waited(record);
    return where.empty()
               ? ", and nothing was awaited."
               : ": all_delays itself waited, in " + where + ".";
}

// If a task's delay is gone before the task runs, nobody can tell
// how long it sleeps.
std::string advice(const Durations& lasted) {
    const bool none = std::ranges::count(lasted, 0s) ==
                      std::ranges::ssize(lasted);
    if (lasted.empty() || (!none && lasted.back() < 1h)) return "";
    return " If a task refers to its delay, by a `&` parameter "
           "or a lambda's captures, the delay may be gone by the "
           "time the task runs: pass the delay by value.";
}

}  // namespace

// What the exercise satisfies as shipped, or with nothing in it,
// counts only once this holds, too.
constexpr auto the_point =
    "all tasks are created before the first await";

TEST_CASE("every delay is a task of its own" *
          check::needs(the_point)) {
    const auto delays = new_delays(4);
    const auto run = check::run(all_delays(delays));
    const auto tasks = check::tasks(run.record).size();
    check::require(
        tasks > 0,
        fmt::format("There were {} delays, but no task{} It is "
                    "aio::create_task that makes a task of a "
                    "coroutine.",
                    delays.size(), who_waited(run.record)));
    check::that(
        tasks == delays.size(),
        fmt::format("There were {} delays, but {}.", delays.size(),
                    check::count(tasks, "task")));
}

TEST_CASE("all tasks are created before the first await" *
          check::points(2)) {
    const auto run = check::run(all_delays(new_delays(4)));
    const auto tasks = check::tasks(run.record).size();
    const auto created =
        timeline::created_before_first_await(run.record);
    const auto where = check::first_wait(run.record);
    check::require(
        tasks > 0,
        where.empty()
            ? "Nothing was awaited, and there was no task."
            : fmt::format("At the first co_await, in {}, there was "
                          "no task, and none came later.",
                          where));
    check::that(
        created == tasks,
        fmt::format(
            "At the first co_await{}, {} of {} "
            "existed. The others were created after it, "
            "too late to wait beside the first.",
            where.empty() ? "" : ", in " + where,
            created == 0 ? "none" : fmt::format("only {}", created),
            check::count(tasks, "task")));
}

// The longest delay comes first, and then last: it must not matter
// which task is the last one to end.
TEST_CASE("when it ends, every task has ended" *
          check::needs(the_point)) {
    auto delays = new_delays(4);
    std::ranges::sort(delays);
    const auto expected = delays;
    for (int order = 0; order < 2; ++order) {
        const auto run = check::run(all_delays(delays));
        const auto left = check::left_behind(run.record);
        check::require(
            left.empty(),
            fmt::format(
                "When all_delays ended, after {}, some tasks had "
                "not: {}. The loop cancelled what was left.",
                check::seconds(run.elapsed()), left));
        const auto lasted = lifetimes(run.record);
        check::that(
            lasted.empty() || lasted == expected,
            fmt::format("Delays of {} were asked for, but the "
                        "tasks lasted {}.{}",
                        check::list(expected), check::list(lasted),
                        advice(lasted)));
        std::ranges::reverse(delays);
    }
}

TEST_CASE("the total is the longest delay, not the sum") {
    const auto delays = new_delays(4);
    const auto run = check::run(all_delays(delays));
    const auto waited = check::where_main_waited(run.record);
    check::that(
        run.elapsed() == check::longest(delays),
        fmt::format("Delays of {} took {}{}: {}",
                    check::list(delays),
                    check::seconds(run.elapsed()),
                    waited.empty() ? "" : ", waiting in " + waited,
                    check::because(run.record)));
}

TEST_CASE("it works for one delay, and for eight") {
    for (const int count : {1, 8}) {
        const auto delays = new_delays(count);
        const auto run = check::run(all_delays(delays));
        const auto tasks = check::tasks(run.record).size();
        const bool in_time =
            run.elapsed() == check::longest(delays);
        check::require(
            in_time && tasks == delays.size(),
            fmt::format("{} became {} and took {} (the "
                        "longest is {}): {}",
                        check::count(delays.size(), "delay"),
                        check::count(tasks, "task"),
                        check::seconds(run.elapsed()),
                        check::seconds(check::longest(delays)),
                        check::because(run.record)));
    }
}

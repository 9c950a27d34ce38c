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
    });

// Where main first waited for something: in the student's file.
std::string first_wait(const timeline::Record& record) {
    for (const auto& span : record.rows.front().spans)
        if (span.state == timeline::State::waiting)
            return check::place(span.where);
    return "exercise.cpp";
}

}  // namespace

TEST_CASE("every delay is a task of its own") {
    const auto delays = check::delays(4);
    const auto run = check::run(all_delays(delays));
    check::that(run.record.tasks_started == delays.size(),
                fmt::format("there were {} delays, but {} tasks "
                            "began. A coroutine becomes a task by "
                            "aio::create_task.",
                            delays.size(), run.record.tasks_started));
}

TEST_CASE("all tasks are created before the first await") {
    const auto run = check::run(all_delays(check::delays(4)));
    const auto created = timeline::created_before_first_await(run.record);
    check::that(created == 4,
                fmt::format("{} of 4 tasks existed at the first "
                            "co_await, in {}. The others came too "
                            "late to wait beside it.",
                            created, first_wait(run.record)));
}

// The longest delay first, and then last: it must not matter which
// task is the last one to end.
TEST_CASE("when it ends, every task has ended") {
    auto delays = check::delays(4);
    std::ranges::sort(delays);
    for (int order = 0; order < 2; ++order) {
        const auto run = check::run(all_delays(delays));
        const auto left = std::ranges::count_if(
            run.record.rows, [](const timeline::Row& row) {
                return row.state != timeline::State::finished;
            });
        check::that(left == 0,
                    fmt::format("{} of 4 tasks were still under way when "
                                "all_delays ended, so they were cancelled. "
                                "Await every task.",
                                left));
        std::ranges::reverse(delays);
    }
}

TEST_CASE("the total is the longest delay, not the sum") {
    const auto delays = check::delays(4);
    const auto run = check::run(all_delays(delays));
    check::that(run.elapsed() == check::longest(delays),
                fmt::format("delays of {} took {}. {}",
                            check::list(delays),
                            check::seconds(run.elapsed()),
                            lesson::verdict(run.record)));
}

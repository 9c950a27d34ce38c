// What exercise 12 has to show, with attempts that the student has
// not seen: how long they take, and what they throw.
//
// As shipped it fails at: all attempts together keep within the budget

#include <functional>
#include <stdexcept>

#include <check/check.hpp>

using namespace std::chrono_literals;

using Attempt = std::function<aio::Coroutine<int>()>;

// In exercise.cpp.
aio::Coroutine<int> fetch(Attempt attempt, aio::duration budget,
                          aio::duration pause);

namespace {

// Attempts that take this long and fail, until one ends well.
struct Plan {
    std::vector<aio::duration> failing = {};
    aio::duration good{};
    int result = check::number(10, 99);
    aio::duration budget{}, pause{};
};

aio::Coroutine<int> attempt(int number, const Plan& plan) {
    const auto n = static_cast<std::size_t>(number);
    if (n > plan.failing.size()) {
        co_await aio::sleep(plan.good);
        co_return plan.result;
    }
    co_await aio::sleep(plan.failing[n - 1]);
    throw std::runtime_error(fmt::format("attempt {} of {} failed",
                                         number, plan.result));
}

// The student's, run as main's own coroutine.
aio::Coroutine<int> fetched(Plan plan) {
    int number = 0;
    co_return co_await fetch(
        [&] { return attempt(++number, plan); }, plan.budget,
        plan.pause);
}

// "An attempt that fails after 2 s, then one that succeeds after
// 3 s, pauses of 1 s, and a budget of 6 s".
std::string given(const Plan& plan) {
    const std::string good =
        "one that succeeds after " + check::seconds(plan.good);
    std::string text = "Given an attempt that succeeds after " +
                       check::seconds(plan.good);
    if (!plan.failing.empty())
        text = fmt::format(
                   "Given {} that failed after {}",
                   check::count(plan.failing.size(), "attempt"),
                   check::list(plan.failing)) +
               (plan.failing.size() < 3 ? ", then " + good : "");
    return text + fmt::format(", pauses of {}, and a budget of {}",
                              check::seconds(plan.pause),
                              check::seconds(plan.budget));
}

std::string came(const check::Run<int>& run) {
    const std::string error = check::describe(run.error);
    const std::string what =
        run.result ? fmt::format("the result {}", *run.result)
        : error.starts_with("TimeoutError") ? "TimeoutError"
                                            : error;
    return fmt::format("after {} came {}",
                       check::seconds(run.elapsed()), what);
}

bool timed_out(const check::Run<int>& run) {
    return check::describe(run.error).starts_with("TimeoutError");
}

void must_time_out(const Plan& plan) {
    const auto run = check::attempt(fetched(plan));
    check::that(
        timed_out(run) && run.elapsed() == plan.budget,
        fmt::format("{}, {}; it should be a TimeoutError at {}.",
                    given(plan), came(run),
                    check::seconds(plan.budget)));
}

void must_give_the_result(const Plan& plan) {
    const auto run = check::attempt(fetched(plan));
    check::that(run.result && *run.result == plan.result,
                fmt::format("{}, {}; it should be the result {}.",
                            given(plan), came(run), plan.result));
}

const check::Example example(
    {.name = "12_deadlines", .title = "your exercise", .scale = 9s},
    [](lesson::Program& lesson) {
        const int result = lesson.run(
            "2 s an attempt, 1 s a pause, a budget of 3 s",
            [](aio::Coroutine<int> all) -> aio::Coroutine<int> {
                try {
                    co_return co_await all;
                } catch (const aio::TimeoutError&) {
                    lesson::say("time is up");
                }
                co_return 0;
            }(fetched({.failing = {2s, 2s},
                                        .good = 2s,
                                        .result = 1,
                                        .budget = 3s,
                                        .pause = 1s})));
        lesson::say(fmt::format("Your result: {}.", result));
    },
    "The caller has a certain time for everything, and does not "
    "care how many attempts are made in it. So the limit belongs "
    "where the caller's time is known, around everything, and the "
    "code inside knows nothing of it: cancellation finds whatever "
    "is being waited for. A limit for each attempt is useful, too, "
    "inside the other one.",
    {.time = 2s, .output = 64 * 1024});

}  // namespace

// What the exercise satisfies as shipped, or with nothing in it,
// counts only once this holds, too.
constexpr auto the_point =
    "all attempts together keep within the budget";

TEST_CASE("an attempt that succeeds gives its result" *
          check::needs(the_point)) {
    const auto delay = check::delays(1).front();
    must_give_the_result({.good = delay, .budget = 60s});
    must_give_the_result({.failing = {1s, 1s},
                          .good = 1s,
                          .budget = 60s,
                          .pause = 1s});
}

TEST_CASE("an attempt may use what the others have left" *
          check::needs(the_point)) {
    const auto left = check::delays(1).front();
    must_give_the_result({.failing = {1s},
                          .good = left,
                          .budget = left + 3s,
                          .pause = 1s});
}

TEST_CASE("all attempts together keep within the budget" *
          check::points(2)) {
    const auto delay = check::delays(1).front();
    must_time_out({.failing = {delay, delay},
                   .good = delay,
                   .budget = delay + delay / 2});
    must_time_out({.good = 60s, .budget = 3 * delay});
}

TEST_CASE("the pauses count, too") {
    const auto pause = check::delays(1).front();
    must_time_out({.failing = {1s, 1s},
                   .good = 1s,
                   .budget = pause + 4s,
                   .pause = pause + 1s});
}

TEST_CASE("what the third attempt throws comes out" *
          check::needs(the_point)) {
    const Plan plan{
        .failing = {1s, 1s, 1s}, .budget = 20s, .pause = 1s};
    const auto run = check::attempt(fetched(plan));
    const std::string last =
        fmt::format("attempt 3 of {} failed", plan.result);
    check::that(
        check::describe(run.error).ends_with(last),
        fmt::format("{}, {}; it should be the error \"{}\".",
                    given(plan), came(run), last));
}

TEST_CASE("when it ends, nobody is left behind" *
          check::needs(the_point)) {
    const auto delay = check::delays(1).front();
    const auto run =
        check::attempt(fetched({.good = 60s, .budget = delay}));
    const auto left = check::left_behind(run.record);
    check::that(left.empty(),
                fmt::format("The budget was used up after {}, and "
                            "some tasks had not ended: {}.",
                            check::seconds(delay), left));
}

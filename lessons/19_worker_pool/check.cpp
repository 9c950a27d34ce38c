// What exercise 19 has to show, with items that the student has not
// seen.
//
// As shipped it fails at: at most two items wait in the queue

#include <algorithm>
#include <functional>
#include <optional>

#include <check/check.hpp>

using namespace std::chrono_literals;

using Next = std::function<aio::Coroutine<std::optional<int>>()>;
using Work = std::function<aio::Coroutine<>(int)>;

// In exercise.cpp.
aio::Coroutine<> work_off(Next next, Work work);

namespace {

struct Plan {
    std::vector<int> items = check::numbers(9);
    aio::duration work = check::delays(1).front();
};

// What happened, as the items saw it.
struct Seen {
    std::vector<int> done = {};  // in the order in which they ended
    int fetched = 0, begun = 0;
    int most_waiting = 0;  // fetched, but not begun
    int working = 0, most_working = 0;
};

aio::Coroutine<std::optional<int>> next(const Plan& plan,
                                        Seen& seen) {
    // The first one takes a while to come: the workers begin first.
    if (seen.fetched == 0) co_await aio::sleep(0s);
    const auto at = static_cast<std::size_t>(seen.fetched);
    if (at == plan.items.size()) co_return std::nullopt;
    ++seen.fetched;
    seen.most_waiting =
        std::max(seen.most_waiting, seen.fetched - seen.begun);
    co_return plan.items[at];
}

aio::Coroutine<> work(const Plan& plan, Seen& seen, int item) {
    ++seen.begun;
    seen.most_working = std::max(seen.most_working, ++seen.working);
    co_await aio::sleep(plan.work);
    --seen.working;
    seen.done.push_back(item);
    lesson::say(fmt::format("item {} done", item));
}

// The items that were done; how many waited and worked at most; and
// after how long it had ended, if it had.
struct Result {
    std::vector<int> done;
    int most_waiting = 0, most_working = 0;
    std::optional<aio::duration> ended;
};

aio::Coroutine<Result> watched(Plan plan) {
    auto seen = std::make_shared<Seen>();
    const auto given = std::make_shared<Plan>(std::move(plan));
    auto all = aio::create_task(
        work_off(
            [=] { return next(*given, *seen); },
            [=](int item) { return work(*given, *seen, item); }),
        "work_off");
    co_await aio::wait(std::vector{all}, {.timeout = 1000s});
    std::optional<aio::duration> ended;
    if (all.done())
        ended = aio::this_loop().now().time_since_epoch();
    co_return Result{seen->done, seen->most_waiting,
                     seen->most_working, ended};
}

check::Run<Result> run(const Plan& plan) {
    return check::run(watched(plan));
}

const check::Example example(
    {.name = "19_worker_pool",
     .title = "your exercise",
     .scale = 9s},
    [](lesson::Program& lesson) {
        const Result result = lesson.run(
            "nine items of 1 s",
            watched({.items = {1, 2, 3, 4, 5, 6, 7, 8, 9},
                     .work = 1s}));
        lesson::say(
            fmt::format("{} items done.", result.done.size()));
    },
    "With a bounded queue, a slow reader makes a quick writer "
    "wait. Without a bound everything works, until the day "
    "when "
    "more comes in than goes out, and memory is full. And a pool "
    "has to be shut down in this order: no more items, the queue "
    "drained, the workers gone.",
    {.time = 2s, .output = 64 * 1024});

std::string given(const Plan& plan) {
    return fmt::format("Nine items of {}, and three workers",
                       check::seconds(plan.work));
}

}  // namespace

TEST_CASE("at most two items wait in the queue" * check::points(2) *
          check::needs("every item is worked on to its end")) {
    const Plan plan;
    const int waiting = run(plan).result->most_waiting;
    // One more is in the hands of the task that waits in put().
    check::that(
        waiting <= 3,
        fmt::format("{}: {} items had been fetched but not "
                    "begun. It should be two in the queue, and "
                    "one on its way into it.",
                    given(plan), waiting));
}

TEST_CASE("every item is worked on to its end") {
    const Plan plan;
    auto done = run(plan).result->done, items = plan.items;
    std::ranges::sort(done);
    std::ranges::sort(items);
    check::that(
        done == items,
        fmt::format("{}: the items are {}; those done are {}.",
                    given(plan), check::list(items),
                    check::list(done)));
}

TEST_CASE("three work at the same time") {
    const Plan plan;
    const int working = run(plan).result->most_working;
    check::that(working == 3,
                fmt::format("{}: at most {} worked at once.",
                            given(plan), working));
}

TEST_CASE("it ends when the last item is done") {
    const Plan plan;
    const auto seen = run(plan);
    check::require(
        seen.result->ended.has_value(),
        fmt::format(
            "{}: 1000 s later it had not ended. {}", given(plan),
            "A worker is still waiting for an item, it seems."));
    check::that(
        *seen.result->ended == 3 * plan.work,
        fmt::format("{}: the last can be done after {}, but it "
                    "ended after {}.",
                    given(plan), check::seconds(3 * plan.work),
                    check::seconds(*seen.result->ended)));
}

TEST_CASE("when it ends, nobody is left behind" *
          check::needs("every item is worked on to its end")) {
    for (const int count : {9, 2, 0}) {
        const Plan plan{.items = check::numbers(count)};
        const auto left = check::left_behind(run(plan).record);
        check::that(
            left.empty(),
            fmt::format("There were {}. When work_off had "
                        "ended, some tasks had not: {}.",
                        check::count(plan.items.size(), "item"),
                        left));
    }
}

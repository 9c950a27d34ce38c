// What exercise 08 has to show, with pages that the student has not
// seen, and a task beside it that ticks.
//
// As shipped it fails at: no tick comes late

#include <algorithm>
#include <functional>

#include <check/check.hpp>

using namespace std::chrono_literals;

using Read = std::function<int(int page)>;
using Pages = std::vector<int>;
using Texts = std::vector<int>;

// In exercise.cpp.
aio::Coroutine<Texts> read_all(Read read, Pages pages);

namespace {

struct Plan {
    Pages pages = check::numbers(3);
    std::vector<aio::duration> delays = check::delays(3);

    aio::duration delay_of(int page) const {
        return delays[static_cast<std::size_t>(
            std::ranges::find(pages, page) - pages.begin())];
    }
    std::string given() const {
        return "Reading the pages blocks for " +
               check::list(delays);
    }
};

// When each tick came. The first one is due at 1 s.
aio::Coroutine<> tick(std::vector<aio::duration>& ticks) {
    while (true) {
        co_await aio::sleep(1s);
        ticks.push_back(aio::this_loop().now().time_since_epoch());
        lesson::say("tick");
    }
}

using Seen = std::pair<Texts, std::vector<aio::duration>>;

// What was read, and when it ticked in the meantime.
aio::Coroutine<Seen> watched(Plan plan) {
    std::vector<aio::duration> ticks;
    auto ticking = aio::create_task(tick(ticks), "ticker");
    const Read read = [plan](int page) {
        lesson::block_for(plan.delay_of(page));
        return 2 * page;
    };
    Texts texts = co_await read_all(read, plan.pages);
    ticking.cancel();
    co_await aio::wait(std::vector{ticking});
    co_return Seen(std::move(texts), ticks);
}

const check::Example example(
    {.name = "08_blocking_the_loop",
     .title = "your exercise",
     .scale = 9s},
    [](lesson::Program& lesson) {
        Plan plan;
        plan.pages = {1, 2, 3};
        plan.delays = {3s, 3s, 3s};
        lesson.run("three pages, 3 s each", watched(plan));
    },
    "A loop has one thread, and a task that blocks it blocks all "
    "the others. "
    "Await whatever can be awaited; move a call that can only "
    "block to another thread, and await it there. If there are "
    "many such calls, bound their number (lesson 18): threads are "
    "not as cheap as tasks.",
    {.time = 2s, .output = 64 * 1024});

}  // namespace

// What the exercise satisfies as shipped, or with nothing in it,
// counts only once this holds, too.
constexpr auto the_point = "no tick comes late";

TEST_CASE("every page is read" * check::needs(the_point)) {
    const Plan plan;
    const auto run = check::run(watched(plan));
    Texts expected;
    for (const int page : plan.pages) expected.push_back(2 * page);
    check::that(
        run.result->first == expected,
        fmt::format("Pages {} read {}; your texts are {}.",
                    check::list(plan.pages), check::list(expected),
                    check::list(run.result->first)));
}

TEST_CASE("no tick comes late" * check::points(2)) {
    const Plan plan;
    const auto run = check::run(watched(plan));
    const auto& ticks = run.result->second;
    const auto due = check::longest(plan.delays) - 1s;
    check::require(!ticks.empty(),
                   plan.given() +
                       ". In all that time the task beside it did "
                       "not tick once.");
    for (std::size_t i = 0; i < ticks.size(); ++i) {
        const auto right = std::chrono::seconds(i + 1);
        check::require(
            ticks[i] == right,
            fmt::format("{}. A tick was due at {}, and came at {}: "
                        "the loop was held.",
                        plan.given(), check::seconds(right),
                        check::seconds(ticks[i])));
    }
    check::that(
        ticks.back() >= due,
        fmt::format("{}. The last tick came at {}.", plan.given(),
                    check::seconds(ticks.back())));
}

TEST_CASE("the pages are read at the same time") {
    const Plan plan;
    const auto run = check::run(watched(plan));
    check::that(
        run.elapsed() == check::longest(plan.delays),
        fmt::format("{}. Read together, they take {}; it took {}.",
                    plan.given(),
                    check::seconds(check::longest(plan.delays)),
                    check::seconds(run.elapsed())));
}

TEST_CASE("when it ends, nobody is left behind" *
          check::needs(the_point)) {
    const auto run = check::run(watched(Plan()));
    const auto left = check::left_behind(run.record);
    check::that(left.empty(),
                fmt::format("When read_all had ended, not every "
                            "task had: {}.",
                            left));
}

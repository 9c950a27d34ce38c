// What exercise 21 has to show, with pages that the student has not
// seen.
//
// As shipped it fails at: it takes as long as the longest chain

#include <algorithm>
#include <functional>

#include <check/check.hpp>

using namespace std::chrono_literals;

// As in exercise.cpp.
using Fetch = std::function<aio::Coroutine<std::string>()>;
using Draw = std::function<aio::Coroutine<int>(std::string)>;
struct Page {
    Fetch fetch;
    Draw draw;
};
using Pages = std::vector<Page>;
using Results = std::vector<int>;

aio::Coroutine<Results> draw_all(Pages pages);

namespace {

struct Plan {
    std::vector<aio::duration> fetching, drawing;
    Results results;
};

// The text is all digits; drawing reads the number in it, and finds
// -1 in any other.
aio::Coroutine<std::string> fetch(int result, aio::duration d) {
    co_await aio::sleep(d);
    lesson::say(fmt::format("fetched {}", result));
    co_return std::to_string(result);
}

aio::Coroutine<int> draw(std::string text, aio::duration d) {
    co_await aio::sleep(d);
    lesson::say("drawn " + text);
    co_return text.empty() ? -1 : std::stoi(text);
}

Pages pages_of(const Plan& plan) {
    Pages pages;
    for (std::size_t i = 0; i < plan.results.size(); ++i)
        pages.push_back(
            {.fetch =
                 [result = plan.results[i], d = plan.fetching[i]] {
                     return fetch(result, d);
                 },
             .draw =
                 [d = plan.drawing[i]](std::string text) {
                     return draw(std::move(text), d);
                 }});
    return pages;
}

// What is slow to fetch is quick to draw, and the other way round,
// so that by stage it takes longer. The first is the last to end.
Plan sample() {
    auto slow = check::delays(3);
    std::ranges::sort(slow, std::greater());
    return {.fetching = {1s, slow[1], 1s},
            .drawing = {slow[0] + 1s, 1s, slow[2]},
            .results = check::numbers(3)};
}

aio::duration longest_chain(const Plan& plan) {
    aio::duration longest{};
    for (std::size_t i = 0; i < plan.results.size(); ++i)
        longest =
            std::max(longest, plan.fetching[i] + plan.drawing[i]);
    return longest;
}

std::string given(const Plan& plan) {
    return fmt::format(
        "Pages that are fetched in {} and drawn in "
        "{}",
        check::list(plan.fetching), check::list(plan.drawing));
}

const check::Example example(
    {.name = "21_critical_path",
     .title = "your exercise",
     .scale = 9s},
    [](lesson::Program& lesson) {
        const Results results =
            lesson.run("fetched in 2 and 1 s, drawn in 1 and 2 s",
                       draw_all(pages_of({.fetching = {2s, 1s},
                                          .drawing = {1s, 2s},
                                          .results = {1, 2}})));
        lesson::say("Your results: " + check::list(results) + ".");
    },
    "Work has to be in order only where one step needs another. "
    "If you gather by stage, all wait for the slowest of each "
    "stage; if each chain is a coroutine of its own, the total is "
    "that of the longest chain. No program that does the same work "
    "can be faster: that chain is the critical path, "
    "and "
    "only shortening it helps.",
    {.time = 2s, .output = 64 * 1024});

}  // namespace

// What the exercise satisfies as shipped, or with nothing in it,
// counts only once this holds, too.
constexpr auto the_point = "it takes as long as the longest chain";

TEST_CASE("each page is drawn from what was fetched for it" *
          check::needs(the_point)) {
    const Plan plan = sample();
    const auto run = check::run(draw_all(pages_of(plan)));
    Results drawn = *run.result, expected = plan.results;
    std::ranges::sort(drawn);
    std::ranges::sort(expected);
    check::that(drawn == expected,
                fmt::format("Fetched were {}, but drawn were "
                            "{}.",
                            check::list(expected),
                            check::list(*run.result)));
}

TEST_CASE("the results are in the pages' order" *
          check::needs(the_point)) {
    const Plan plan = sample();
    const auto run = check::run(draw_all(pages_of(plan)));
    check::that(
        *run.result == plan.results,
        fmt::format("The pages' results are {}, in this order; "
                    "yours are {}.",
                    check::list(plan.results),
                    check::list(*run.result)));
}

TEST_CASE("it takes as long as the longest chain" *
          check::points(2)) {
    const Plan plan = sample();
    const auto run = check::run(draw_all(pages_of(plan)));
    check::that(
        run.elapsed() == longest_chain(plan),
        fmt::format("{}: the longest chain takes {}, and your "
                    "program took {}, waiting in {}.",
                    given(plan),
                    check::seconds(longest_chain(plan)),
                    check::seconds(run.elapsed()),
                    check::where_main_waited(run.record)));
}

TEST_CASE("one page, or none" * check::needs(the_point)) {
    const Plan one{
        .fetching = {3s}, .drawing = {2s}, .results = {7}};
    const auto run = check::run(draw_all(pages_of(one)));
    check::that(*run.result == one.results && run.elapsed() == 5s,
                fmt::format("{}: your results are {}, after {}.",
                            given(one), check::list(*run.result),
                            check::seconds(run.elapsed())));
    const auto none = check::run(draw_all({}));
    check::that(none.result->empty(),
                "Without a page there is nothing to draw, but you "
                "returned " +
                    check::list(*none.result) + ".");
}

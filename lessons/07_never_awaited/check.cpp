// What exercise 07 has to show, with pages that the student has not
// seen.
//
// As shipped it fails at: every page is copied

#include <algorithm>
#include <functional>

#include <check/check.hpp>

using namespace std::chrono_literals;

// As in exercise.cpp.
struct Page {
    int number;
    aio::duration takes;
};
using Pages = std::vector<Page>;

aio::Coroutine<> copy_all(Pages pages, Pages& pile);

namespace {

using Numbers = std::vector<int>;

// The first takes longest: if they are copied side by side, the
// others are done before it.
Pages some_pages() {
    auto delays = check::delays(4);
    std::ranges::sort(delays, std::greater());
    Pages pages;
    for (const int number : check::numbers(4))
        pages.push_back({number, delays[pages.size()]});
    return pages;
}

Numbers numbers_of(const Pages& pages) {
    Numbers numbers;
    for (const Page& page : pages) numbers.push_back(page.number);
    return numbers;
}

aio::duration time_of(const Pages& pages) {
    aio::duration sum{};
    for (const Page& page : pages) sum += page.takes;
    return sum;
}

// The numbers on the pile when copy_all has ended. What was not
// awaited may still add to the pile later, so the pile stays alive.
aio::Coroutine<Numbers> watched(Pages pages) {
    static Pages pile;
    pile.clear();
    co_await copy_all(std::move(pages), pile);
    co_return numbers_of(pile);
}

std::string given(const Pages& pages, const Numbers& copied) {
    return fmt::format("The pages are {}; those copied are {}.",
                       check::list(numbers_of(pages)),
                       check::list(copied));
}

const check::Example example(
    {.name = "07_never_awaited",
     .title = "your exercise",
     .scale = 9s},
    [](lesson::Program& lesson) {
        const Numbers copied =
            lesson.run("three pages, of 3, 2 and 1 s",
                       watched({{1, 3s}, {2, 2s}, {3, 1s}}));
        lesson::say("Copied: " + check::list(copied) + ".");
    },
    "A call makes a coroutine; an await makes it run. Forgetting "
    "the await is the mistake that everybody makes some day: "
    "everything compiles, and the program even gets quicker. Two "
    "guards watch for it: the compiler, where the object is "
    "discarded, and the loop, where it is destroyed unused. Do not "
    "silence the first one.",
    {.time = 2s, .output = 64 * 1024});

}  // namespace

// What the exercise satisfies as shipped, or with nothing in it,
// counts only once this holds, too.
constexpr auto the_point = "every page is copied";

TEST_CASE("every page is copied" * check::points(2)) {
    const Pages pages = some_pages();
    const auto run = check::run(watched(pages));
    Numbers copied = *run.result, expected = numbers_of(pages);
    std::ranges::sort(copied);
    std::ranges::sort(expected);
    const std::string left = check::left_behind(run.record);
    std::string why =
        run.elapsed() == 0s
            ? "It took no time at all: nothing was awaited."
            : fmt::format("It took {}.",
                          check::seconds(run.elapsed()));
    if (!left.empty())
        why += fmt::format(
            " When copy_all ended, {}. The loop "
            "cancelled what was left.",
            left);
    check::that(
        copied == expected,
        fmt::format("{} {}", given(pages, *run.result), why));
}

TEST_CASE("the pages are copied in their order" *
          check::needs(the_point)) {
    const Pages pages = some_pages();
    const auto run = check::run(watched(pages));
    const Numbers order = numbers_of(pages);
    const auto place = [&](int number) {
        return std::ranges::find(order, number) - order.begin();
    };
    check::that(std::ranges::is_sorted(*run.result, {}, place),
                given(pages, *run.result) +
                    " Begin each page only when the one before it "
                    "is done.");
}

TEST_CASE("they are copied one after the other") {
    const Pages pages = some_pages();
    const auto run = check::run(watched(pages));
    check::that(
        run.elapsed() == time_of(pages),
        fmt::format("Copied one after the other, these pages take "
                    "{}; it took {}.",
                    check::seconds(time_of(pages)),
                    check::seconds(run.elapsed())));
}

TEST_CASE("the loop has nothing to report" *
          check::needs(the_point)) {
    const auto run = check::run(watched(some_pages()));
    check::that(run.reports.empty(),
                run.reports.empty()
                    ? ""
                    : fmt::format("The loop reports: {}: {}.",
                                  run.reports.front().where,
                                  run.reports.front().text));
}

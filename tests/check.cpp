// lib/check: what the facts of an exercise are written with. That the facts of
// each exercise hold and fail where they should is in exercises.cpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include <check/case.hpp>
#include <check/check.hpp>

#include "process.hpp"

using namespace std::chrono_literals;

// Students are not told about places in a check.cpp, a file that they do not have. So the code here
// that plays a student's claims to be in another file.
#line 19 "exercise.cpp"

// No unnamed namespace: tasks are named after their coroutines.
static aio::Coroutine<> fails() {
    co_await aio::sleep(2s);
    throw std::runtime_error("the kettle is empty");
}

namespace {

aio::Coroutine<> ends_in(aio::duration d) { co_await aio::sleep(d); }
aio::Coroutine<> awaits_who_fails() { co_await aio::create_task(fails()); }
aio::Coroutine<> takes(aio::Lock& lock) { auto held = co_await lock.hold(); }
aio::Coroutine<> stands_still() {
    aio::Lock lock;
    auto held = co_await lock.hold();
    co_await aio::create_task(takes(lock), "guest");
}
aio::Coroutine<> takes_long() { co_await aio::sleep(1h); }
aio::Coroutine<> leaves_three() {
    auto a = aio::create_task(ends_in(5s), "a"), b = aio::create_task(ends_in(6s), "b");
    co_await aio::sleep(1s);
    auto c = aio::create_task(takes_long(), "c");
}
aio::Coroutine<> one_by_one() {
    for (auto d : {3s, 4s}) co_await aio::create_task(ends_in(d), "one");
}

aio::Coroutine<int> forgets() {
    // Like a coroutine without co_return: the result is missing.
    co_await aio::sleep(1s);
    throw check::NoResult();
}

std::string told_of(aio::Coroutine<> program) {
    const auto run = check::attempt(std::move(program));
    return check::failure(*run.error, run.record);
}

}  // namespace

#line 62 "check.cpp"
static aio::Coroutine<int> given() {
    co_await aio::sleep(1s);
    co_return 1;
}

// A student's code, between two lines of the check.
#line 69 "exercise.cpp"
static aio::Coroutine<> awaits_what_is_given() { co_await given(); }
static aio::Coroutine<> drops_what_is_given(aio::Coroutine<int>) { co_return; }
static aio::Coroutine<> leaves_what_is_given() {
    auto task = aio::create_task(given());
    co_await aio::sleep(500ms);
}
#line 76 "check.cpp"

TEST_CASE("delays are all different, new with each seed, and the same for the same seed") {
    std::set<std::vector<aio::duration>> seen;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        check::detail::begin_case(seed);
        const auto delays = check::delays(5);
        CHECK(std::set(delays.begin(), delays.end()).size() == 5);
        CHECK(*std::ranges::min_element(delays) >= 2s);
        CHECK(*std::ranges::max_element(delays) <= 9s);
        seen.insert(delays);
        check::detail::begin_case(seed);
        CHECK(check::delays(5) == delays);
    }
    CHECK(seen.size() > 15);
    CHECK(check::delays(8).size() == 8);
    CHECK(check::delays(0).empty());
    CHECK_THROWS_AS(check::delays(9), std::invalid_argument);
    CHECK_THROWS_AS(check::numbers(91), std::invalid_argument);
    CHECK(check::numbers(90).size() == 90);
}

TEST_CASE("a seed gives the same delays everywhere") {
    check::detail::begin_case(7);
    CHECK(check::list(check::delays(4)) == "9, 7, 4 and 6 s");
}

TEST_CASE("lists read like sentences") {
    CHECK(check::list(std::vector<aio::duration>{2s, 500ms, 4s}) == "2, 0.5 and 4 s");
    CHECK(check::list(std::vector<int>{}) == "none");
    CHECK(check::list(std::vector<int>{7}) == "7");
    CHECK(check::count(0, "task") == "no task");
    CHECK(check::count(1, "task") == "1 task");
    CHECK(check::count(2, "task") == "2 tasks");
}

TEST_CASE("the report of an exception says when, where, and in which task") {
    const std::string text = told_of(awaits_who_fails());
    CHECK(
        text.starts_with("An exception left your program at 2 s, after it had "
                         "waited in exercise.cpp:"));
    CHECK(contains(text,
                   "std::runtime_error: the kettle is empty. It came out "
                   "of the task fails 1, "
                   "whose coroutine begins in exercise.cpp:"));
}

TEST_CASE("the report of a deadlock says which task waits where") {
    const std::string text = told_of(stands_still());
    CHECK(
        text.starts_with("Your program is deadlocked: main waits for "
                         "task 'guest', in exercise.cpp:"));
    CHECK(contains(text, "; guest waits for a lock, in exercise.cpp:"));
}

TEST_CASE("tasks left behind are named, with their places") {
    const auto run = check::run(leaves_three());
    const std::string left = check::left_behind(run.record);
    CAPTURE(left);
    CHECK(left.starts_with("a and b waited in exercise.cpp:"));
    CHECK(contains(left, "; c waited in exercise.cpp:"));
    CHECK(contains(check::because(run.record), left));
}

TEST_CASE("the reason of a total is lesson::verdict's, without its first words") {
    const auto run = check::run(one_by_one());
    CHECK(check::because(run.record).starts_with("each task was awaited to its end"));
    CHECK(check::left_behind(run.record) == "");
    CHECK(check::where_main_waited(run.record) == check::first_wait(run.record));
}

TEST_CASE("bars are what the picture shows") {
    const auto bars = check::bars(check::run(one_by_one()).record);
    REQUIRE(bars.size() == 3);
    CHECK(bars[0].name == "main");
    CHECK(bars[0].end == 7s);
    CHECK(bars[1].end == 3s);
    CHECK(bars[2].begin == 3s);
}

TEST_CASE("a student is not told places in a check") {
    const auto awaits = check::run(awaits_what_is_given());
    const std::string where = check::where_main_waited(awaits.record);
    CAPTURE(where);
    CHECK(where.starts_with("awaits_what_is_given (exercise.cpp:"));
    CHECK(check::main_function(awaits.record) == where);

    const auto leaves = check::run(leaves_what_is_given());
    CHECK(check::left_behind(leaves.record) == "given 1 still waited");

    check::detail::begin_case(1);
    const auto drops = check::run(drops_what_is_given(given()));
    REQUIRE(drops.reports.size() == 1);
    CHECK(drops.reports.front().where.starts_with("check.cpp:"));
    REQUIRE(check::detail::last_run());
    CHECK(check::detail::last_run()->reports.empty());
}

TEST_CASE("a program that awaits nothing is told so") {
    const auto run = check::run([]() -> aio::Coroutine<> { co_return; }());
    CHECK(check::where_main_waited(run.record) == "");
    CHECK(check::because(run.record) == "there was no task, and nothing was awaited.");
}

TEST_CASE("a coroutine without its co_return is reported") {
    const auto run = check::attempt(forgets());
    CHECK(check::is_no_result(run.error));
    const std::string text = check::failure(*run.error, run.record);
    CAPTURE(text);
    CHECK(text.starts_with("forgets (exercise.cpp:"));
    CHECK(text.ends_with(") ended without co_return, so it has no result."));
    CHECK_FALSE(check::is_no_result(std::nullopt));
}

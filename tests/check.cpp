// lib/check: what the facts of an exercise are written with. That the facts of
// each exercise hold and fail where they should is in exercises.cpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include <check/check.hpp>
#include <check/evidence.hpp>

#include "process.hpp"

using namespace std::chrono_literals;

// No unnamed namespace: tasks are named after their coroutines.
static aio::Coroutine<> fails() {
  co_await aio::sleep(2s);
  throw std::runtime_error("the kettle is empty");
}

namespace {

aio::Coroutine<> ends_in(aio::duration d) { co_await aio::sleep(d); }
aio::Coroutine<> awaits_who_fails() { co_await aio::create_task(fails()); }
aio::Coroutine<> takes(aio::Lock &lock) { auto held = co_await lock.hold(); }
aio::Coroutine<> stands_still() {
  aio::Lock lock;
  auto held = co_await lock.hold();
  co_await aio::create_task(takes(lock), "guest");
}
aio::Coroutine<> takes_long() { co_await aio::sleep(1h); }
aio::Coroutine<> leaves_three() {
  auto a = aio::create_task(ends_in(5s), "a"),
       b = aio::create_task(ends_in(6s), "b");
  co_await aio::sleep(1s);
  auto c = aio::create_task(takes_long(), "c");
}
aio::Coroutine<> one_by_one() {
  for (auto d : {3s, 4s})
    co_await aio::create_task(ends_in(d), "one");
}

std::string told_of(aio::Coroutine<> program) {
  const auto run = check::attempt(std::move(program));
  return check::failure(run.error, run.record);
}

} // namespace

TEST_CASE(
    "delays are all different, new with each seed, and the same for the same") {
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
  CHECK(check::list(std::vector<aio::duration>{2s, 500ms, 4s}) ==
        "2, 0.5 and 4 s");
  CHECK(check::list(std::vector<int>{}) == "none");
  CHECK(check::list(std::vector<int>{7}) == "7");
  CHECK(check::count(0, "task") == "no task");
  CHECK(check::count(1, "task") == "1 task");
  CHECK(check::count(2, "task") == "2 tasks");
}

TEST_CASE("an exception is told with when, where, and whose it was") {
  const std::string text = told_of(awaits_who_fails());
  CHECK(text.starts_with("An exception left your program at 2 s, after it had "
                         "waited in check.cpp:"));
  CHECK(contains(text, "std::runtime_error: the kettle is empty. It came out "
                       "of the task fails 1, "
                       "whose coroutine begins in check.cpp:"));
}

TEST_CASE("a standstill is told by who waits where") {
  const std::string text = told_of(stands_still());
  CHECK(text.starts_with("Your program stands still for ever: main waits for "
                         "task 'guest', in check.cpp:"));
  CHECK(contains(text, "; guest waits for a lock, in check.cpp:"));
}

TEST_CASE("who is left behind is named, with the place") {
  const auto run = check::run(leaves_three());
  const std::string left = check::left_behind(run.record);
  CAPTURE(left);
  CHECK(left.starts_with("a and b waited in check.cpp:"));
  CHECK(contains(left, "; c waited in check.cpp:"));
  CHECK(contains(check::because(run.record), left));
}

TEST_CASE(
    "the reason of a total is lesson::verdict's, without its first words") {
  const auto run = check::run(one_by_one());
  CHECK(check::because(run.record)
            .starts_with("each task was awaited to its end"));
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

// What C++ leaves to the program: a reference must not outlive what it refers to. In debug mode a
// coroutine that breaks this is reported, where it can be detected (aio/detail/references.hpp).
#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include <aio/aio.hpp>

#include "counted.hpp"
#include "reports.hpp"

using namespace aio;
using namespace std::chrono_literals;

namespace {

Coroutine<> counts(int& count) {
    ++count;
    co_await sleep(10s);
}

Coroutine<> says(const std::string& text, int) {
    CHECK(!text.empty());
    co_await sleep(10s);
}

Coroutine<> gets(Queue<int>& queue) { static_cast<void>(co_await queue.get()); }

Coroutine<> by_value(std::string) { co_await sleep(10s); }

/// What a debug run of main reports.
template <class Main>
std::vector<Report> reports_of(Main main, bool debug = true) {
    Reports reports;
    {
        const NothingLeft nothing_left;
        run(main(), reports.options(debug));
    }
    return reports.all;
}

}  // namespace

TEST_CASE(
    "a leftover task with a reference to main's local is reported once, with where it waits") {
    const auto main = []() -> Coroutine<> {
        int count = 0;
        create_task(counts(count));
        co_await sleep(1s);
    };
    const auto reports = reports_of(main);
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].kind == ReportKind::dangling_reference);
    CHECK_MESSAGE(contains(reports[0].text, "counts' goes on, but was given a reference"),
                  reports[0].text);
    CHECK(contains(reports[0].text, "await it, or start it in a task_group"));
    CHECK_MESSAGE(contains(reports[0].where, "lifetimes.cpp:"), reports[0].where);
    CHECK(reports_of(main, false).empty());
}

TEST_CASE(
    "a const reference to a caller's local is detected, too; with g++ also a lambda's captures") {
    CHECK(reports_of([]() -> Coroutine<> {
              co_await []() -> Coroutine<> {
                  const std::string text = "gone soon";
                  create_task(says(text, 1));
                  co_await sleep(1s);
              }();
              co_await sleep(1s);
          }).size() == 1);
#ifndef __clang__  // which does not pass a coroutine its lambda
    CHECK(reports_of([]() -> Coroutine<> {
              int n = 3;
              auto waits = [n]() -> Coroutine<> { co_await sleep(std::chrono::seconds(n)); };
              create_task(waits());
              co_await sleep(1s);
          }).size() == 1);
#endif
}

TEST_CASE("no report for a coroutine that is awaited or in a group, or for a copy or a queue") {
    CHECK(reports_of([]() -> Coroutine<> {
              int count = 0;
              co_await counts(count);
              auto task = create_task(counts(count));
              co_await task;
              co_await task_group([&](TaskGroup& group) -> Coroutine<> {
                  group.create_task(counts(count));
                  co_return;
              });
              CHECK(count == 3);
              Queue<int> queue;
              create_task(gets(queue));
              create_task(by_value("a copy"));
              create_task([n = 5]() -> Coroutine<> { co_await sleep(std::chrono::seconds(n)); });
              co_await sleep(1s);
          }).empty());
}

TEST_CASE("a coroutine that is never started leaves no note behind") {
    CHECK(reports_of([]() -> Coroutine<> {
              {
                  int count = 0;
                  counts(count).close();
                  auto task = create_task(counts(count));
                  task.cancel();
                  co_await sleep(0s);
                  co_await sleep(0s);
              }
              co_await sleep(1s);
          }).empty());
}

// Lesson 20: an asynchronous generator makes items one by one, as
// they are asked for. Like any coroutine it may await between two
// items, and it goes on only when the next one is wanted: so a slow
// reader holds it back. A reader that leaves early has to close the
// generator, which may have to await something to clean up.
//
//   make lesson N=20
//
// Expect: nine items, one second apart: the first comes at 1 s, the
// last at 9 s. If all are collected first, the first comes at 9 s.
// Three for a slow reader: 9 s. Two, and closed: 3 s. Two, and left
// half-way: 2 s, and a report.

#include <chrono>
#include <vector>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

// `co_yield` hands an item to the one that awaits `next()`, and
// pauses here until the next is asked for. If the generator is
// closed early, `co_yield` throws `GeneratorExit`. Then it ends its
// call ("hangs up"), which takes a second; this is done after the
// `catch` block, which cannot await.
aio::AsyncGenerator<int> readings(int count) {
    bool closed = false;
    try {
        for (int n = 1; n <= count; ++n) {
            co_await aio::sleep(1s);
            co_yield n;
        }
    } catch (const aio::GeneratorExit&) {
        closed = true;
    }
    if (!closed) co_return;
    co_await aio::sleep(1s);
    lesson::say("hung up");
}

// `next()` returns an item, or nothing when there are no more.
aio::Coroutine<> as_they_come() {
    auto stream = readings(9);
    while (auto n = co_await stream.next())
        lesson::say(fmt::format("item {}", *n));
}

// The same items, but no item is seen before all of them are there.
aio::Coroutine<> collected_first() {
    std::vector<int> all;
    auto stream = readings(9);
    while (auto n = co_await stream.next()) all.push_back(*n);
    for (int n : all) lesson::say(fmt::format("item {}", n));
}

// The reader needs 2 s for each item, and the generator 1 s. They
// take turns: 3 s per item. Nothing piles up in between.
aio::Coroutine<> slow_reader() {
    auto stream = readings(3);
    while (auto n = co_await stream.next()) {
        co_await aio::sleep(2s);
        lesson::say(fmt::format("item {} dealt with", *n));
    }
}

// Two are enough. `closing` closes the generator on every way out
// of the block, and waits until it has cleaned up.
aio::Coroutine<> two_are_enough() {
    co_await aio::closing(
        readings(9),
        [](aio::AsyncGenerator<int>& stream) -> aio::Coroutine<> {
            while (auto n = co_await stream.next()) {
                lesson::say(fmt::format("item {}", *n));
                if (*n == 2) co_return;
            }
        });
}

// If it is left half-way without `closing`, it cannot clean up, and
// the loop reports that.
aio::Coroutine<> left_half_way() {
    auto stream = readings(9);
    while (auto n = co_await stream.next())
        if (*n == 2) co_return;
}

int main(int argc, char** argv) {
    lesson::Program lesson(
        argc, argv,
        {.name = "20_streams", .title = "streams", .scale = 9s});
    lesson.run("each as it comes", as_they_come());
    lesson.run("all collected first", collected_first());
    lesson.run("a slow reader", slow_reader());
    lesson.run("two are enough", two_are_enough());
    lesson.run("left half-way", left_half_way());
    return lesson.done();
}

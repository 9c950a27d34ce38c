// Lesson 03: `gather` takes coroutines, makes a task of each, waits
// for all of them, and returns their results in the order of its
// arguments, whichever ended first.
//
//   make lesson N=03
//
// Expect: 3 seconds, 3 tasks at once. They finish in the order
// 2, 3, 1; the results are 1, 2, 3.

#include <chrono>
#include <vector>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

// As before, but each one has a number, and returns it.
aio::Coroutine<int> delay(int number, std::chrono::seconds d) {
    lesson::say(fmt::format("sleeping for {} s", d.count()));
    co_await aio::sleep(d);
    lesson::say(fmt::format("awake again, result {}", number));
    co_return number;
}

// There is no `create_task` here: `gather` calls it for each of its
// arguments, from left to right. It takes as long as the slowest of
// them.
aio::Coroutine<std::vector<int>> gather_three() {
    auto [a, b, c] = co_await aio::gather(
        delay(1, 3s), delay(2, 1s), delay(3, 2s));

    lesson::say(fmt::format("results {}, {}, {}", a, b, c));
    co_return std::vector{a, b, c};
}

int main(int argc, char** argv) {
    lesson::Program lesson(
        argc, argv,
        {.name = "03_gather",
         .title = "gather",
         .scale = 9s,
         .guess =
             "Three coroutines of 3, 1 and 2 s, given to gather."});
    lesson.run("three coroutines gathered", gather_three());
    return lesson.done();
}

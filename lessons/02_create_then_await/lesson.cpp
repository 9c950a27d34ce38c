// Lesson 02: the same three tasks, but all of them are created
// before the first one is awaited. Now they wait side by side. Two
// near-misses follow: programs that look the same, but take 9 s.
//
//   make lesson N=02
//   make lesson N=02 ARGS=--near-misses
//
// Expect: 3 seconds, 3 tasks at once; each near-miss 9 seconds.

#include <chrono>
#include <vector>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

// As in lesson 01.
aio::Coroutine<> delay(std::chrono::seconds d) {
    lesson::say(fmt::format("sleeping for {} s", d.count()));
    co_await aio::sleep(d);
    lesson::say("awake again");
}

// Two loops in place of one. The first only creates: the tasks are
// scheduled, and begin when this coroutine is first suspended, at
// `co_await task`. While it waits for the first task, the other two
// run as well; when it gets to them, they have already ended.
aio::Coroutine<> create_then_await() {
    std::vector<aio::Task<>> tasks;
    for (auto d : {3s, 3s, 3s})
        tasks.push_back(aio::create_task(delay(d)));

    for (auto& task : tasks) co_await task;
}

// Near-miss 1: three names, but no task. A coroutine object is
// lazy: it begins not when it is made, but when it is awaited.
aio::Coroutine<> await_three_coroutines() {
    auto a = delay(3s);
    auto b = delay(3s);
    auto c = delay(3s);

    co_await a;
    co_await b;
    co_await c;
}

// Near-miss 2: three tasks, each awaited in the statement that
// makes it. This is the loop of lesson 01, written out.
aio::Coroutine<> await_each_at_once() {
    co_await aio::create_task(delay(3s));
    co_await aio::create_task(delay(3s));
    co_await aio::create_task(delay(3s));
}

// The near-misses take 18 seconds, so they run only when asked for;
// under the virtual clock they take no time, and always run.
int main(int argc, char** argv) {
    lesson::Program lesson(
        argc, argv,
        {.name = "02_create_then_await",
         .title = "create them all, then await",
         .scale = 9s,
         .extras = {{"near-misses",
                     "also run two programs that look alike and "
                     "take 9 s each"}},
         .guess = "Three tasks of 3 s, all created first, and then "
                  "awaited one by one."});

    lesson.run("created first, then awaited", create_then_await());
    if (lesson.wants("near-misses")) {
        lesson.run("near-miss 1: bare coroutines",
                   await_three_coroutines());
        lesson.run("near-miss 2: one line for both",
                   await_each_at_once());
    }
    return lesson.done();
}

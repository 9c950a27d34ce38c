// Lesson 01: three tasks that wait 3 seconds each, and a loop that
// awaits each of them as soon as it has created it. They wait one
// after the other, as if there were no tasks at all.
//
//   make lesson N=01
//
// Expect: 9 seconds, at most 1 task at once (`main` not counted).

#include <chrono>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

// Something that takes a while, such as a question to a server;
// here it only sleeps. Calling `delay(3s)` runs nothing yet: it
// makes a coroutine, to be awaited or passed to `create_task`.
aio::Coroutine<> delay(std::chrono::seconds d) {
    lesson::say(fmt::format("sleeping for {} s", d.count()));
    co_await aio::sleep(d);
    lesson::say("awake again");
}

// `create_task` schedules the coroutine and returns at once. But
// then `co_await` suspends this function, in the middle of its
// loop, until that task has ended. Only then is the next task
// created. (The event loop, which runs all of them, stays free the
// whole time; it just has nothing else to run.)
aio::Coroutine<> await_in_loop() {
    for (auto d : {3s, 3s, 3s}) co_await aio::create_task(delay(d));
}

// `run` starts the event loop. `await_in_loop` is its first task,
// named `main`; when that ends, the loop stops.
int main(int argc, char** argv) {
    lesson::Program lesson(
        argc, argv,
        {.name = "01_await_in_loop",
         .title = "await in a loop",
         .scale = 9s,
         .guess = "Three tasks of 3 s, each awaited "
                  "as soon as it is created."});
    lesson.run("awaited as soon as created", await_in_loop());
    return lesson.done();
}

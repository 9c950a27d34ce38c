// What if the delays were different? Awaited one after the other,
// they take their sum; together, as long as the longest. The
// book runs this for every choice of 1, 3 and 5 seconds, and plays
// the one that its reader chooses.
//
//   build/bin/02_create_then_await_what_if 1 3 5
//
// Expect: 1, 3 and 5 seconds take 9 seconds, or 5.

#include <chrono>
#include <vector>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>
#include <lesson/what_if.hpp>

using std::chrono::seconds;

// As in the lesson.
aio::Coroutine<> delay(std::chrono::seconds d) {
    lesson::say(fmt::format("sleeping for {} s", d.count()));
    co_await aio::sleep(d);
    lesson::say("awake again");
}

// Each task is awaited before the next one is created.
aio::Coroutine<> one_after_the_other(lesson::Figures delays) {
    for (int d : delays)
        co_await aio::create_task(delay(seconds(d)));
}

// All of them are created first.
aio::Coroutine<> together(lesson::Figures delays) {
    std::vector<aio::Task<>> tasks;
    for (int d : delays)
        tasks.push_back(aio::create_task(delay(seconds(d))));

    for (auto& task : tasks) co_await task;
}

int main(int argc, char** argv) {
    return lesson::what_if(
        argc, argv,
        {.name = "02_create_then_await",
         .title = "What if the delays were different?",
         .choices = {{"First delay", {1, 3, 5}, 1, "s"},
                     {"Second delay", {1, 3, 5}, 3, "s"},
                     {"Third delay", {1, 3, 5}, 5, "s"}},
         .words = "{}, {} and {} s"},
        {{"one after the other", one_after_the_other},
         {"together", together}});
}

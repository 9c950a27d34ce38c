// What if the delays were different? They end in another order, but
// the results stay in the order of the arguments. The book runs
// this for every choice of 1, 3 and 5 seconds, and plays the one
// that its reader chooses.
//
//   build/bin/03_gather_what_if 3 1 5
//
// Expect: 3, 1 and 5 seconds take 5; they end in the order 2, 1, 3.

#include <chrono>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>
#include <lesson/what_if.hpp>

using std::chrono::seconds;

// As in the lesson.
aio::Coroutine<int> delay(int number, std::chrono::seconds d) {
    lesson::say(fmt::format("sleeping for {} s", d.count()));
    co_await aio::sleep(d);
    lesson::say(fmt::format("awake again, result {}", number));
    co_return number;
}

// As in the lesson, but with the given delays.
aio::Coroutine<> gathered(lesson::Figures delays) {
    auto [a, b, c] = co_await aio::gather(
        delay(1, seconds(delays[0])), delay(2, seconds(delays[1])),
        delay(3, seconds(delays[2])));

    lesson::say(fmt::format("results {}, {}, {}", a, b, c));
}

int main(int argc, char** argv) {
    return lesson::what_if(
        argc, argv,
        {.name = "03_gather",
         .title = "What if the delays were different?",
         .choices = {{"First delay", {1, 3, 5}, 3, "s"},
                     {"Second delay", {1, 3, 5}, 1, "s"},
                     {"Third delay", {1, 3, 5}, 5, "s"}},
         .words = "{}, {} and {} s",
         .told = {{"they end in the order", "order of ends"},
                  {"main says", "notes \"results\""}}},
        {{"gathered", gathered}});
}

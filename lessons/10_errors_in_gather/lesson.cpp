// Lesson 10: one of three gathered coroutines fails after a second.
// `gather` throws that error at once, but stops nothing: the other
// two run on to their ends, and their results are lost. If you want
// to know how each of them ended, ask for outcomes.
//
//   make lesson N=10
//
// Expect: 3 seconds each. The error is thrown at 1 s; the siblings
// end at 3 s.

#include <chrono>
#include <stdexcept>
#include <string>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

// Says at a call what `true` means there.
constexpr bool is_broken = true;

// The delay of lesson 03, which returns its number. A broken one
// also wakes up, but then it throws.
aio::Coroutine<int> delay(int number, std::chrono::seconds d,
                          bool broken = false) {
    co_await aio::sleep(d);
    if (broken) {
        lesson::say("about to throw");
        throw std::runtime_error(
            fmt::format("number {} is broken", number));
    }
    lesson::say(fmt::format("awake again, result {}", number));
    co_return number;
}

// The first error ends the gather, not the tasks. They were
// scheduled, and nobody has cancelled them. Main stays until they
// have ended, to show that they do; if it ended at once, the loop
// would cancel them.
aio::Coroutine<> one_fails() {
    try {
        co_await aio::gather(delay(1, 3s), delay(2, 1s, is_broken),
                             delay(3, 3s));
    } catch (const std::runtime_error& error) {
        lesson::say(fmt::format("gather raised: {}", error.what()));
    }
    co_await aio::sleep(2s);
}

// With `return_exceptions` an error is one of the results. The
// gather waits for all, and returns three outcomes, in the order of
// its arguments: each has a value or an exception.
aio::Coroutine<> all_outcomes() {
    auto [a, b, c] =
        co_await aio::gather(aio::return_exceptions, delay(1, 3s),
                             delay(2, 1s, is_broken), delay(3, 3s));

    for (const auto& outcome : {a, b, c}) {
        try {
            lesson::say(fmt::format("value {}", outcome.value()));
        } catch (const std::runtime_error& error) {
            lesson::say(fmt::format("error: {}", error.what()));
        }
    }
}

// Two that fail: the first error is thrown. The second comes when
// nobody is listening any more, and is lost.
aio::Coroutine<> two_fail() {
    try {
        co_await aio::gather(delay(1, 3s), delay(2, 1s, is_broken),
                             delay(3, 2s, is_broken));
    } catch (const std::runtime_error& error) {
        lesson::say(fmt::format("gather raised: {}", error.what()));
    }
    co_await aio::sleep(2s);
}

int main(int argc, char** argv) {
    lesson::Program lesson(argc, argv,
                           {.name = "10_errors_in_gather",
                            .title = "errors in gather",
                            .scale = 9s});
    lesson.run("one fails, and its siblings run on", one_fails());
    lesson.run("an outcome for each", all_outcomes());
    lesson.run("two fail, and one error is heard", two_fail());
    return lesson.done();
}

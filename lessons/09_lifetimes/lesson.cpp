// Lesson 09: a coroutine's frame, the memory that each call gets,
// keeps its parameters and local variables until the coroutine has
// ended, and so across every await. It does not keep what they only
// refer to. If a task uses a reference, a view or a lambda's
// captures, these must still exist when the task goes on.
//
//   make lesson N=09
//
// Expect: 1 second each, and the right text. Three programs that
// get it wrong are in `faulty.cpp`, beside this file; they run at
// the end, under AddressSanitizer, which detects the mistake.

#include <chrono>
#include <string>
#include <string_view>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

// The text is a parameter, by value: it is copied into the frame.
aio::Coroutine<> say_later(std::string text) {
    co_await aio::sleep(1s);
    lesson::say(text);
}

// This function makes the text, starts a task, and returns. Its own
// variables are gone then, but the task has its copy.
aio::Task<> start_with_a_copy() {
    std::string text = "a copy in the frame";
    return aio::create_task(say_later(text));
}

// A lambda's captures are in the lambda, not in the frame. If you
// pass `create_task` the lambda itself (`say_it`, not `say_it()`),
// the task keeps it. A lambda has no name: its row is `Task-2`.
aio::Task<> start_with_a_lambda() {
    std::string text = "captures, kept with the task";
    auto say_it = [text]() -> aio::Coroutine<> {
        co_await aio::sleep(1s);
        lesson::say(text);
    };
    return aio::create_task(say_it);
}

// A view keeps nothing alive. That is all right if the text's owner
// waits meanwhile: its frame is still there, with the text in it.
aio::Coroutine<> say_what_is_lent(std::string_view text) {
    co_await aio::sleep(1s);
    lesson::say(text);
}
aio::Coroutine<> lend_and_wait() {
    std::string text = "lent by someone who waits";
    co_await say_what_is_lent(text);
}

// Starts a task inside the loop, where tasks can be started.
template <class Start>
aio::Coroutine<> started_by(Start start) {
    aio::Task<> task = start();
    co_await task;
}

int main(int argc, char** argv) {
    lesson::Program lesson(argc, argv,
                           {.name = "09_lifetimes",
                            .title = "lifetimes",
                            .scale = 9s,
                            .frames = true});
    lesson.run("a parameter by value",
               started_by(start_with_a_copy));
    lesson.run("a lambda that the task keeps",
               started_by(start_with_a_lambda));
    lesson.run("a view, and its owner waits", lend_and_wait());

    lesson.run_faulty("capture");
    lesson.run_faulty("reference");
    lesson.run_faulty("view");
    return lesson.done();
}

// Lesson 07: calling a coroutine runs nothing. It makes an object,
// and only awaiting that object makes it run. If you forget that,
// nothing happens; the program is quick, and wrong. The compiler
// warns where such an object is dropped; the loop reports one that
// was kept and then forgotten.
//
//   make lesson N=07
//
// Expect: 0 s where 3 are due, and a report; 3 s, twice; an error.

#include <chrono>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

// The delay of lesson 01.
aio::Coroutine<> delay(std::chrono::seconds d) {
    lesson::say(fmt::format("sleeping for {} s", d.count()));
    co_await aio::sleep(d);
    lesson::say("awake again");
}

// There is no `co_await`, so it never says "sleeping". The compiler
// warns about the line `delay(3s);` on its own (and here a warning
// is an error), but not if a variable takes the result. So only the
// loop can report the mistake, when the object is destroyed: the
// report names the line of the call.
aio::Coroutine<> forgotten() {
    auto nobody_awaits_this = delay(3s);
    lesson::say("done, I think");
    co_return;
}

// The same, with one more word.
aio::Coroutine<> awaited() {
    auto this_one_is_awaited = delay(3s);
    co_await this_one_is_awaited;
    lesson::say("done");
}

// What makes a function a coroutine is not its return type, but a
// `co_await`, `co_return` or `co_yield` in its body. This one has
// none. It is an ordinary function: it runs when it is called, and
// returns a coroutine that has not begun.
aio::Coroutine<> no_coroutine() {
    lesson::say("here at once");
    return delay(3s);
}

aio::Coroutine<> called_early() {
    auto later = no_coroutine();
    lesson::say("called, and not yet awaited");
    co_await later;
}

// And `run` is not a way to await: it starts a loop, but one is
// already running. Inside a coroutine, use `co_await`.
aio::Coroutine<> loop_in_a_loop() {
    aio::run(delay(3s));
    co_return;
}

int main(int argc, char** argv) {
    lesson::Program lesson(argc, argv,
                           {.name = "07_never_awaited",
                            .title = "never awaited",
                            .scale = 9s});
    lesson.run("called, and never awaited", forgotten());
    lesson.run("called, and awaited", awaited());
    lesson.run("an ordinary function", called_early());
    lesson.run_failing<aio::RuntimeError>(
        "run() inside a coroutine", loop_in_a_loop());
    return lesson.done();
}

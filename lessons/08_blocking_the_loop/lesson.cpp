// Lesson 08: all tasks share one thread. A call that blocks holds
// that thread, and so holds up every task: no other gets a turn,
// and a clock that ticks beside it stops. Await instead of
// blocking; and move a call that can only block to another thread.
//
//   make lesson N=08
//
// Expect: 9 seconds for three calls of 3 s that block, and 3 s for
// three that are awaited, or moved to threads. And 3 s for three
// seconds of computing, however many tasks share them.

#include <chrono>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

// Ticks at 1, 2 and 3 s. If the loop is held up, it ticks late: all
// the ticks that are overdue come at once.
aio::Coroutine<> ticker(aio::time_point begin) {
    for (int n = 1; n <= 3; ++n) {
        auto due = begin + n * 1s;
        co_await aio::sleep(due - aio::this_loop().now());
        lesson::say(fmt::format("tick {}", n));
    }
}

// `block_for` stands for anything that keeps the thread busy or
// asleep: reading a file, a database query, a computation. There is
// no `co_await` in front of it, so no other task can run.
aio::Coroutine<> blocks() {
    lesson::block_for(3s);
    co_return;
}

// The same wait, but awaited: the loop stays free.
aio::Coroutine<> awaits() { co_await aio::sleep(3s); }

// The same call, but on a thread of a pool. The loop stays free.
aio::Coroutine<> blocks_elsewhere() {
    co_await aio::to_thread([] { lesson::block_for(3s); });
}

// One second of work for a processor.
aio::Coroutine<> computes() {
    lesson::block_for(1s);
    co_return;
}

template <class Work>
aio::Coroutine<> three_and_a_ticker(Work work) {
    auto begin = aio::this_loop().now();
    co_await aio::gather(ticker(begin), work(), work(), work());
}

// Tasks can overlap their waiting, but not their work: splitting a
// computation among three of them saves nothing. (More threads
// would help, up to the number of processors.)
aio::Coroutine<> three_compute() {
    co_await aio::gather(computes(), computes(), computes());
}

int main(int argc, char** argv) {
    lesson::Program lesson(argc, argv,
                           {.name = "08_blocking_the_loop",
                            .title = "blocking the loop",
                            .scale = 9s});
    lesson.run("three calls that block",
               three_and_a_ticker(blocks));
    lesson.run("three that are awaited",
               three_and_a_ticker(awaits));
    lesson.run("three on threads of their own",
               three_and_a_ticker(blocks_elsewhere));
    lesson.run("three seconds of computing", three_compute());
    return lesson.done();
}

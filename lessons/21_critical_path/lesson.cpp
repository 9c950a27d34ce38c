// Lesson 21: four pieces of work, which need each other's results:
// C (1 s) that of A (2 s), and D (2 s) that of B (1 s). Gathered
// stage by stage, C and D wait for both A and B; chained, each
// waits only for what it needs. The shortest time possible is that
// of the longest chain, the critical path.
//
//   make lesson N=21
//
// Expect: 4 seconds by stage, 3 seconds by chain.

#include <chrono>
#include <string>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

// One piece of work. It needs `needed`, and returns its own name
// with that in front.
aio::Coroutine<std::string> work(std::string name,
                                 std::chrono::seconds d,
                                 std::string needed = "") {
    co_await aio::sleep(d);
    lesson::say(name + " is done");
    co_return needed + name;
}

// Two stages. The second begins when all of the first is done: D
// could begin at 1 s, but waits for A, which it does not need.
aio::Coroutine<> by_stage() {
    auto [a, b] =
        co_await aio::gather(work("A", 2s), work("B", 1s));
    auto [c, d] =
        co_await aio::gather(work("C", 1s, a), work("D", 2s, b));
    lesson::say(fmt::format("{} and {}", c, d));
}

// Two chains. Each is a coroutine that awaits its first link, then
// its second, and knows nothing of the other chain.
aio::Coroutine<std::string> a_then_c() {
    co_return co_await work("C", 1s, co_await work("A", 2s));
}

aio::Coroutine<std::string> b_then_d() {
    co_return co_await work("D", 2s, co_await work("B", 1s));
}

aio::Coroutine<> by_chain() {
    auto [c, d] = co_await aio::gather(a_then_c(), b_then_d());
    lesson::say(fmt::format("{} and {}", c, d));
}

int main(int argc, char** argv) {
    lesson::Program lesson(argc, argv,
                           {.name = "21_critical_path",
                            .title = "critical path",
                            .scale = 9s});
    lesson.run("gathered by stage", by_stage());
    lesson.run("gathered by chain", by_chain());
    return lesson.done();
}

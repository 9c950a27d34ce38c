// The stack does not grow with the length of a chain of awaits, nor with their number: everything
// here runs on a stack of 256 KiB, where growth would crash, even without optimization. Each step
// returns to the loop before the next frame is resumed; lib/aio/README.md explains how, and why.
#include <pthread.h>

#include <functional>
#include <vector>

#include <aio/aio.hpp>
#include <doctest/doctest.h>

#include "counted.hpp"

using namespace aio;  // NOLINT
using namespace std::chrono_literals;

namespace {

void* call(void* f) {
    (*static_cast<std::function<void()>*>(f))();
    return nullptr;
}

/// Runs f on a thread with a small stack, to its end.
void on_a_small_stack(std::function<void()> f) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    REQUIRE(pthread_attr_setstacksize(&attributes, 256 * 1024) == 0);
    pthread_t thread;
    REQUIRE(pthread_create(&thread, &attributes, call, &f) == 0);
    pthread_join(thread, nullptr);
    pthread_attr_destroy(&attributes);
}

/// Runs a program there, and returns its result. Leaks are counted there, too.
template <class Program>
auto run_small(Program program) {
    decltype(run(program())) result{};
    on_a_small_stack([&] {
        const NothingLeft nothing_left;
        result = run(program(), {.clock = Clock::simulated});
    });
    return result;
}

constexpr int deep = 100'000;
constexpr int many = 1'000'000;

Coroutine<int> ready(int n) { co_return n; }

Coroutine<int> depth_of(int n) {
    if (n == 0) co_return 0;
    co_return 1 + co_await depth_of(n - 1);
}

Coroutine<int> fall(int n, bool through_task) {
    if (n == 0) {
        co_await sleep(1s);
        throw std::runtime_error("the bottom");
    }
    if (through_task) co_return co_await create_task(fall(n - 1, true));
    co_return co_await fall(n - 1, false);
}

/// Each task awaits the one before it.
Coroutine<int> chain_of_tasks(int length, Task<int> first) {
    Task<int> last = first;
    for (int i = 0; i < length; ++i)
        last = create_task(
            [](Task<int> before) -> Coroutine<int> { co_return 1 + co_await before; }(last));
    co_return co_await last;
}

}  // namespace

TEST_CASE("a million awaits of a ready coroutine take no stack") {
    CHECK(run_small([]() -> Coroutine<long> {
              long sum = 0;
              for (int i = 0; i < many; ++i) sum += co_await ready(1);
              co_return sum;
          }) == many);
}

TEST_CASE("a million awaits of a finished task take no stack") {
    CHECK(run_small([]() -> Coroutine<long> {
              auto task = create_task(ready(1));
              long sum = 0;
              for (int i = 0; i < many; ++i) sum += co_await task;
              co_return sum;
          }) == many);
}

TEST_CASE("a hundred thousand turns take no stack") {
    CHECK(run_small([]() -> Coroutine<int> {
              int turns = 0;
              for (; turns < deep; ++turns) co_await sleep(0s);
              co_return turns;
          }) == deep);
}

TEST_CASE("a recursion of a hundred thousand nested awaits takes no stack") {
    CHECK(run_small([] { return depth_of(deep); }) == deep);
}

TEST_CASE("an error rises through a hundred thousand awaits") {
    for (const bool through_task : {false, true})
        CHECK(run_small([through_task]() -> Coroutine<std::string> {
                  std::string text;
                  try {
                      co_await fall(through_task ? deep / 10 : deep, through_task);
                  } catch (const std::runtime_error& error) {
                      text = error.what();
                  }
                  co_return text;
              }) == "the bottom");
}

TEST_CASE("a chain of a hundred thousand tasks that await each other ends in order") {
    CHECK(run_small([]() -> Coroutine<int> {
              co_return co_await chain_of_tasks(deep, create_task(sleep(1s, 0)));
          }) == deep);
}

TEST_CASE("a request to cancel goes down a chain of tasks, and the error comes up") {
    CHECK(run_small([]() -> Coroutine<int> {
              auto first = create_task(sleep(1h, 0));
              auto last = create_task(chain_of_tasks(deep, first));
              co_await sleep(1s);
              last.cancel();
              co_await wait(std::vector{last});
              co_return first.cancelled() + last.cancelled();
          }) == 2);
}

TEST_CASE("cancelling a hundred thousand nested awaits takes no stack") {
    CHECK(run_small([]() -> Coroutine<int> {
              auto task = create_task(fall(deep, false));
              co_await sleep(0s);
              task.cancel();
              co_await wait(std::vector{task});
              co_return task.cancelled();
          }) == 1);
}

TEST_CASE("a gather of a hundred thousand, and gathers in gathers, take no stack") {
    CHECK(run_small([]() -> Coroutine<int> {
              std::vector<Coroutine<int>> all;
              for (int i = 0; i < deep; ++i) all.push_back(sleep(1s, 1));
              int sum = 0;
              for (const int n : co_await gather(all)) sum += n;
              co_return sum;
          }) == deep);

    CHECK(run_small([]() -> Coroutine<int> {
              Future<int> bottom;
              const auto unpack = [](auto& self, Future<int> inner, int n) -> Coroutine<int> {
                  if (n == 0) co_return co_await inner;
                  auto [value] = co_await gather(self(self, inner, n - 1));
                  co_return value + 1;
              };
              auto task = create_task(unpack(unpack, bottom, 10'000));
              co_await sleep(1s);
              bottom.set_result(0);
              co_return co_await task;
          }) == 10'000);
}

// A gather passes the request to each child by a call: some 300 bytes a level.
TEST_CASE("gathers nested a hundred deep can be cancelled") {
    CHECK(run_small([]() -> Coroutine<int> {
              const auto nest = [](auto& self, int n) -> Coroutine<> {
                  if (n == 0) co_return co_await sleep(1h);
                  co_await gather(self(self, n - 1));
              };
              auto task = create_task(nest(nest, 100));
              co_await sleep(1s);
              task.cancel();
              co_await wait(std::vector{task});
              co_return task.cancelled();
          }) == 1);
}

TEST_CASE("a chain whose last handle goes is freed without recursion") {
    CHECK(run_small([]() -> Coroutine<int> {
              // Each task holds, in its frame, the handle of the one before it.
              auto gate = create_task(sleep(1s, 0));
              Task<int> last = gate;
              for (int i = 0; i < deep; ++i)
                  last = create_task([](Task<int> before) -> Coroutine<int> {
                      co_await shield(before);
                      co_return 0;
                  }(last));
              co_await last;
              co_return 1;
          }) == 1);
}

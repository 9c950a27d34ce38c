// A handle used on a thread other than its loop's, with or without a loop there, is refused, and
// nothing changes. Also run under ThreadSanitizer: `make tsan`.
#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <aio/aio.hpp>

#include "reports.hpp"

using namespace aio;
using namespace std::chrono_literals;

namespace {

Coroutine<int> one() {
    co_await sleep(1ms);
    co_return 1;
}

Coroutine<> nothing() { co_return; }

AsyncGenerator<int> numbers() {
    for (int n = 0;; ++n) co_yield n;
}

template <class A>
Coroutine<> awaited(A awaitable) {
    static_cast<void>(co_await std::move(awaitable));
}

/// One of everything, attached to the loop that runs where it is made.
struct Everything {
    Task<int> task = create_task(one());
    Future<int> future;
    Future<int> finished;
    Lock lock;
    Event event;
    Semaphore semaphore{1};
    BoundedSemaphore bounded{1};
    Condition condition;
    Barrier barrier{2};
    Queue<int> queue;
    PriorityQueue<int> priority;
    LifoQueue<int> lifo;
    AsyncGenerator<int> generator = numbers();
    TimerHandle timer = this_loop().call_later(1h, [] {});
    Loop& loop = this_loop();
    Timeout* limit = nullptr;
    TaskGroup* group = nullptr;

    Everything() { finished.set_result(1); }
};

struct Use {
    const char* name;
    std::function<void(Everything&)> use;
};

const std::vector<Use> uses = {
    {"Task::done", [](Everything& e) { (void)e.task.done(); }},
    {"Task::cancelled", [](Everything& e) { (void)e.task.cancelled(); }},
    {"Task::result", [](Everything& e) { (void)e.task.result(); }},
    {"Task::exception", [](Everything& e) { (void)e.task.exception(); }},
    {"Task::cancel", [](Everything& e) { e.task.cancel(); }},
    {"Task::cancelling", [](Everything& e) { (void)e.task.cancelling(); }},
    {"Task::uncancel", [](Everything& e) { e.task.uncancel(); }},
    {"Task::name", [](Everything& e) { (void)e.task.name(); }},
    {"Task::set_name", [](Everything& e) { e.task.set_name("x"); }},
    {"Task::add_done_callback", [](Everything& e) { e.task.add_done_callback([] {}); }},
    {"Task::remove_done_callback", [](Everything& e) { e.task.remove_done_callback(1); }},
    {"Future::done", [](Everything& e) { (void)e.future.done(); }},
    {"Future::result", [](Everything& e) { (void)e.finished.result(); }},
    {"Future::set_result", [](Everything& e) { e.future.set_result(2); }},
    {"Future::set_exception", [](Everything& e) { e.future.set_exception(RuntimeError("x")); }},
    {"Future::cancel", [](Everything& e) { e.future.cancel(); }},
    {"Future::add_done_callback", [](Everything& e) { e.future.add_done_callback([] {}); }},
    {"Lock::acquire", [](Everything& e) { e.lock.acquire().close(); }},
    {"Lock::hold", [](Everything& e) { e.lock.hold().close(); }},
    {"Lock::release", [](Everything& e) { e.lock.release(); }},
    {"Lock::locked", [](Everything& e) { (void)e.lock.locked(); }},
    {"Event::set", [](Everything& e) { e.event.set(); }},
    {"Event::clear", [](Everything& e) { e.event.clear(); }},
    {"Event::is_set", [](Everything& e) { (void)e.event.is_set(); }},
    {"Event::wait", [](Everything& e) { e.event.wait().close(); }},
    {"Semaphore::acquire", [](Everything& e) { e.semaphore.acquire().close(); }},
    {"Semaphore::release", [](Everything& e) { e.semaphore.release(); }},
    {"Semaphore::value", [](Everything& e) { (void)e.semaphore.value(); }},
    {"BoundedSemaphore::release", [](Everything& e) { e.bounded.release(); }},
    {"Condition::acquire", [](Everything& e) { e.condition.acquire().close(); }},
    {"Condition::wait", [](Everything& e) { e.condition.wait().close(); }},
    {"Condition::wait_for",
     [](Everything& e) { e.condition.wait_for([] { return true; }).close(); }},
    {"Condition::notify", [](Everything& e) { e.condition.notify(); }},
    {"Condition::notify_all", [](Everything& e) { e.condition.notify_all(); }},
    {"Barrier::wait", [](Everything& e) { e.barrier.wait().close(); }},
    {"Barrier::abort", [](Everything& e) { e.barrier.abort(); }},
    {"Barrier::reset", [](Everything& e) { e.barrier.reset(); }},
    {"Queue::put", [](Everything& e) { e.queue.put(1).close(); }},
    {"Queue::put_nowait", [](Everything& e) { e.queue.put_nowait(1); }},
    {"Queue::get", [](Everything& e) { e.queue.get().close(); }},
    {"Queue::get_nowait", [](Everything& e) { (void)e.queue.get_nowait(); }},
    {"Queue::size", [](Everything& e) { (void)e.queue.size(); }},
    {"Queue::task_done", [](Everything& e) { e.queue.task_done(); }},
    {"Queue::join", [](Everything& e) { e.queue.join().close(); }},
    {"Queue::shutdown", [](Everything& e) { e.queue.shutdown(); }},
    {"PriorityQueue::put_nowait", [](Everything& e) { e.priority.put_nowait(1); }},
    {"LifoQueue::put_nowait", [](Everything& e) { e.lifo.put_nowait(1); }},
    {"AsyncGenerator::next", [](Everything& e) { e.generator.next().close(); }},
    {"AsyncGenerator::aclose", [](Everything& e) { e.generator.aclose().close(); }},
    {"TimerHandle::cancel", [](Everything& e) { e.timer.cancel(); }},
    {"TimerHandle::when", [](Everything& e) { (void)e.timer.when(); }},
    {"TimerHandle::cancelled", [](Everything& e) { (void)e.timer.cancelled(); }},
    {"Loop::now", [](Everything& e) { (void)e.loop.now(); }},
    {"Loop::turn", [](Everything& e) { (void)e.loop.turn(); }},
    {"Loop::call_soon", [](Everything& e) { e.loop.call_soon([] {}); }},
    {"Loop::call_later", [](Everything& e) { e.loop.call_later(1s, [] {}); }},
    {"Loop::call_at", [](Everything& e) { e.loop.call_at({}, [] {}); }},
    {"Timeout::when", [](Everything& e) { (void)e.limit->when(); }},
    {"Timeout::expired", [](Everything& e) { (void)e.limit->expired(); }},
    {"Timeout::reschedule", [](Everything& e) { e.limit->reschedule({}); }},
    {"TaskGroup::create_task", [](Everything& e) { e.group->create_task(nothing()); }},
    {"TaskGroup::cancel", [](Everything& e) { e.group->cancel(); }},
};

/// These only make sense in a loop.
const std::vector<std::pair<const char*, std::function<Coroutine<>(Everything&)>>> waits = {
    {"co_await a task", [](Everything& e) { return awaited(e.task); }},
    {"co_await a future", [](Everything& e) { return awaited(e.future); }},
    {"co_await a future that is done", [](Everything& e) { return awaited(e.finished); }},
    {"gather", [](Everything& e) { return awaited(gather(e.task, e.future)); }},
    {"wait", [](Everything& e) { return awaited(wait(std::vector{e.future})); }},
    {"wait_for", [](Everything& e) { return awaited(wait_for(e.future, 1s)); }},
    {"shield", [](Everything& e) { return awaited(shield(e.future)); }},
    {"as_completed",
     [](Everything& e) { return awaited(*as_completed(std::vector{e.future}).begin()); }},
};

/// What f throws on another thread while the loop that runs here waits.
Coroutine<std::string> elsewhere(std::function<void()> f) {
    co_return co_await to_thread([f = std::move(f)]() -> std::string {
        try {
            f();
            return "nothing was thrown";
        } catch (const RuntimeError& error) {
            return error.what();
        }
    });
}

Coroutine<> calls(std::function<void()> f) {
    f();
    co_return;
}

/// Calls f with everything that is attached to the loop that runs here.
Coroutine<> with_everything(std::function<Coroutine<>(Everything&)> f) {
    Everything everything;
    co_await timeout(1h, [&](Timeout& limit) -> Coroutine<> {
        everything.limit = &limit;
        co_await task_group([&](TaskGroup& group) -> Coroutine<> {
            everything.group = &group;
            co_await f(everything);
        });
    });
    // The refused calls have changed nothing.
    CHECK(co_await everything.task == 1);
    CHECK(!everything.future.done());
    CHECK(everything.queue.empty());
    CHECK(!everything.event.is_set());
    everything.timer.cancel();
}

}  // namespace

TEST_CASE("every use of a handle on a thread without a loop is refused") {
    run(with_everything([](Everything& everything) -> Coroutine<> {
        for (const Use& use : uses) {
            CAPTURE(use.name);
            const std::string text = co_await elsewhere([&] { use.use(everything); });
            CHECK_MESSAGE(contains(text, "another thread"), text);
        }
    }));
}

TEST_CASE("every use of a handle in another loop is refused") {
    run(with_everything([](Everything& everything) -> Coroutine<> {
        for (const Use& use : uses) {
            CAPTURE(use.name);
            const std::string text =
                co_await elsewhere([&] { run(calls([&] { use.use(everything); })); });
            CHECK_MESSAGE(contains(text, "another thread"), text);
        }
    }));
}

TEST_CASE("every wait for another loop's handle is refused") {
    run(with_everything([](Everything& everything) -> Coroutine<> {
        for (const auto& [name, wait] : waits) {
            CAPTURE(name);
            const auto& use = wait;
            const std::string text = co_await elsewhere([&] { run(use(everything)); });
            CHECK_MESSAGE(contains(text, "attached to a different loop"), text);
        }
    }));
}

TEST_CASE("the error says what, why, and what to do") {
    run(with_everything([](Everything& everything) -> Coroutine<> {
        CHECK(co_await elsewhere([&] { everything.future.set_result(1); }) ==
              "this future is attached to a different loop, which runs on another thread; only "
              "that thread may use it. Give it the work: loop.call_soon_threadsafe([f] { "
              "f.set_result(1); }), where `loop` is what this_loop() gave there");
        const std::string text = co_await elsewhere([&] { (void)everything.lock.locked(); });
        CHECK_MESSAGE(text.starts_with("this lock is attached"), text);
    }));
}

TEST_CASE("a pending future of a run that has ended cannot be awaited in the next") {
    Future<int> left;
    run([](Future<int> future) -> Coroutine<> {
        CHECK(!future.done());
        co_return;
    }(left));
    CHECK(!left.done());
    try {
        run(awaited(left));
        FAIL("nothing was thrown");
    } catch (const RuntimeError& error) {
        CHECK_MESSAGE(contains(error.what(), "attached to a different loop, which has ended"),
                      error.what());
    }
}

TEST_CASE("what was done in one run can be read after it, and awaited in the next") {
    std::vector<Task<int>> kept;
    run([](std::vector<Task<int>>& tasks) -> Coroutine<> {
        tasks.push_back(create_task(one()));
        co_await tasks[0];
    }(kept));
    CHECK(kept[0].result() == 1);
    CHECK(run([](Task<int> task) -> Coroutine<int> { co_return co_await task; }(kept[0])) == 1);
    CHECK(run([](Task<int> task) -> Coroutine<std::vector<int>> {
              co_return co_await gather(std::vector{task, task});
          }(kept[0])) == std::vector{1, 1});
}

TEST_CASE("a lock, a queue, an event outlive a run, and serve the next") {
    Lock lock;
    Queue<int> queue;
    Event event;
    for (int round = 0; round < 3; ++round)
        run([](Lock& l, Queue<int>& q, Event& e) -> Coroutine<> {
            auto getter = create_task(q.get());
            auto waiter = create_task(e.wait());
            {
                auto held = co_await l.hold();
                auto second = create_task(l.acquire());
                co_await sleep(0s);
                held.release();
                co_await second;
                l.release();
            }
            q.put_nowait(7);
            e.set();
            CHECK(co_await getter == 7);
            co_await waiter;
            e.clear();
        }(lock, queue, event));
}

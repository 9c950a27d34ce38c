// Conformance, section I: Queue.
#include "scenario.hpp"

namespace {

Coroutine<> gets(Queue<int>& queue, std::string name) {
    try {
        const int item = co_await queue.get();
        say(name, "got", item);
    } catch (const CancelledError&) {
        say(name, "cancelled");
        throw;
    }
}

Coroutine<> puts(Queue<int>& queue, std::string name, int item) {
    try {
        co_await queue.put(item);
        say(name, "put");
    } catch (const CancelledError&) {
        say(name, "cancelled");
        throw;
    }
}

}  // namespace

TEST_CASE("077 queue_fifo: every get lets one more put through; both suspend only when they must") {
    plays_in_turns(
        []() -> Coroutine<> {
            Queue<int> queue(2);
            const auto producer = [&queue]() -> Coroutine<> {
                for (int i = 1; i <= 5; ++i) {
                    co_await queue.put(i);
                    say("put", i);
                }
            };
            auto p = create_task(producer());
            co_await sleep(1s);
            say(fate_of([&] { queue.put_nowait(9); }));
            for (int i = 0; i < 5; ++i) {
                const int item = co_await queue.get();
                say("got", item);
                co_await sleep(1s);
            }
            say(fate_of([&] { queue.get_nowait(); }));
        },
        R"(
      0   #1  put 1
      0   #1  put 2
      1   #3  QueueFull
      1   #3  got 1
      1   #4  put 3
      2   #6  got 2
      2   #7  put 4
      3   #9  got 3
      3  #10  put 5
      4  #12  got 4
      5  #14  got 5
      6  #16  QueueEmpty
      6    -  run -> ok
    )");
}

TEST_CASE(
    "rule S78: a cancelled getter passes the item on, whichever of put and cancel came first") {
    plays_in_turns(
        []() -> Coroutine<> {
            Queue<int> queue(2);
            for (const bool put_first : {true, false}) {
                auto a = create_task(gets(queue, "A"));
                auto b = create_task(gets(queue, "B"));
                co_await sleep(1s);
                if (put_first) queue.put_nowait(1);
                a.cancel();
                if (!put_first) queue.put_nowait(2);
                say(put_first ? "put,cancel" : "cancel,put");
                (void)co_await wait(std::vector{a, b});
                say(queue.size());
            }
            queue.put_nowait(1);
            queue.put_nowait(2);
            auto p = create_task(puts(queue, "P", 3));
            auto r = create_task(puts(queue, "R", 4));
            co_await sleep(1s);
            say("got", queue.get_nowait());
            p.cancel();
            (void)co_await wait(std::vector{p, r});
            const int second = queue.get_nowait();
            const int third = queue.get_nowait();
            say("got", second, third, queue.empty());
        },
        R"(
      1   #3  put,cancel
      1   #4  A cancelled
      1   #5  B got 1
      1   #7  0
      2   #10  cancel,put
      2   #11  A cancelled
      2   #11  B got 2
      2   #13  0
      3   #16  got 1
      3   #17  P cancelled
      3   #18  R put
      3   #20  got 2 4 True
      3    -  run -> ok
    )");
}

TEST_CASE("rule S96: a cancelled putter passes its turn on; the others keep theirs") {
    plays_in_turns(
        []() -> Coroutine<> {
            Queue<int> queue(1);
            queue.put_nowait(0);
            auto a = create_task(puts(queue, "A", 1));
            auto b = create_task(puts(queue, "B", 2));
            auto c = create_task(puts(queue, "C", 3));
            co_await sleep(1s);
            a.cancel();
            say("got", queue.get_nowait());
            co_await sleep(1s);
            say(queue.size(), a.cancelled(), b.done(), c.done());
            say("got", queue.get_nowait());
            b.cancel();
            co_await sleep(1s);
            say(queue.size(), b.done(), c.done());
            say(queue.get_nowait());
        },
        R"(
      1   #3  got 0
      1   #4  A cancelled
      1   #4  B put
      2   #6  1 True True False
      2   #6  got 2
      2   #7  C put
      3   #9  1 True True
      3   #9  3
      3    -  run -> ok
    )");
}

TEST_CASE("095 queue_join_shutdown: join waits for task_done of every item; shutdown wakes all") {
    plays_in_order(
        []() -> Coroutine<> {
            Queue<int> queue;
            const auto worker = [&queue]() -> Coroutine<> {
                for (int i = 0; i < 2; ++i) {
                    const int item = co_await queue.get();
                    co_await sleep(1s);
                    say("did", item);
                    queue.task_done();
                }
            };
            const auto getter = [&queue]() -> Coroutine<> {
                const std::string end = co_await fate(queue.get());
                say("getter", end);
            };
            queue.put_nowait(1);
            queue.put_nowait(2);
            auto w = create_task(worker());
            co_await queue.join();
            say("joined");
            say(fate_of([&] { queue.task_done(); }));
            auto g = create_task(getter());
            co_await sleep(1s);
            queue.shutdown();
            co_await g;
            say("put", co_await fate(queue.put(3)));
        },
        R"(
      1   #3  did 1
      2   #5  did 2
      2   #6  joined
      2   #6  ValueError
      3  #10  getter QueueShutDown
      3  #11  put QueueShutDown
      3    -  run -> ok
    )");
}

TEST_CASE("rule S95: what is left in a queue that was shut down can be got, unless immediate") {
    plays_in_order(
        []() -> Coroutine<> {
            Queue<int> queue(2);
            queue.put_nowait(1);
            queue.put_nowait(2);
            auto blocked = create_task(queue.put(3));
            co_await sleep(0s);
            queue.shutdown();
            say("blocked put", co_await fate(blocked));
            say(co_await queue.get(), queue.get_nowait());
            say("get", co_await fate(queue.get()), fate_of([&] { queue.get_nowait(); }));
            say("put_nowait", fate_of([&] { queue.put_nowait(1); }));
            Queue<int> dropped;
            dropped.put_nowait(1);
            auto joiner = create_task(dropped.join());
            co_await sleep(1s);
            dropped.shutdown(true);
            say("join", co_await fate(joiner), dropped.size());
            say("get", co_await fate(dropped.get()));
        },
        R"(
      0   -  blocked put QueueShutDown
      0   -  1 2
      0   -  get QueueShutDown QueueShutDown
      0   -  put_nowait QueueShutDown
      1   -  join ok 0
      1   -  get QueueShutDown
      1   -  run -> ok
    )");
}

TEST_CASE("097 queue_consumers_share: several consumers are served in turn, oldest waiter first") {
    plays_in_order(
        []() -> Coroutine<> {
            Queue<int> queue;
            const auto consumer = [](Queue<int>& q, std::string name) -> Coroutine<> {
                for (;;) {
                    const int item = co_await q.get();
                    say(name, item);
                }
            };
            std::vector<Task<>> consumers;
            for (const std::string name : {"C1", "C2", "C3"})
                consumers.push_back(create_task(consumer(queue, name)));
            for (int i = 1; i <= 6; ++i) {
                co_await sleep(1s);
                queue.put_nowait(i);
            }
            co_await sleep(1s);
            for (auto& c : consumers) c.cancel();
            (void)co_await wait(consumers);
        },
        R"(
      1   #4  C1 1
      2   #7  C2 2
      3  #10  C3 3
      4  #13  C1 4
      5  #16  C2 5
      6  #19  C3 6
      7    -  run -> ok
    )");
}

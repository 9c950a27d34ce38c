// aio: concurrent awaiting, shaped like Python's asyncio. This page is the
// library's table of contents; each header is one idea, on about one page.
//
//   aio::Coroutine<> delay(std::chrono::seconds d) { co_await aio::sleep(d); }
//
//   aio::Coroutine<> program() {
//       co_await aio::gather(delay(3s), delay(3s), delay(3s));   // 3 s, not 9
//   }
//   int main() { aio::run(program()); }
//
// A tour from one co_await down to the loop is in README.md, beside this file.
// To await Asio's own operations, include <aio/asio.hpp> as well; to build a library
// on this one, <aio/extend.hpp>.
#pragma once

// The order is the one to read them in, so it is not sorted.
// clang-format off

// Start here.
#include <aio/coroutine.hpp>   // Coroutine<T>: lazy; co_await runs it
#include <aio/task.hpp>        // Task<T>, create_task: scheduled, runs by itself
#include <aio/sleep.hpp>       // sleep(3s)
#include <aio/gather.hpp>      // gather(a, b, c): all at once, results in order
#include <aio/outcome.hpp>     // Outcome: how one of several ended
#include <aio/run.hpp>         // run(main()), RunOptions: clock, speed, debug, ...
#include <aio/runner.hpp>      // Runner: one loop for several runs

// Waiting with limits, and for some of many.
#include <aio/timeout.hpp>     // wait_for, timeout, timeout_at
#include <aio/wait.hpp>        // wait(first_completed), as_completed
#include <aio/shield.hpp>      // shield: cancel the awaiter, not the awaited
#include <aio/task_group.hpp>  // task_group: nobody is left behind
#include <aio/finally.hpp>     // try_finally: clean-up that awaits

// Tasks among themselves.
#include <aio/future.hpp>      // Future<T>: set_result here, co_await there
#include <aio/any_future.hpp>  // AnyFuture: a handle of either, without the result; ensure_future
#include <aio/event.hpp>       // Event: set, wait
#include <aio/lock.hpp>        // Lock: one at a time
#include <aio/semaphore.hpp>   // Semaphore: n at a time
#include <aio/condition.hpp>   // Condition: wait until something has changed
#include <aio/barrier.hpp>     // Barrier: all wait for all
#include <aio/queue.hpp>       // Queue<T>: producers and consumers
#include <aio/queue_orders.hpp>  // PriorityQueue, LifoQueue: another order
#include <aio/generator.hpp>   // AsyncGenerator<T>: co_yield here, co_await next() there

// The world around.
#include <aio/thread.hpp>      // to_thread: blocking code, elsewhere
#include <aio/loop.hpp>        // this_loop(): time, callbacks; format_waiting()
#include <aio/explore.hpp>     // explore: races, found and replayed
#include <aio/errors.hpp>      // CancelledError, TimeoutError, DeadlockError, ...
#include <aio/trace.hpp>       // Observer, TraceEvent, Report
#include <aio/lane.hpp>        // Lane: a row in the picture that is no task
#include <aio/clock.hpp>       // loop time

// Tapes for the tests of what is recorded: of an ordinary program, of random ones.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include <aio/aio.hpp>
#include <aio/extend.hpp>
#include <timeline/check_tape.hpp>
#include <timeline/tape_recorder.hpp>

#include "random_program.hpp"

template <class T>
void run_to_any_end(aio::Coroutine<T> program, aio::RunOptions options) {
    options.on_report = [](const aio::Report&) {};
    try {
        static_cast<void>(aio::run(std::move(program), options));
    } catch (const std::exception&) {
    } catch (const aio::CancelledError&) {
    }
}

/// The tape of a run under the simulated clock, whatever its outcome.
template <class T>
timeline::Tape tape_of(aio::Coroutine<T> program, aio::RunOptions options = {}) {
    timeline::TapeRecorder recorder;
    options.clock = aio::Clock::simulated;
    options.observer = &recorder;
    const bool plain = options.schedule_seed == 0 && !options.choose;
    recorder.set_head("a test", options.clock,
                      plain ? timeline::Order::plain : timeline::Order::another);
    run_to_any_end(std::move(program), options);
    return recorder.tape();
}

inline timeline::Tape random_tape(std::uint64_t seed, std::uint64_t schedule_seed = 0) {
    RandomProgram program(seed);
    return tape_of(program.main(), {.schedule_seed = schedule_seed});
}

/// Where the tape contradicts itself; empty if it does not.
inline std::string contradiction_in(const timeline::Tape& tape) {
    const auto wrong = timeline::check_tape(tape);
    return wrong ? "event " + std::to_string(wrong->event) + ": " + wrong->sentence : "";
}

inline aio::Coroutine<> delay(std::chrono::seconds d) { co_await aio::sleep(d); }

/// A little of everything: tasks that wait for time, for each other, a lock and a future;
/// one is cancelled, one is limited, one is left behind.
inline aio::Coroutine<> ordinary() {
    using namespace std::chrono_literals;
    aio::Lock lock;
    const auto locked = [&](std::chrono::seconds d) -> aio::Coroutine<> {
        const auto held = co_await lock.hold();
        aio::extend::note("has the lock");
        co_await delay(d);
    };
    auto a = aio::create_task(locked(3s), "a");
    auto b = aio::create_task(locked(2s), "b");
    co_await a;
    co_await b;
    co_await a;
    co_await aio::gather(delay(1s), delay(2s));
    auto c = aio::create_task(delay(9s), "c");
    co_await aio::sleep(0s);
    c.cancel();
    try {
        co_await c;
    } catch (const aio::CancelledError&) {
    }
    try {
        co_await aio::wait_for(delay(9s), 1s);
    } catch (const aio::TimeoutError&) {
    }
    co_await aio::wait_for(delay(1s), 9s);
    aio::Future<int> answer;
    aio::this_loop().call_later(1s, [answer] { answer.set_result(42); });
    auto other =
        aio::create_task([](aio::Future<int> f) -> aio::Coroutine<> { co_await f; }(answer));
    co_await answer;
    co_await other;
    aio::create_task(delay(9s), "left behind");
    co_await delay(1s);
}

/// Tasks that share: a lock, a semaphore with two places, a queue with room for two.
inline aio::Coroutine<> sharing() {
    using namespace std::chrono_literals;
    aio::Lock door("door");
    aio::Semaphore places(2, "places");
    aio::Queue<int> jobs(2, "jobs");
    const auto enter = [&]() -> aio::Coroutine<> {
        const auto held = co_await door.hold();
        co_await delay(1s);
    };
    const auto sit = [&]() -> aio::Coroutine<> {
        const auto place = co_await places.hold();
        co_await delay(1s);
    };
    const auto bring = [&]() -> aio::Coroutine<> {
        for (int i = 0; i < 5; ++i) co_await jobs.put(i);
    };
    const auto work = [&]() -> aio::Coroutine<> {
        for (int i = 0; i < 5; ++i) {
            co_await jobs.get();
            co_await delay(1s);
        }
    };
    co_await aio::gather(enter(), enter(), enter(), sit(), sit(), sit(), bring(), work());
    jobs.put_nowait(1);
    jobs.put_nowait(2);
    jobs.shutdown(true);
    places.release();  // one more than there were before
}

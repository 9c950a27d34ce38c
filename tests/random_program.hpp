// Programs that nobody would write: a seed decides what their tasks do. For tests of facts that
// hold for every program.
//
//   RandomProgram program(7);
//   aio::run(program.main(), {.clock = aio::Clock::simulated, .observer = &recorder});
//
// They end in any way: well, by an exception, a cancellation, a deadlock.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <aio/aio.hpp>

class RandomProgram {
public:
    explicit RandomProgram(std::uint64_t seed) : random_(seed) {}

    aio::Coroutine<> main() {
        for (int i = below(4) + 1; i > 0; --i) co_await step(3);
    }

    /// When each step began and ended: two runs with the same steps went the same way.
    struct Moment {
        aio::time_point when;
        std::uint64_t turn;
        std::string task;
        friend bool operator==(const Moment&, const Moment&) = default;
    };
    [[nodiscard]] const std::vector<Moment>& trail() const { return trail_; }

private:
    using Seconds = std::chrono::seconds;
    using Work = aio::Coroutine<>;

    void note_moment() {
        const auto& loop = aio::this_loop();
        trail_.push_back({loop.now(), loop.turn(), aio::current_task().name()});
    }
    int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }

    // Its errors are caught now and then.
    Work step(int depth) {
        const bool forgives = below(4) == 0;
        note_moment();
        try {
            co_await something(depth);
            note_moment();
        } catch (const std::exception&) {
            if (!forgives) throw;
        } catch (const aio::CancelledError&) {
            if (!forgives) throw;
        }
    }

    Work something(int depth) {
        if (depth == 0) return rest();
        switch (below(18)) {
            case 0:
                return rest();
            case 1:
                return tasks_in_turn(depth - 1);
            case 2:
                return gathered(depth - 1);
            case 3:
                return limited(depth - 1);
            case 4:
                return cancelled(depth - 1);
            case 5:
                return locked(depth - 1);
            case 6:
                return with_a_slot(depth - 1);
            case 7:
                return puts();
            case 8:
                return gets();
            case 9:
                return sets_or_waits();
            case 10:
                return group(depth - 1);
            case 11:
                return fails();
            case 12:
                return shielded(depth - 1);
            case 13:
                return first_of(depth - 1);
            case 14:
                return as_they_come(depth - 1);
            case 15:
                return called_back();
            case 16:
                return changed(depth - 1);
            default:
                return both(depth - 1);
        }
    }

    Work rest() { co_await aio::sleep(Seconds(below(4))); }
    Work both(int depth) {
        auto later = step(depth);
        co_await step(depth);
        if (below(3) == 0)
            later.close();
        else
            co_await later;
    }
    Work tasks_in_turn(int depth) {
        std::vector<aio::Task<>> tasks;
        for (int i = below(3); i >= 0; --i) tasks.push_back(aio::create_task(step(depth)));
        if (below(4) == 0) co_return;  // left behind
        for (auto& task : tasks) co_await task;
        co_await tasks.front();
    }
    Work gathered(int depth) {
        if (below(2) == 0) {
            co_await aio::gather(step(depth), aio::create_task(step(depth)));
        } else {
            co_await aio::gather(aio::return_exceptions, step(depth), step(depth));
        }
    }
    Work limited(int depth) {
        if (below(2) == 0) {
            co_await aio::wait_for(step(depth), Seconds(below(3)));
        } else {
            co_await aio::timeout(Seconds(below(3)), [&](aio::Timeout& limit) -> Work {
                co_await step(depth);
                if (below(2) == 0) limit.reschedule(aio::this_loop().now() + Seconds(below(3)));
                co_await step(depth);
            });
        }
    }
    Work cancelled(int depth) {
        auto task = aio::create_task(step(depth), "victim");
        if (below(3) > 0) co_await aio::sleep(Seconds(below(3)));
        task.cancel();
        if (below(5) == 0) aio::current_task().cancel();
        if (below(4) > 0) co_await task;
    }
    Work locked(int depth) {
        const auto held = co_await lock_.hold();
        co_await step(depth);
    }
    Work with_a_slot(int depth) {
        const auto slot = co_await slots_.hold();
        co_await step(depth);
    }
    Work puts() {
        for (int i = below(3); i >= 0; --i) co_await queue_.put(i);
    }
    Work gets() {
        for (int i = below(3); i >= 0; --i) co_await aio::wait_for(queue_.get(), Seconds(2));
    }
    Work sets_or_waits() {
        if (below(2) == 0) co_await aio::wait_for(event_.wait(), Seconds(3));
        event_.set();
        if (below(2) == 0) event_.clear();
    }
    Work group(int depth) {
        co_await aio::task_group([&](aio::TaskGroup& tasks) -> Work {
            for (int i = below(3); i >= 0; --i) tasks.create_task(step(depth));
            co_await rest();
            if (below(5) == 0) tasks.cancel();
        });
    }
    Work fails() {
        if (below(2) == 0) co_await rest();
        throw std::runtime_error("as it was to");
    }
    Work shielded(int depth) {
        auto inner = aio::create_task(step(depth));
        co_await aio::wait_for(aio::shield(inner), Seconds(1));
        co_await inner;
    }
    Work first_of(int depth) {
        std::vector<aio::Task<>> tasks{aio::create_task(step(depth)), aio::create_task(rest())};
        auto [done, pending] = co_await aio::wait(
            tasks, {.timeout = Seconds(2), .return_when = aio::ReturnWhen::first_completed});
        for (auto& task : pending) task.cancel();
        for (auto& task : done) co_await task;
    }
    Work as_they_come(int depth) {
        std::vector<aio::Coroutine<>> all;
        for (int i = below(3); i >= 0; --i) all.push_back(step(depth));
        for (auto next : aio::as_completed(all, Seconds(below(5)))) co_await next;
    }
    Work called_back() {
        aio::Future<int> answer;
        auto& loop = aio::this_loop();
        const auto set = [answer] {
            if (!answer.done()) answer.set_result(1);
        };
        answer.add_done_callback([this] { event_.set(); });
        if (below(2) == 0)
            loop.call_soon(set);
        else
            loop.call_later(Seconds(below(3)), set);
        auto unused = loop.call_later(Seconds(9), set);
        if (below(2) == 0) unused.cancel();
        co_await answer;
        co_await answer;
    }
    Work changed(int depth) {
        const auto held = co_await condition_.hold();
        if (below(2) == 0) {
            condition_.notify(1);
            co_await step(depth);
        } else {
            co_await aio::wait_for(condition_.wait(), Seconds(2));
        }
    }

    std::mt19937_64 random_;
    std::vector<Moment> trail_;
    aio::Lock lock_;
    aio::Semaphore slots_{2};
    aio::Queue<int> queue_{2};
    aio::Event event_;
    aio::Condition condition_;
};

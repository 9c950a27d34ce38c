// aio/wait.hpp: waiting for several without wanting all their results. asyncio's own order of
// events is tested in asyncio_wait.cpp.
#include <aio/aio.hpp>
#include <aio/extend.hpp>
#include <doctest/doctest.h>

#include <vector>

#include "play.hpp"

using namespace std::chrono_literals;

namespace {

aio::Coroutine<> job(std::chrono::seconds delay) { co_await aio::sleep(delay); }

std::vector<aio::Task<>> jobs(std::initializer_list<std::chrono::seconds> delays) {
    std::vector<aio::Task<>> tasks;
    for (const auto delay : delays) tasks.push_back(aio::create_task(job(delay)));
    return tasks;
}

double now() {
    return std::chrono::duration<double>(aio::this_loop().now().time_since_epoch()).count();
}

}  // namespace

// A member may end, and be destroyed, in the turn in which the waiting task goes on: nothing may
// look at it after that.
TEST_CASE("members may be destroyed as soon as wait has returned its result") {
    play([]() -> aio::Coroutine<> {
        for (const auto when : {aio::ReturnWhen::first_exception, aio::ReturnWhen::all_completed,
                                aio::ReturnWhen::first_completed}) {
            {
                auto tasks = jobs({1s, 9s});
                co_await aio::sleep(0s);
                const auto result =
                    co_await aio::wait(std::move(tasks), {.timeout = 1s, .return_when = when});
                CHECK(result.done.size() + result.pending.size() == 2);
            }
            co_await aio::sleep(2s);
        }
    });
}

TEST_CASE("as_completed without a loop is an error, even of a task that is done") {
    const auto task = aio::extend::run_task(job(1s), {.clock = aio::Clock::simulated});
    CHECK(task.done());
    CHECK_THROWS_AS((void)aio::as_completed(std::vector{task}), aio::RuntimeError);
}

TEST_CASE("a timeout may be a fraction of a second, or as long as a clock can represent") {
    play([]() -> aio::Coroutine<> {
        auto [none, pending] = co_await aio::wait(jobs({2s}), {.timeout = 0.5s});
        CHECK(none.empty());
        CHECK(now() == 0.5);
        auto [done, nobody] = co_await aio::wait(pending, {.timeout = aio::duration::max()});
        CHECK(done.size() == 1);
        CHECK(now() == 2);
        CHECK((co_await aio::wait(jobs({1s}), {.timeout = std::chrono::hours::max()}))
                  .pending.empty());
        CHECK(now() == 3);
        int ended = 0;
        for (auto next : aio::as_completed(jobs({1s, 2s}), std::chrono::hours::max())) {
            co_await next;
            ++ended;
        }
        CHECK(ended == 2);
        for (auto next : aio::as_completed(jobs({1s}), 0.25s)) {
            bool late = false;
            try {
                co_await next;
            } catch (const aio::TimeoutError&) {
                late = true;
            }
            CHECK(late);
        }
        CHECK(now() == 5.25);
    });
}

// lib/check/schedules.hpp: facts that hold under every schedule.
#include <doctest/doctest.h>

#include <check/schedules.hpp>

using namespace std::chrono_literals;

namespace {

// Two tasks add 1. The second one reads just when the first one writes.
aio::Coroutine<int> two_add_1() {
    int counter = 0;
    const auto add = [&](int seconds) -> aio::Coroutine<> {
        for (int s = 0; s < seconds; ++s) co_await aio::sleep(1s);
        const int before = counter;
        co_await aio::sleep(1s);
        counter = before + 1;
    };
    co_await aio::gather(add(0), add(1));
    co_return counter;
}
bool is_2(int result) { return result == 2; }
bool is_anything(int) { return true; }

// Takes the locks in two orders: which task begins decides whether it ends.
aio::Coroutine<int> crossed() {
    aio::Lock a, b;
    const auto both = [](aio::Lock& first, aio::Lock& second) -> aio::Coroutine<> {
        auto one = co_await first.hold();
        co_await aio::sleep(1s);
        auto other = co_await second.hold();
    };
    co_await aio::gather(both(a, b), both(b, a));
    co_return 1;
}

}  // namespace

TEST_CASE("a wrong result under some schedule is found, counted, and can be replayed") {
    const auto tried = check::under_every_schedule(two_add_1, is_2, 100);
    CHECK(tried.all);
    CHECK(tried.tried == 4);  // two are ready at 0 s and at 1 s
    CHECK(tried.wrong == 2);
    CHECK(tried.how_many() == "2 of 4 schedules");
    REQUIRE(tried.run.result.has_value());
    CHECK(*tried.run.result == 1);
    CHECK(tried.run.elapsed() == 2s);
}

TEST_CASE("nothing wrong under any schedule: the run is the one in plain order") {
    const auto tried = check::under_every_schedule(two_add_1, is_anything, 100);
    CHECK(tried.wrong == 0);
    CHECK(tried.all);
    REQUIRE(tried.run.result.has_value());
    CHECK(*tried.run.result == 2);
}

TEST_CASE("no more schedules are tried than asked for, and the result says so") {
    const auto tried = check::under_every_schedule(two_add_1, is_2, 2);
    CHECK(tried.tried == 2);
    CHECK_FALSE(tried.all);
    CHECK(tried.how_many().ends_with("of the first 2 schedules"));
}

TEST_CASE("a schedule that ends with an error is wrong, and the run has the error") {
    const auto tried = check::under_every_schedule(crossed, is_anything, 100);
    CHECK(tried.wrong == tried.tried);
    CHECK(tried.how_many() == fmt::format("all {} schedules", tried.tried));
    CHECK(check::describe(tried.run.error).starts_with("DeadlockError"));
}

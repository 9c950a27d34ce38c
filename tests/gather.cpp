// aio/gather.hpp: all at once, results in argument order.
#include <aio/aio.hpp>
#include <doctest/doctest.h>

#include <list>
#include <memory>
#include <ranges>

#include "counted.hpp"
#include "play.hpp"

using namespace std::chrono_literals;

namespace {

aio::Coroutine<int> after(std::chrono::seconds delay, int value) {
    co_await aio::sleep(delay);
    co_return value;
}
aio::Coroutine<std::unique_ptr<int>> boxed(int n) {
    co_await aio::sleep(1s);
    co_return std::make_unique<int>(n);
}
aio::Coroutine<int> fails(std::chrono::seconds delay) {
    co_await aio::sleep(delay);
    throw std::out_of_range("out");
}

aio::time_point now() { return aio::this_loop().now(); }

}  // namespace

TEST_CASE("gather keeps argument order, whatever the order of completion") {
    play([]() -> aio::Coroutine<> {
        const auto [a, b, c] = co_await aio::gather(after(3s, 1), after(1s, 2), after(2s, 3));
        CHECK(a == 1);
        CHECK(b == 2);
        CHECK(c == 3);
        CHECK(now() == aio::time_point(3s));
    });
}

TEST_CASE("different types come as a tuple, void as std::monostate, all void as nothing") {
    play([]() -> aio::Coroutine<> {
        auto mixed = aio::gather(after(1s, 7), aio::sleep(1s), aio::sleep(1s, std::string("x")));
        static_assert(std::is_same_v<decltype(mixed)::value_type,
                                     std::tuple<int, std::monostate, std::string>>);
        const auto [number, nothing, text] = co_await mixed;
        CHECK(number == 7);
        CHECK(text == "x");
        auto all_void = aio::gather(aio::sleep(1s), aio::sleep(1s));
        static_assert(std::is_void_v<decltype(all_void)::value_type>);
        co_await all_void;
        auto one = aio::gather(after(1s, 1));
        static_assert(std::is_same_v<decltype(one)::value_type, std::tuple<int>>);
        CHECK(std::get<0>(co_await one) == 1);
    });
}

TEST_CASE("move-only values come out of a tuple and of a vector") {
    play([]() -> aio::Coroutine<> {
        const auto [a, b] = co_await aio::gather(boxed(1), after(1s, 2));
        CHECK(*a == 1);
        CHECK(b == 2);
        std::vector<aio::Coroutine<std::unique_ptr<int>>> many;
        for (int i = 0; i < 3; ++i) many.push_back(boxed(i));
        const auto boxes = co_await aio::gather(many);
        REQUIRE(boxes.size() == 3);
        CHECK(*boxes[2] == 2);
    });
}

TEST_CASE("results are moved, not copied, if nobody else holds the tasks") {
    const NothingLeft nothing_left;
    const auto counted = [](int n) -> aio::Coroutine<Counted> { co_return Counted(n); };
    play([&]() -> aio::Coroutine<> {
        Counted::copies = 0;
        const auto [a, b] = co_await aio::gather(counted(1), counted(2));
        CHECK(a.value + b.value == 3);
        std::vector<aio::Coroutine<Counted>> many;
        many.push_back(counted(3));
        CHECK((co_await aio::gather(std::move(many)))[0].value == 3);
        CHECK(Counted::copies == 0);
        auto kept = aio::create_task(counted(4));
        CHECK(std::get<0>(co_await aio::gather(kept)).value == 4);
        CHECK((co_await kept).value == 4);  // so the gather copied
    });
}

TEST_CASE("coroutines passed as lvalues are consumed") {
    play([]() -> aio::Coroutine<> {
        auto a = after(1s, 1);
        auto b = after(1s, 2);
        const auto [x, y] = co_await aio::gather(a, b);
        CHECK(x + y == 3);
        bool spent = false;
        try {
            (void)co_await a;
        } catch (const aio::RuntimeError&) {
            spent = true;
        }
        CHECK(spent);
    });
}

TEST_CASE("a range may be a vector, a list, an array, a view that makes coroutines") {
    play([]() -> aio::Coroutine<> {
        std::list<aio::Coroutine<int>> list;
        list.push_back(after(2s, 1));
        list.push_back(after(1s, 2));
        CHECK(co_await aio::gather(list) == std::vector{1, 2});

        aio::Coroutine<int> array[] = {after(1s, 3), after(1s, 4)};
        CHECK(co_await aio::gather(array) == std::vector{3, 4});

        const auto squares =
            std::views::iota(1, 5) | std::views::transform([](int n) { return after(1s, n * n); });
        CHECK(co_await aio::gather(squares) == std::vector{1, 4, 9, 16});

        std::vector<aio::Task<int>> tasks{aio::create_task(after(1s, 5)),
                                          aio::create_task(after(1s, 6))};
        CHECK(co_await aio::gather(tasks) == std::vector{5, 6});
        CHECK(co_await aio::gather(std::as_const(tasks)) == std::vector{5, 6});

        std::vector<aio::Coroutine<>> nothing;
        nothing.push_back(aio::sleep(1s));
        auto all_void = aio::gather(nothing);
        static_assert(std::is_void_v<decltype(all_void)::value_type>);
        co_await all_void;
        CHECK(now() == aio::time_point(6s));
    });
}

TEST_CASE("coroutines, tasks and futures can be mixed") {
    play([]() -> aio::Coroutine<> {
        auto task = aio::create_task(after(1s, 1));
        aio::Future<int> future;
        aio::this_loop().call_later(2s, [future]() mutable { future.set_result(2); });
        const auto [a, b, c] = co_await aio::gather(task, future, after(1s, 3));
        CHECK(a + b + c == 6);
        CHECK(now() == aio::time_point(2s));
    });
}

TEST_CASE("gathers can be gathered") {
    play([]() -> aio::Coroutine<> {
        const auto [first, second] = co_await aio::gather(aio::gather(after(1s, 1), after(2s, 2)),
                                                          aio::gather(after(3s, 3), after(1s, 4)));
        CHECK(std::get<1>(first) + std::get<0>(second) == 5);
        CHECK(now() == aio::time_point(3s));
    });
}

TEST_CASE("an outcome has a value, or an error, or was cancelled") {
    play([]() -> aio::Coroutine<> {
        auto doomed = aio::create_task(after(9s, 0));
        doomed.cancel();
        const auto [good, bad, cancelled, nothing] = co_await aio::gather(
            aio::return_exceptions, after(1s, 7), fails(1s), doomed, aio::sleep(1s));
        CHECK(good.has_value());
        CHECK(good);
        CHECK(*good == 7);
        CHECK(good.value() == 7);
        CHECK(good.exception() == nullptr);
        CHECK_FALSE(bad.has_value());
        CHECK_FALSE(bad.cancelled());
        CHECK_THROWS_AS((void)bad.value(), std::out_of_range);
        CHECK_THROWS_AS((void)*bad, std::out_of_range);
        CHECK(bad.exception() != nullptr);
        CHECK(cancelled.cancelled());
        CHECK_THROWS_AS((void)cancelled.value(), aio::CancelledError);
        CHECK(nothing.has_value());
    });
}

TEST_CASE("return_exceptions with a range gives a vector of outcomes, even of move-only values") {
    play([]() -> aio::Coroutine<> {
        std::vector<aio::Coroutine<std::unique_ptr<int>>> many;
        many.push_back(boxed(1));
        many.push_back(boxed(2));
        auto outcomes = co_await aio::gather(aio::return_exceptions, std::move(many));
        REQUIRE(outcomes.size() == 2);
        const auto box = std::move(outcomes[1]).value();
        CHECK(*box == 2);
        std::vector<aio::Coroutine<>> none;
        CHECK((co_await aio::gather(aio::return_exceptions, none)).empty());
    });
}

TEST_CASE("the error is that of the first child to fail; the others run on and may be awaited") {
    play([]() -> aio::Coroutine<> {
        auto slow = aio::create_task(after(5s, 5));
        bool thrown = false;
        try {
            (void)co_await aio::gather(slow, fails(1s));
        } catch (const std::out_of_range&) {
            thrown = true;
        }
        CHECK(thrown);
        CHECK(now() == aio::time_point(1s));
        CHECK(co_await slow == 5);
    });
}

TEST_CASE("a gather that is not awaited runs its children all the same") {
    play([]() -> aio::Coroutine<> {
        auto child = aio::create_task(after(1s, 1));
        {
            auto dropped = aio::gather(child);
        }
        co_await aio::sleep(2s);
        CHECK(child.done());
    });
}

TEST_CASE("a gather can be given to a task, awaited twice, cancelled by its handle") {
    play([]() -> aio::Coroutine<> {
        auto all = aio::gather(after(1s, 1), after(1s, 2));
        const auto sum = [](decltype(all) g) -> aio::Coroutine<int> {
            const auto [a, b] = co_await g;
            co_return a + b;
        };
        auto first = aio::create_task(sum(all));
        auto second = aio::create_task(sum(all));
        CHECK(co_await first == 3);
        CHECK(co_await second == 3);
        auto cancelled = aio::gather(after(9s, 1), after(9s, 2));
        co_await aio::sleep(1s);
        CHECK(cancelled.cancel());
        bool thrown = false;
        try {
            (void)co_await cancelled;
        } catch (const aio::CancelledError&) {
            thrown = true;
        }
        CHECK(thrown);
    });
}

TEST_CASE("ten thousand children take as long as the slowest") {
    play([]() -> aio::Coroutine<> {
        const auto all =
            co_await aio::gather(std::views::iota(0, 10'000) | std::views::transform([](int n) {
                                     return after(std::chrono::seconds(n % 7), n);
                                 }));
        CHECK(all.size() == 10'000);
        CHECK(all[9'999] == 9'999);
        CHECK(now() == aio::time_point(6s));
    });
}

TEST_CASE("one awaitable of a pair is one result, not two") {
    play([]() -> aio::Coroutine<> {
        const auto pair = []() -> aio::Coroutine<std::pair<int, int>> { co_return {1, 2}; };
        const auto [both] = co_await aio::gather(pair());
        CHECK(both == std::pair(1, 2));
    });
}

// The gather is in the future's list of waiters, and holds the future: if it did not leave that
// list, neither would ever be freed.
TEST_CASE("a failed gather releases a future that never ends") {
    play([]() -> aio::Coroutine<> {
        const aio::Future<int> never;
        bool failed = false;
        try {
            co_await aio::gather(fails(1s), never);
        } catch (const std::out_of_range&) {
            failed = true;
        }
        CHECK(failed);
    });
}

// aio/future.hpp: a result that will be set elsewhere.
#include <aio/aio.hpp>
#include <doctest/doctest.h>

#include <memory>

#include "counted.hpp"
#include "play.hpp"

using namespace std::chrono_literals;

namespace {}

TEST_CASE("copies of a future share one state, and compare equal") {
    const NothingLeft nothing_left;
    aio::Future<int> a;
    auto b = a;
    const aio::Future<int> other;
    CHECK(a == b);
    CHECK_FALSE(a == other);
    b.set_result(1);
    CHECK(a.done());
    CHECK(a.result() == 1);
}

TEST_CASE("a future needs no loop until a task waits for it") {
    const NothingLeft nothing_left;
    aio::Future<> f;
    f.set_result();
    CHECK(f.done());
    aio::Future<int> failed;
    failed.set_exception(std::runtime_error("x"));
    CHECK(failed.exception() != nullptr);
    aio::Future<> cancelled;
    CHECK(cancelled.cancel());
    CHECK(cancelled.cancelled());
}

TEST_CASE("awaiting an lvalue copies the result, awaiting a last rvalue moves it") {
    play([]() -> aio::Coroutine<> {
        aio::Future<Counted> f;
        f.set_result(Counted(7));
        Counted::copies = 0;
        CHECK((co_await f).value == 7);
        CHECK(Counted::copies == 1);
        CHECK((co_await std::move(f)).value == 7);
        CHECK(Counted::copies == 1);
    });
}

TEST_CASE("a move-only result is moved out of a future") {
    play([]() -> aio::Coroutine<> {
        aio::Future<std::unique_ptr<int>> f;
        auto setter = f;
        aio::this_loop().call_soon(
            [setter]() mutable { setter.set_result(std::make_unique<int>(5)); });
        const auto box = co_await f;
        CHECK(*box == 5);
    });
}

TEST_CASE("set_result converts, and set_exception takes an exception or a pointer to one") {
    const NothingLeft nothing_left;
    aio::Future<std::string> text;
    text.set_result("literal");
    CHECK(text.result() == "literal");
    aio::Future<> a, b;
    a.set_exception(std::out_of_range("a"));
    b.set_exception(std::make_exception_ptr(std::out_of_range("b")));
    CHECK_THROWS_AS(a.result(), std::out_of_range);
    CHECK_THROWS_AS(b.result(), std::out_of_range);
}

TEST_CASE("errors about a future's state say who, what and what to do") {
    aio::Future<int> f;
    std::string text;
    try {
        (void)f.result();
    } catch (const aio::InvalidStateError& error) {
        text = error.what();
    }
    CHECK(text.find("co_await") != std::string::npos);
    f.set_result(1);
    try {
        f.set_result(2);
    } catch (const aio::InvalidStateError& error) {
        text = error.what();
    }
    CHECK(text.starts_with("Future::set_result: "));
}

TEST_CASE("a done-callback may take the future or nothing, and is called once, a turn later") {
    play([]() -> aio::Coroutine<> {
        aio::Future<int> f;
        int seen = 0, called = 0;
        f.add_done_callback([&](aio::Future<int> done) { seen = done.result(); });
        f.add_done_callback([&] { ++called; });
        const auto removed = f.add_done_callback([&] { called += 100; });
        f.remove_done_callback(removed);
        f.set_result(9);
        CHECK(seen == 0);
        co_await aio::sleep(0s);
        CHECK(seen == 9);
        CHECK(called == 1);
    });
}

TEST_CASE("a callback owns its captures, and frees them when it has run or is removed") {
    play([]() -> aio::Coroutine<> {
        Counted::alive = 0;
        aio::Future<> f;
        f.add_done_callback([c = Counted(1)] {});
        const auto id = f.add_done_callback([c = Counted(2)] {});
        CHECK(Counted::alive == 2);
        f.remove_done_callback(id);
        CHECK(Counted::alive == 1);
        f.cancel();
        co_await aio::sleep(0s);
        CHECK(Counted::alive == 0);
    });
}

TEST_CASE("pending callbacks go with the future") {
    const NothingLeft nothing_left;
    Counted::alive = 0;
    {
        aio::Future<> f;
        f.add_done_callback([c = Counted(1)] {});
        CHECK(Counted::alive == 1);
    }
    CHECK(Counted::alive == 0);
}

TEST_CASE("dropping the last handle while a task waits keeps the wait, until it is cancelled") {
    play([]() -> aio::Coroutine<> {
        const auto waits = []() -> aio::Coroutine<> { co_await aio::Future<>(); };
        auto task = aio::create_task(waits());
        co_await aio::sleep(1s);
        task.cancel();
        co_await aio::sleep(0s);
        CHECK(task.cancelled());
    });
}

TEST_CASE("ten thousand tasks wait for one future and run in the order they came") {
    play([]() -> aio::Coroutine<> {
        aio::Future<> f;
        std::vector<int> order;
        const auto waits = [&](int i) -> aio::Coroutine<> {
            co_await f;
            order.push_back(i);
        };
        for (int i = 0; i < 10'000; ++i) aio::create_task(waits(i));
        co_await aio::sleep(1s);
        f.set_result();
        co_await aio::sleep(0s);
        REQUIRE(order.size() == 10'000);
        for (int i = 0; i < 10'000; ++i)
            if (order[static_cast<std::size_t>(i)] != i) FAIL("out of order at ", i);
    });
}

TEST_CASE("a handle captured by a lambda can be used, although it is const there") {
    play([]() -> aio::Coroutine<> {
        const aio::Future<int> answer;
        const aio::Future<> failure, nobody;
        aio::this_loop().call_later(1s, [answer] { answer.set_result(42); });
        aio::this_loop().call_later(1s,
                                    [failure] { failure.set_exception(std::out_of_range("out")); });
        const auto handle = aio::this_loop().call_later(1s, [nobody] { nobody.set_result(); });
        aio::this_loop().call_later(0s, [handle, nobody] {
            handle.cancel();
            nobody.cancel();
        });
        CHECK(co_await answer == 42);
        CHECK_THROWS_AS(failure.result(), std::out_of_range);
        CHECK(nobody.cancelled());
        CHECK_THROWS_AS(aio::Future<>().set_exception(std::exception_ptr()), std::invalid_argument);
    });
}

// lib/aio/generator.hpp: items handed out one by one, like Python's asynchronous generators.
#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <aio/aio.hpp>

#include "counted.hpp"
#include "reports.hpp"

using namespace aio;
using namespace std::chrono_literals;

namespace {

using Lines = std::vector<std::string>;

AsyncGenerator<int> count_to(int last) {
    for (int n = 1; n <= last; ++n) {
        co_await sleep(1s);
        co_yield n;
    }
}

/// Says how it ended, and takes a second to clean up.
AsyncGenerator<int> careful(Lines& said) {
    std::exception_ptr error;
    try {
        for (int n = 1;; ++n) {
            co_await sleep(1s);
            co_yield n;
        }
    } catch (const GeneratorExit&) {
        said.push_back("closed");
        error = std::current_exception();
    } catch (const CancelledError&) {
        said.push_back("cancelled");
        error = std::current_exception();
    }
    co_await sleep(1s);
    said.push_back("cleaned up");
    std::rethrow_exception(error);
}

AsyncGenerator<int> fails_after_one() {
    co_yield 1;
    throw std::runtime_error("no more");
}

AsyncGenerator<int> will_not_end() {
    co_yield 1;
    try {
        co_yield 2;
    } catch (const GeneratorExit&) {
    }
    co_yield 3;
}

template <class Program>
void play(Program program) {
    const NothingLeft nothing;
    run(program(), {.clock = Clock::simulated});
}

duration now() { return this_loop().now().time_since_epoch(); }

}  // namespace

TEST_CASE("each item comes when it has been made, and none at the end") {
    play([]() -> Coroutine<> {
        auto numbers = count_to(3);
        for (int n = 1; n <= 3; ++n) {
            CHECK(co_await numbers.next() == n);
            CHECK(now() == std::chrono::seconds(n));
        }
        CHECK(co_await numbers.next() == std::nullopt);
        CHECK(co_await numbers.next() == std::nullopt);
    });
}

TEST_CASE("an item costs no turn of its own") {
    play([]() -> Coroutine<> {
        auto numbers = [](int last) -> AsyncGenerator<int> {
            for (int n = 1; n <= last; ++n) co_yield n;
        }(1000);
        const auto turn = this_loop().turn();
        int sum = 0;
        while (auto n = co_await numbers.next()) sum += *n;
        CHECK(sum == 500'500);
        CHECK(this_loop().turn() == turn);
    });
}

TEST_CASE("a generator works only while an item is awaited") {
    play([]() -> Coroutine<> {
        auto numbers = count_to(3);
        co_await sleep(10s);
        CHECK(co_await numbers.next() == 1);
        CHECK(now() == 11s);
        co_await sleep(10s);
        CHECK(co_await numbers.next() == 2);
        CHECK(now() == 22s);
        co_await numbers.aclose();
    });
}

TEST_CASE("items that can only be moved are moved") {
    play([]() -> Coroutine<> {
        auto one = []() -> AsyncGenerator<std::unique_ptr<int>> {
            co_yield std::make_unique<int>(7);
        }();
        auto item = co_await one.next();
        REQUIRE(item.has_value());
        CHECK(**item == 7);
        CHECK_FALSE((co_await one.next()).has_value());
    });
}

TEST_CASE("aclose throws GeneratorExit at the co_yield, and awaits the clean-up") {
    play([]() -> Coroutine<> {
        Lines said;
        auto numbers = careful(said);
        CHECK(co_await numbers.next() == 1);
        co_await numbers.aclose();
        CHECK(now() == 2s);
        CHECK(said == Lines{"closed", "cleaned up"});
        CHECK(co_await numbers.next() == std::nullopt);
        co_await numbers.aclose();  // nothing is left to do
        CHECK(now() == 2s);
    });
}

TEST_CASE("aclose of a generator that has not begun runs none of it") {
    play([]() -> Coroutine<> {
        Lines said;
        auto numbers = careful(said);
        co_await numbers.aclose();
        CHECK(co_await numbers.next() == std::nullopt);
        CHECK(said.empty());
        CHECK(now() == 0s);
    });
}

TEST_CASE("an exception that leaves a generator comes out of next, and the generator has ended") {
    play([]() -> Coroutine<> {
        auto numbers = fails_after_one();
        CHECK(co_await numbers.next() == 1);
        CHECK_THROWS_WITH_AS(co_await numbers.next(), "no more", std::runtime_error);
        CHECK(co_await numbers.next() == std::nullopt);
    });
}

TEST_CASE("a generator that hands out another item when it is closed is told so") {
    play([]() -> Coroutine<> {
        auto numbers = will_not_end();
        CHECK(co_await numbers.next() == 1);
        CHECK(co_await numbers.next() == 2);
        CHECK_THROWS_AS(co_await numbers.aclose(), RuntimeError);
        co_await numbers.aclose();  // this time it ends
        CHECK(co_await numbers.next() == std::nullopt);
    });
}

TEST_CASE("a cancellation arrives where the generator waits") {
    play([]() -> Coroutine<> {
        Lines said;
        auto reader = create_task([&]() -> Coroutine<> {
            auto numbers = careful(said);
            while (co_await numbers.next()) {
            }
        });
        co_await sleep(1500ms);
        reader.cancel();
        co_await wait(std::vector{reader});
        CHECK(reader.cancelled());
        CHECK(now() == 2500ms);
        CHECK(said == Lines{"cancelled", "cleaned up"});
    });
}

TEST_CASE("two tasks cannot await items of one generator at the same time") {
    play([]() -> Coroutine<> {
        auto numbers = count_to(2);
        auto first = create_task(numbers.next());
        co_await sleep(0s);
        CHECK_THROWS_AS(co_await numbers.next(), RuntimeError);
        CHECK_THROWS_AS(co_await numbers.aclose(), RuntimeError);
        CHECK(co_await first == 1);
        co_await numbers.aclose();
    });
}

TEST_CASE("a generator that is left half-way is reported, with its line") {
    Reports reports;
    run(
        []() -> Coroutine<> {
            auto numbers = count_to(3);
            CHECK(co_await numbers.next() == 1);
        }(),
        reports.options());
    REQUIRE(reports.kinds() == std::vector{ReportKind::unclosed});
    CHECK(reports.all[0].text.starts_with("generator 'count_to' was left half-way"));
    CHECK(reports.all[0].where.starts_with("generator.cpp:"));
}

TEST_CASE("a generator that has ended, was closed, or has not begun is not reported") {
    Reports reports;
    run(
        []() -> Coroutine<> {
            auto ended = count_to(1);
            while (co_await ended.next()) {
            }
            auto closed = count_to(3);
            CHECK(co_await closed.next() == 1);
            co_await closed.aclose();
            auto unstarted = count_to(1);
        }(),
        reports.options());
    CHECK(reports.all.empty());
}

TEST_CASE("closing() closes after a body that returns, fails or is cancelled") {
    play([]() -> Coroutine<> {
        Lines said;
        const int first =
            co_await closing(careful(said), [](AsyncGenerator<int>& numbers) -> Coroutine<int> {
                co_return (co_await numbers.next()).value();
            });
        CHECK(first == 1);
        CHECK(said == Lines{"closed", "cleaned up"});

        said.clear();
        CHECK_THROWS_AS(co_await closing(careful(said),
                                         [](AsyncGenerator<int>& numbers) -> Coroutine<> {
                                             CHECK(co_await numbers.next() == 1);
                                             throw std::runtime_error("enough");
                                         }),
                        std::runtime_error);
        CHECK(said == Lines{"closed", "cleaned up"});

        said.clear();
        auto reader =
            create_task(closing(careful(said), [](AsyncGenerator<int>& numbers) -> Coroutine<> {
                CHECK(co_await numbers.next() == 1);
                co_await sleep(60s);
            }));
        co_await sleep(2s);
        reader.cancel();
        co_await wait(std::vector{reader});
        CHECK(reader.cancelled());
        CHECK(said == Lines{"closed", "cleaned up"});
    });
}

TEST_CASE("a task that awaits an item keeps the generator alive") {
    Reports reports;
    run(
        []() -> Coroutine<> {
            std::optional<AsyncGenerator<int>> numbers = count_to(1);
            auto first = create_task(numbers->next());
            co_await sleep(0s);
            numbers.reset();
            CHECK(co_await first == 1);
        }(),
        reports.options());
    // Nothing is left that could close it.
    CHECK(reports.kinds() == std::vector{ReportKind::unclosed});
}

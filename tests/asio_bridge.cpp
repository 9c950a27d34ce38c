// The bridge to Asio: any operation can be awaited, fails as an exception, and is cancelled with
// the task. These tests run in real time, since bytes move and Asio's own timers run; they wait for
// milliseconds and assert no durations except generous upper limits.
#include <asio/associated_cancellation_slot.hpp>
#include <asio/buffer.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/local/connect_pair.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/post.hpp>
#include <asio/read.hpp>
#include <asio/steady_timer.hpp>
#include <asio/thread_pool.hpp>
#include <asio/write.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include <aio/aio.hpp>
#include <aio/asio.hpp>
#include <doctest/doctest.h>

#include "counted.hpp"
#include "play.hpp"

using namespace aio;  // NOLINT
using namespace std::chrono_literals;
using asio::ip::tcp;
using Stream = asio::local::stream_protocol::socket;

namespace {

/// Two ends of one connection.
struct Pair {
    Stream here{io_context()}, there{io_context()};
    Pair() { asio::local::connect_pair(here, there); }
};

Coroutine<std::string> read_text(Stream& stream, std::size_t size) {
    std::string text(size, '\0');
    co_await asio::async_read(stream, asio::buffer(text), use_coroutine);
    co_return text;
}

Coroutine<> write_text(Stream& stream, std::string text) {
    co_await asio::async_write(stream, asio::buffer(text), use_coroutine);
}

/// An operation of our own: start(handler) decides how it ends.
template <class Signature, class Start>
auto operation(Start start) {
    return asio::async_initiate<const use_coroutine_t, Signature>(
        [start](auto handler) { start(std::move(handler)); }, use_coroutine);
}

/// An operation that goes on until it is asked to stop, and then succeeds.
Coroutine<int> stubborn(int value) {
    return operation<void(asio::error_code, int)>([value](auto handler) {
        auto slot = asio::get_associated_cancellation_slot(handler);
        auto kept = std::make_shared<decltype(handler)>(std::move(handler));
        slot.assign([slot, kept, value](asio::cancellation_type) {
            asio::post(io_context(), [slot, kept, value]() mutable {
                auto last = std::move(*kept);
                slot.clear();  // it keeps the handler
                std::move(last)(asio::error_code(), value);
            });
        });
    });
}

template <class T>
Coroutine<asio::error_code> error_of(Coroutine<T> failing) {
    try {
        co_await failing;
    } catch (const asio::system_error& error) {
        co_return error.code();
    }
    co_return asio::error_code();
}

template <class A>
Coroutine<bool> is_cancelled(A awaited) {
    try {
        co_await awaited;
    } catch (const CancelledError&) {
        co_return true;
    }
    co_return false;
}

}  // namespace

TEST_CASE("an Asio timer can be awaited, and other tasks run meanwhile") {
    play_in_real_time([]() -> Coroutine<> {
        asio::steady_timer timer(io_context(), 5ms);
        int ticks = 0;
        auto ticker = create_task([&]() -> Coroutine<> {
            for (; ticks < 3; ++ticks) co_await sleep(1ms);
        });
        const auto begin = std::chrono::steady_clock::now();
        co_await timer.async_wait(use_coroutine);
        CHECK(std::chrono::steady_clock::now() - begin >= 5ms);
        co_await ticker;
        CHECK(ticks == 3);
    });
}

TEST_CASE("an operation completes even if the loop is never idle") {
    play_in_real_time([]() -> Coroutine<> {
        bool fired = false;
        auto busy = create_task([&]() -> Coroutine<> {
            while (!fired) co_await sleep(0s);
        });
        asio::steady_timer timer(io_context(), 1ms);
        co_await timer.async_wait(use_coroutine);
        fired = true;
        co_await busy;
    });
}

TEST_CASE("bytes go over TCP and back, and an accepted socket is a result") {
    play_in_real_time([]() -> Coroutine<> {
        tcp::acceptor acceptor(io_context(), {asio::ip::address_v4::loopback(), 0});
        auto server = create_task([&]() -> Coroutine<> {
            tcp::socket peer = co_await acceptor.async_accept(use_coroutine);
            char buffer[64];
            for (;;) {
                std::size_t n = 0;
                try {
                    n = co_await peer.async_read_some(asio::buffer(buffer), use_coroutine);
                } catch (const asio::system_error& error) {
                    CHECK(error.code() == asio::error::eof);
                    co_return;
                }
                co_await asio::async_write(peer, asio::buffer(buffer, n), use_coroutine);
            }
        });
        tcp::socket client(io_context());
        co_await client.async_connect(acceptor.local_endpoint(), use_coroutine);
        for (const std::string sent : {"nine", "to", "three"}) {
            const std::size_t n =
                co_await asio::async_write(client, asio::buffer(sent), use_coroutine);
            CHECK(n == sent.size());
            std::string got(sent.size(), '\0');
            co_await asio::async_read(client, asio::buffer(got), use_coroutine);
            CHECK(got == sent);
        }
        client.close();
        co_await server;
    });
}

TEST_CASE("a megabyte passes through a pair of sockets in pieces") {
    play_in_real_time([]() -> Coroutine<> {
        Pair pair;
        const std::string sent(1 << 20, 'x');
        auto writer = create_task(write_text(pair.there, sent));
        CHECK((co_await read_text(pair.here, sent.size())) == sent);
        co_await writer;
    });
}

TEST_CASE("operations can be gathered like coroutines") {
    play_in_real_time([]() -> Coroutine<> {
        Pair pair;
        char buffer[8];
        auto [n, written, text, also_written] = co_await gather(
            pair.here.async_read_some(asio::buffer(buffer), use_coroutine),
            write_text(pair.there, "abc"), read_text(pair.there, 3), write_text(pair.here, "def"));
        CHECK(n == 3);
        CHECK(text == "def");
    });
}

TEST_CASE("post to a thread pool: the task goes on, on the loop's thread") {
    asio::thread_pool pool(2);
    play_in_real_time([&]() -> Coroutine<> {
        const auto loops = std::this_thread::get_id();
        for (int i = 0; i < 100; ++i) {
            co_await asio::post(pool, use_coroutine);
            CHECK(std::this_thread::get_id() == loops);
        }
        std::vector<Coroutine<>> many;
        for (int i = 0; i < 100; ++i) many.push_back(asio::post(pool, use_coroutine));
        co_await gather(many);
    });
    pool.join();
}

TEST_CASE("a numeric address is resolved") {
    play_in_real_time([]() -> Coroutine<> {
        tcp::resolver resolver(io_context());
        const auto found = co_await resolver.async_resolve(
            "127.0.0.1", "80", tcp::resolver::numeric_host | tcp::resolver::numeric_service,
            use_coroutine);
        REQUIRE(found.size() == 1);
        CHECK(found.begin()->endpoint().port() == 80);
        CHECK(found.begin()->endpoint().address().is_loopback());
    });
}

TEST_CASE("errors arrive as asio::system_error with their code") {
    play_in_real_time([]() -> Coroutine<> {
        Pair pair;
        pair.there.close();
        CHECK(co_await error_of(read_text(pair.here, 1)) == asio::error::eof);

        // A port that was just closed refuses connections.
        tcp::acceptor acceptor(io_context(), {asio::ip::address_v4::loopback(), 0});
        const auto endpoint = acceptor.local_endpoint();
        acceptor.close();
        tcp::socket socket(io_context());
        CHECK(co_await error_of(socket.async_connect(endpoint, use_coroutine)) ==
              asio::error::connection_refused);

        tcp::resolver resolver(io_context());
        const auto bad = co_await error_of(resolver.async_resolve(
            "not a number", "80", tcp::resolver::numeric_host, use_coroutine));
        CHECK(bad);
    });
}

TEST_CASE("an operation that Asio itself cancels fails, and is not a cancellation") {
    play_in_real_time([]() -> Coroutine<> {
        asio::steady_timer timer(io_context(), 1h);
        this_loop().call_later(1ms, [&] { timer.cancel(); });
        CHECK(co_await error_of(timer.async_wait(use_coroutine)) == asio::error::operation_aborted);
    });
}

TEST_CASE("signatures: no result, one, several as a tuple, an exception, no error code") {
    play_in_real_time([]() -> Coroutine<> {
        const auto on_loop = [](auto f) { asio::post(io_context(), std::move(f)); };
        co_await operation<void()>([=](auto h) { on_loop([h = std::move(h)]() mutable { h(); }); });
        const int one = co_await operation<void(int)>(
            [=](auto h) { on_loop([h = std::move(h)]() mutable { h(1); }); });
        CHECK(one == 1);
        auto [number, text] =
            co_await operation<void(asio::error_code, int, std::string)>([=](auto h) {
                on_loop([h = std::move(h)]() mutable { h(asio::error_code(), 2, "two"); });
            });
        CHECK(number == 2);
        CHECK(text == "two");
        auto pointer =
            co_await operation<void(std::exception_ptr, std::unique_ptr<int>)>([=](auto h) {
                on_loop([h = std::move(h)]() mutable { h(nullptr, std::make_unique<int>(3)); });
            });
        CHECK(*pointer == 3);
        bool thrown = false;
        try {
            co_await operation<void(std::exception_ptr)>([=](auto h) {
                on_loop([h = std::move(h)]() mutable {
                    h(std::make_exception_ptr(std::out_of_range("far")));
                });
            });
        } catch (const std::out_of_range&) {
            thrown = true;
        }
        CHECK(thrown);
    });
}

TEST_CASE("an operation starts when it is awaited, not when it is made") {
    play_in_real_time([]() -> Coroutine<> {
        bool started = false;
        auto op = operation<void()>([&](auto handler) {
            started = true;
            asio::post(io_context(), std::move(handler));
        });
        co_await sleep(2ms);
        CHECK(!started);
        co_await op;
        CHECK(started);
        asio::steady_timer timer(io_context(), 1h);
        auto unused = timer.async_wait(use_coroutine);
        CHECK(timer.cancel() == 0);
        unused.close();
    });
}

TEST_CASE("an operation that is dropped unstarted is reported") {
    std::vector<Report> reports;
    const auto program = []() -> Coroutine<> {
        asio::steady_timer timer(io_context(), 1h);
        {
            auto dropped = timer.async_wait(use_coroutine);
        }
        co_return;
    };
    run(program(), {.on_report = [&](const Report& report) { reports.push_back(report); }});
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].kind == ReportKind::never_awaited);
}

TEST_CASE("an operation that cannot be started throws where it is awaited") {
    play_in_real_time([]() -> Coroutine<> {
        bool thrown = false;
        try {
            co_await operation<void(asio::error_code)>(
                [](auto) { throw std::runtime_error("no such device"); });
        } catch (const std::runtime_error&) {
            thrown = true;
        }
        CHECK(thrown);
        co_await sleep(1ms);
    });
}

TEST_CASE("cancelling the task cancels the operation, and the socket can be used again") {
    play_in_real_time([]() -> Coroutine<> {
        Pair pair;
        char buffer[8];
        auto reader = create_task([&]() -> Coroutine<> {
            co_await pair.here.async_read_some(asio::buffer(buffer), use_coroutine);
        });
        co_await sleep(1ms);
        CHECK(reader.cancel("no longer needed"));
        std::string message;
        try {
            co_await reader;
        } catch (const CancelledError& error) {
            message = error.message();
        }
        CHECK(message == "no longer needed");
        CHECK(reader.cancelled());
        co_await write_text(pair.there, "more");
        CHECK(co_await read_text(pair.here, 4) == "more");
    });
}

TEST_CASE("an operation whose task is cancelled before it has begun never starts") {
    play_in_real_time([]() -> Coroutine<> {
        bool started = false;
        auto task = create_task(operation<void()>([&](auto handler) {
            started = true;
            asio::post(io_context(), std::move(handler));
        }));
        task.cancel();
        CHECK(co_await is_cancelled(task));
        CHECK(!started);
    });
}

TEST_CASE("a task that has cancelled itself cancels what it starts next") {
    play_in_real_time([]() -> Coroutine<> {
        auto task = create_task([]() -> Coroutine<> {
            current_task().cancel();
            asio::steady_timer timer(io_context(), 1h);
            co_await timer.async_wait(use_coroutine);
        });
        CHECK(co_await is_cancelled(task));
    });
}

TEST_CASE("wait_for limits an operation, and does not affect one that is fast enough") {
    play_in_real_time([]() -> Coroutine<> {
        Pair pair;
        char buffer[8];
        bool timed_out = false;
        try {
            co_await wait_for(pair.here.async_read_some(asio::buffer(buffer), use_coroutine), 2ms);
        } catch (const TimeoutError&) {
            timed_out = true;
        }
        CHECK(timed_out);
        CHECK(current_task().cancelling() == 0);
        co_await write_text(pair.there, "fast");
        const auto n =
            co_await wait_for(pair.here.async_read_some(asio::buffer(buffer), use_coroutine), 10s);
        CHECK(n == 4);
    });
}

TEST_CASE("an operation that succeeds although a cancel was requested delivers its result") {
    play_in_real_time([]() -> Coroutine<> {
        auto task = create_task(stubborn(7));
        co_await sleep(1ms);
        CHECK(task.cancel());
        CHECK(co_await task == 7);
        CHECK(!task.cancelled());
    });
}

TEST_CASE("... and so does one that was done when the request came") {
    play_in_real_time([]() -> Coroutine<> {
        // The peer's bytes and the request come in one turn, in either order.
        for (int cancel_after = 0; cancel_after < 40; ++cancel_after) {
            Pair pair;
            char buffer[8];
            auto task = create_task(pair.here.async_read_some(asio::buffer(buffer), use_coroutine));
            co_await sleep(0s);
            co_await write_text(pair.there, "data");
            for (int i = 0; i < cancel_after; ++i) co_await sleep(0s);
            task.cancel();
            co_await wait(std::vector{task});
            const std::size_t got = task.cancelled() ? 0 : task.result();
            const std::string rest = co_await read_text(pair.here, 4 - got);
            CHECK(std::string(buffer, got) + rest == "data");
        }
    });
}

TEST_CASE("a request overtaken by a result is raised at the next wait") {
    play_in_real_time([]() -> Coroutine<> {
        int got = 0;
        bool went_on = false;
        auto task = create_task([&]() -> Coroutine<> {
            got = co_await stubborn(7);
            co_await sleep(1h);
            went_on = true;
        });
        co_await sleep(1ms);
        task.cancel("stop");
        std::string message;
        try {
            co_await task;
        } catch (const CancelledError& error) {
            message = error.message();
        }
        CHECK(got == 7);
        CHECK(!went_on);
        CHECK(message == "stop");
    });
}

TEST_CASE("a timeout overtaken by a result is not forgotten, unless the block ends") {
    play_in_real_time([]() -> Coroutine<> {
        const int got = co_await timeout(1ms, [] { return stubborn(7); });
        CHECK(got == 7);
        CHECK(current_task().cancelling() == 0);
        co_await sleep(0s);

        bool timed_out = false;
        try {
            co_await timeout(1ms, []() -> Coroutine<> {
                co_await stubborn(7);
                co_await sleep(1h);
            });
        } catch (const TimeoutError&) {
            timed_out = true;
        }
        CHECK(timed_out);
        CHECK(current_task().cancelling() == 0);
    });
}

TEST_CASE("run ends cleanly while a left-over task has an operation outstanding") {
    play_in_real_time([]() -> Coroutine<> {
        auto pair = std::make_shared<Pair>();
        auto timer = std::make_shared<asio::steady_timer>(io_context(), 1h);
        create_task([](std::shared_ptr<Pair> kept) -> Coroutine<> {
            co_await read_text(kept->here, 1);
        }(pair));
        create_task([](std::shared_ptr<asio::steady_timer> kept) -> Coroutine<> {
            co_await kept->async_wait(use_coroutine);
        }(timer));
        create_task(stubborn(1));
        co_await sleep(1ms);
    });
}

TEST_CASE("run waits for a thread pool's work that no task waits for any more") {
    static std::atomic<bool> ran;
    ran = false;
    play_in_real_time([]() -> Coroutine<> {
        create_task(to_thread([] {
            std::this_thread::sleep_for(5ms);
            ran = true;
        }));
        co_await sleep(1ms);
    });
    CHECK(ran);
}

TEST_CASE("an operation stops simulated time") {
    play({.clock = Clock::simulated}, []() -> Coroutine<> {
        asio::steady_timer timer(io_context(), 5ms);
        bool first = false;
        auto sleeper = create_task([&]() -> Coroutine<> {
            co_await sleep(1s);
            CHECK(first);
        });
        co_await timer.async_wait(use_coroutine);
        first = true;
        CHECK(this_loop().now().time_since_epoch() == 0s);
        co_await sleeper;
    });
}

TEST_CASE("threads may call call_soon_threadsafe, as often as they like") {
    play_in_real_time([]() -> Coroutine<> {
        constexpr int calls = 1000;
        auto& loop = this_loop();
        const auto loops = std::this_thread::get_id();
        int count = 0;
        Future<> all;
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                for (int n = 0; n < calls; ++n)
                    loop.call_soon_threadsafe([&] {
                        CHECK(std::this_thread::get_id() == loops);
                        if (++count == 4 * calls) all.set_result();
                    });
            });
        co_await all;
        for (auto& thread : threads) thread.join();
        CHECK(count == 4 * calls);
    });
}

TEST_CASE("a thread wakes an idle loop, and keeps the order of its calls") {
    play_in_real_time([]() -> Coroutine<> {
        auto& loop = this_loop();
        std::string order;
        Future<> last;
        std::jthread thread([&] {
            std::this_thread::sleep_for(5ms);
            for (const char c : {'a', 'b', 'c'})
                loop.call_soon_threadsafe([&order, c] { order += c; });
            loop.call_soon_threadsafe([&] { last.set_result(); });
        });
        co_await last;
        thread.join();
        CHECK(order == "abc");
    });
}

TEST_CASE("io_context() outside a loop is a RuntimeError") {
    CHECK_THROWS_AS(io_context(), RuntimeError);
}

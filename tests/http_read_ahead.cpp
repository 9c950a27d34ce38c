// Bytes that come while nobody reads are received, up to a bound, so that the connection is free
// for others (P08) and silence is noticed (sock_read, T04).
#include <server/server.hpp>

#include "http_origin.hpp"

namespace {

const std::string head_of_2 = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";

/// The head at once, the body in pieces, each after a while.
Script late(std::string head, std::vector<std::string> pieces, duration between = 20ms) {
    return [=](Wire& wire, Request&) -> Coroutine<> {
        co_await wire.send(head);
        for (const std::string& piece : pieces) {
            co_await sleep(between);
            co_await wire.send(piece);
        }
    };
}

}  // namespace

TEST_CASE("P08 a connection is free once the body's last byte has come, read or not") {
    with_origin(late(head_of_2, {"o", "k"}), {},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    auto response = co_await session.get(origin.url());
                    CHECK(session.pool().in_use == 1);
                    const bool is_free = co_await soon([&] { return session.pool().idle == 1; });
                    CHECK(is_free);
                    CHECK(session.pool().in_use == 0);
                    const std::string text = co_await response.text();
                    CHECK(text == "ok");
                    CHECK(origin.conns == 1);
                });
}

TEST_CASE("with limit 1, five answers can come before any is read") {
    with_origin(late(head_of_2, {"ok"}), {.limit = 1},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    std::vector<Coroutine<http::Response>> requests;
                    for (int i = 0; i < 5; ++i) requests.push_back(session.get(origin.url()));
                    auto responses = co_await wait_for(gather(std::move(requests)), 2s);
                    for (auto& response : responses) {
                        const std::string text = co_await response.text();
                        CHECK(text == "ok");
                    }
                    CHECK(origin.conns == 1);
                });
}

TEST_CASE("sock_read counts the server's silence even while nobody reads") {
    with_origin(late("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc", {"def"}, 400ms),
                {.timeout = {.sock_read = 100ms}},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    auto response = co_await session.get(origin.url());
                    co_await sleep(250ms);
                    CHECK(session.pool().in_use == 0);  // it was given up at 100 ms
                    const std::string some = co_await response.read_some();
                    CHECK(some == "abc");  // what came before is kept
                    const Fate fate = co_await fate_of(response.read_some());
                    CHECK(fate.is<http::SocketTimeoutError>());
                });
}

TEST_CASE("sock_read limits neither a slow reader nor drips that nobody reads") {
    std::vector<std::string> drips(6, "x");
    with_origin(late("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n", drips, 120ms),
                {.timeout = {.sock_read = 500ms}},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    auto response = co_await session.get(origin.url());
                    co_await sleep(1s);
                    const std::string text = co_await response.text();
                    CHECK(text == "xxxxxx");
                });
}

TEST_CASE("a failure while nobody reads goes to the next reader, after what had come") {
    const Script cut = [](Wire& wire, Request&) -> Coroutine<> {
        co_await wire.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n");
        co_await sleep(20ms);
        co_await wire.send("abc");
        wire.fin();
    };
    with_origin(cut, {}, [](Origin& origin, Session& session) -> Coroutine<> {
        auto response = co_await session.get(origin.url());
        const bool given_up = co_await soon([&] { return session.pool().in_use == 0; });
        CHECK(given_up);
        const std::string some = co_await response.read_some();
        CHECK(some == "abc");
        for (int i = 0; i < 2; ++i) {
            const Fate fate = co_await fate_of(response.read_some());
            CHECK(fate.is<http::ClientPayloadError>());
        }
    });
}

TEST_CASE("B16 without a reader only so much is sent; what is read stays in order") {
    constexpr std::size_t size = 64 * 1024 * 1024;
    std::size_t sent = 0;
    const Script flood = [&](Wire& wire, Request&) -> Coroutine<> {
        co_await wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(size) +
                           "\r\n\r\n");
        const std::string piece(64 * 1024, 'x');
        for (; sent < size; sent += piece.size()) co_await wire.send(piece);
    };
    with_origin(flood, {.timeout = {.sock_read = 400ms}},
                [&](Origin& origin, Session& session) -> Coroutine<> {
                    auto response = co_await session.get(origin.url());
                    co_await sleep(300ms);
                    const std::size_t by_then = sent;
                    CHECK(by_then < 16 * 1024 * 1024);  // ours, and what the system keeps
                    co_await sleep(300ms);
                    CHECK(sent == by_then);
                    const std::string body = co_await response.read();  // it was us who were silent
                    CHECK(body.size() == size);
                });
}

// Everything sent has been received, so there is nothing to read when reading begins again: that is
// not yet silence.
TEST_CASE("sock_read starts again when there is room again") {
    const std::string half(512 * 1024, 'x');
    const Script script = [&](Wire& wire, Request&) -> Coroutine<> {
        co_await wire.send("HTTP/1.1 200 OK\r\nContent-Length: 1048576\r\n\r\n" + half);
        co_await sleep(800ms);
        co_await wire.send(half);
    };
    with_origin(script, {.timeout = {.sock_read = 400ms}},
                [&](Origin& origin, Session& session) -> Coroutine<> {
                    auto response = co_await session.get(origin.url());
                    co_await sleep(700ms);
                    std::string body = co_await response.read_some();
                    co_await sleep(50ms);
                    body += co_await response.read();
                    CHECK(body.size() == 2 * half.size());
                });
}

TEST_CASE("a response that is released while its body comes closes the connection") {
    with_origin(late(head_of_2, {"o", "k"}), {},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    {
                        auto response = co_await session.get(origin.url());
                        co_await sleep(30ms);
                    }
                    CHECK(session.pool().in_use == 0);
                    CHECK(session.pool().idle == 0);
                    const bool closed = co_await soon([&] { return origin.open == 0; });
                    CHECK(closed);
                });
}

TEST_CASE("a long piece is returned in small ones, byte by byte or more, and then the rest") {
    std::string body(200'000, '\0');
    for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i % 127);
    with_origin(answering(answer("200 OK", "", body)), {},
                [&](Origin& origin, Session& session) -> Coroutine<> {
                    auto response = co_await session.get(origin.url());
                    std::string all;
                    for (std::size_t at_most = 1; all.size() < 20'000; at_most = at_most % 7 + 1) {
                        const std::string some = co_await response.read_some(at_most);
                        CHECK(some.size() <= at_most);
                        all += some;
                    }
                    all += co_await response.read_some();
                    all += co_await response.read();
                    CHECK((all == body));
                    const Fate none = co_await fate_of(response.read_some(0));
                    CHECK(none.is<std::invalid_argument>());
                });
}

TEST_CASE("under simulated time, too, a body that nobody reads is received when it comes") {
    play({.clock = Clock::simulated}, []() -> Coroutine<> {
        co_await lesson_server::with_server("", [](lesson_server::Urls urls) -> Coroutine<> {
            Session session({.base_url = urls.ready});
            auto response = co_await session.get("drip?pieces=5&every=1");
            co_await sleep(4500ms);
            CHECK(session.pool().in_use == 1);
            co_await sleep(1s);
            CHECK(session.pool().in_use == 0);
            CHECK(session.pool().idle == 1);
            co_await response.read();
            CHECK(this_loop().now().time_since_epoch() / 1ms == 5500);
            co_await session.close();
        });
    });
}

// The four time limits, and which error belongs to which. Cases T01 to T14 of
// conformance/http.md; the even ones are reconstructed from http-semantics.md.
#include "http_origin.hpp"

using http::ClientTimeout;

namespace {

/// A plain TimeoutError, of the total time.
bool is_plain_timeout(const Fate& fate) {
    return fate.is<TimeoutError>() && !fate.is<http::ServerTimeoutError>() &&
           !fate.is<http::ClientError>();
}

/// A body that drips: this many bytes at a time, then a pause, over and over.
Script endless(std::size_t at_a_time, duration pause) {
    return [=](Wire& wire, Request&) -> Coroutine<> {
        co_await wire.send("HTTP/1.1 200 OK\r\n\r\n");
        while (wire.is_open()) {
            co_await wire.send(std::string(at_a_time, '.'));
            co_await sleep(pause);
        }
    };
}

}  // namespace

TEST_CASE("T01 total: a silent server") {
    with_origin(silent(), {.timeout = {.total = 100ms}, .limit = 1},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    const Stopwatch watch;
                    const Fate fate = co_await fate_of(session.get(origin.url()));
                    CHECK(watch.shows(0.1));
                    CHECK(is_plain_timeout(fate));
                    CHECK(fate.contains(origin.url()));
                    CHECK(fate.contains("ClientTimeout::total"));
                    CHECK(session.pool().in_use == 0);
                    CHECK(session.pool().idle == 0);
                    const bool closed = co_await soon([&] { return origin.open == 0; });
                    CHECK(closed);
                });
}

TEST_CASE("T02 total: goes on while the body is read") {
    with_origin(endless(1, 20ms), {.timeout = {.total = 200ms}},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    const Stopwatch watch;
                    auto response = co_await session.get(origin.url());
                    const Fate fate = co_await fate_of(response.read());
                    CHECK(watch.shows(0.2));
                    CHECK(is_plain_timeout(fate));
                    CHECK(session.pool().in_use == 0);
                });
}

TEST_CASE("T03 total: spans redirects") {
    with_origin(slow(100ms, redirect(302, "/again")), {.timeout = {.total = 250ms}},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    const Stopwatch watch;
                    const Fate fate = co_await fate_of(session.get(origin.url()));
                    CHECK(watch.shows(0.25));
                    CHECK(is_plain_timeout(fate));
                    CHECK(origin.requests.size() >= 2);
                    CHECK(origin.requests.size() <= 3);
                });
}

TEST_CASE("T04 sock_read: no answer") {
    with_origin(silent(), {.timeout = {.sock_read = 100ms}},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    const Stopwatch watch;
                    const Fate fate = co_await fate_of(session.get(origin.url()));
                    CHECK(watch.shows(0.1));
                    CHECK(fate.is<http::SocketTimeoutError>());
                    const bool closed = co_await soon([&] { return origin.open == 0; });
                    CHECK(closed);
                });
}

TEST_CASE("T05 sock_read: starts again with every block of bytes") {
    const Script drips = [](Wire& wire, Request& request) -> Coroutine<> {
        co_await wire.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n1");
        if (request.target == "/stalls") {
            co_await wire.send("23");
            co_await wire.until_closed();
        }
        for (int i = 2; i <= 5; ++i) {
            co_await sleep(100ms);
            co_await wire.send(std::to_string(i));
        }
    };
    with_origin(drips, {.timeout = {.sock_read = 250ms}},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    const std::string body = co_await get_text(session, origin.url());
                    CHECK(body == "12345");
                });
    with_origin(drips, {.timeout = {.sock_read = 100ms}},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    auto response = co_await session.get(origin.url("/stalls"));
                    std::string got;
                    while (got.size() < 3) got += co_await response.read_some();
                    CHECK(got == "123");
                    const Stopwatch watch;
                    const Fate fate = co_await fate_of(response.read_some());
                    CHECK(watch.shows(0.1));
                    CHECK(fate.is<http::SocketTimeoutError>());
                });
}

TEST_CASE("T06 sock_read: does not count while the request is being sent") {
    with_origin(answering(ok), {.timeout = {.sock_read = 100ms}},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    int made = 0;
                    const http::BodyStream slowly = [&]() -> Coroutine<std::optional<std::string>> {
                        co_await sleep(150ms);
                        if (++made > 2) co_return std::nullopt;
                        co_return "piece";
                    };
                    const int status =
                        co_await status_of(session.post(origin.url(), {.stream = slowly}));
                    CHECK(status == 200);
                    CHECK(origin.requests[0].body == "piecepiece");
                });
    // It does count from then on.
    with_origin(silent(), {.timeout = {.sock_read = 100ms}},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    bool made = false;
                    const http::BodyStream slowly = [&]() -> Coroutine<std::optional<std::string>> {
                        co_await sleep(150ms);
                        if (std::exchange(made, true)) co_return std::nullopt;
                        co_return "piece";
                    };
                    const Stopwatch watch;
                    const Fate fate =
                        co_await fate_of(session.post(origin.url(), {.stream = slowly}));
                    CHECK(watch.shows(0.4));
                    CHECK(fate.is<http::SocketTimeoutError>());
                });
}

TEST_CASE("T07 sock_read: does not count in the pool") {
    with_origin(answering(ok), {.timeout = {.sock_read = 100ms}},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    co_await get_text(session, origin.url());
                    co_await sleep(300ms);
                    const std::string body = co_await get_text(session, origin.url());
                    CHECK(body == "ok");
                    CHECK(origin.conns == 1);
                });
}

TEST_CASE("T08 which errors a timeout is") {
    const Fate connect{
        std::make_exception_ptr(http::ConnectionTimeoutError(http::Url("http://a.test/")))};
    const Fate read{std::make_exception_ptr(http::SocketTimeoutError(http::Url("http://a.test/")))};
    for (const Fate& fate : {connect, read}) {
        CHECK(fate.is<http::ServerTimeoutError>());
        CHECK(fate.is<http::ServerConnectionError>());
        CHECK(fate.is<http::ClientError>());
        CHECK(fate.is<TimeoutError>());
        CHECK(fate.is<std::exception>());
    }
    // An address that swallows packets: TEST-NET-1 (RFC 5737) has no hosts. Some networks report
    // that at once, which is just as good.
    play_in_real_time([]() -> Coroutine<> {
        Session session({.timeout = {.sock_connect = 100ms}});
        const Stopwatch watch;
        const Fate fate = co_await fate_of(session.get("http://192.0.2.1/"));
        CHECK(watch.is_within(0.5));
        const bool as_expected =
            fate.is<http::ConnectionTimeoutError>() || fate.is<http::ClientConnectorError>();
        CHECK(as_expected);
        co_await session.close();
    });
}

TEST_CASE("T09 connect covers the wait for a place, sock_connect does not") {
    with_origin(slow(100ms), {.limit = 1}, [](Origin& origin, Session& session) -> Coroutine<> {
        // The place is taken for 0.1 s.
        auto busy = create_task(status_of(session.get(origin.url())));
        co_await sleep(20ms);
        const Stopwatch watch;
        const Fate fate = co_await fate_of(
            session.get(origin.url(), {.timeout = ClientTimeout{.connect = 50ms}}));
        CHECK(watch.shows(0.05));
        CHECK(fate.is<http::ConnectionTimeoutError>());
        CHECK(fate.text() == "Connection timeout to host " + origin.url());
        co_await busy;

        busy = create_task(status_of(session.get(origin.url())));
        co_await sleep(20ms);
        const int status = co_await status_of(
            session.get(origin.url(), {.timeout = ClientTimeout{.sock_connect = 30ms}}));
        CHECK(status == 200);
        co_await busy;
    });
}

TEST_CASE("T10 connect covers the lookup, sock_connect does not") {
    with_origin(answering(ok), {}, [](Origin& origin, Session& session) -> Coroutine<> {
        origin.slow_lookup = 200ms;
        const Stopwatch watch;
        const Fate fate = co_await fate_of(
            session.get("http://a.test/", {.timeout = ClientTimeout{.connect = 50ms}}));
        CHECK(watch.shows(0.05));
        CHECK(fate.is<http::ConnectionTimeoutError>());
        // The lookup goes on; this request waits for the rest of it.
        const int status = co_await status_of(
            session.get("http://a.test/", {.timeout = ClientTimeout{.sock_connect = 50ms}}));
        CHECK(status == 200);
        CHECK(origin.lookups == 1);
    });
}

TEST_CASE("T11 defaults, zeros, and total at least as long as the others") {
    const ClientTimeout plain = ClientTimeout().effective();
    CHECK(plain.total == 300s);
    CHECK(!plain.connect);
    CHECK(!plain.sock_connect);
    CHECK(!plain.sock_read);
    CHECK(ClientTimeout{.sock_read = 600s}.effective().total == 600s);
    CHECK(!ClientTimeout{.total = std::nullopt, .sock_read = 600s}.effective().total);
    const ClientTimeout fraction{.total = 0.5s, .sock_read = 250ms};
    CHECK(fraction.effective().total == 500ms);
    CHECK_THROWS_AS(Session({.timeout = {.total = 0s}}), std::invalid_argument);
    CHECK_THROWS_AS(Session({.timeout = {.sock_read = -1s}}), std::invalid_argument);
    const ClientTimeout off =
        ClientTimeout{.connect = 0s, .sock_connect = 0s, .sock_read = 0s}.effective();
    CHECK(!off.connect);
    CHECK(!off.sock_connect);
    CHECK(!off.sock_read);
}

TEST_CASE("the longest possible limits limit nothing") {
    constexpr duration for_ever = duration::max();
    with_origin(answering(ok),
                {.timeout = {.total = for_ever,
                             .connect = for_ever,
                             .sock_connect = for_ever,
                             .sock_read = for_ever},
                 .keepalive_timeout = for_ever},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    for (int i = 0; i < 2; ++i) {
                        const std::string text = co_await get_text(session, origin.url());
                        CHECK(text == "ok");
                    }
                    CHECK(origin.conns == 1);
                });
}

TEST_CASE("T12 a request's timeout replaces the session's, field by field") {
    with_origin(slow(200ms), {.timeout = {.total = 100ms, .sock_read = 50ms}},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    const int status = co_await status_of(
                        session.get(origin.url(), {.timeout = ClientTimeout{.total = 1s}}));
                    CHECK(status == 200);
                    const Fate fate = co_await fate_of(session.get(origin.url()));
                    CHECK(fate.is<http::SocketTimeoutError>());
                });
}

TEST_CASE("T13 total: holds although there is always something to read") {
    with_origin(endless(100'000, 1ms), {.timeout = {.total = 300ms}},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    const Stopwatch watch;
                    auto response = co_await session.get(origin.url());
                    Fate fate;
                    while (fate.good()) fate = co_await fate_of(response.read_some(1));
                    CHECK(watch.shows(0.3));
                    CHECK(is_plain_timeout(fate));
                });
    // Even if nobody reads until it is over.
    with_origin(endless(1000, 10ms), {.timeout = {.total = 100ms}},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    auto response = co_await session.get(origin.url());
                    co_await sleep(200ms);
                    const Fate fate = co_await fate_of(response.read_some());
                    CHECK(is_plain_timeout(fate));
                });
}

TEST_CASE("total: a body that has come in time can be read later") {
    with_origin(answering(ok), {.timeout = {.total = 100ms}},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    auto response = co_await session.get(origin.url());
                    co_await sleep(200ms);
                    const std::string text = co_await response.text();
                    CHECK(text == "ok");
                });
}

TEST_CASE("T14 a cancelled request closes its connection") {
    with_origin(silent(), {.limit = 1}, [](Origin& origin, Session& session) -> Coroutine<> {
        auto request = create_task(status_of(session.get(origin.url())));
        co_await sleep(50ms);
        request.cancel();
        co_await wait(std::vector{request});
        CHECK(request.cancelled());
        CHECK(session.pool().in_use == 0);
        CHECK(session.pool().idle == 0);
        const bool closed = co_await soon([&] { return origin.open == 0; });
        CHECK(closed);
    });
}

// A request is cancelled at every moment of its life, with a limit of one connection: the next one
// must be served, and nothing may be left behind. There are many plays, of a few milliseconds of
// real time each.
#include "http_origin.hpp"

#include "cancel_everywhere.hpp"

namespace {

/// Real clock. The victim may survive: what has arrived is not thrown away, so a request that is
/// complete when it is cancelled ends well.
const everywhere::Options in_real_time{.run = {}, .seeds = 2, .twice = false, .may_survive = true};

/// Cancels `request(origin, session)` everywhere; then another must succeed.
template <class Request>
void next_one_is_served(OriginOptions origin_options, http::SessionOptions options,
                        Request request) {
    const auto seen = cancel_everywhere(
        [&](Victim& victim) -> Coroutine<> {
            Origin origin(origin_options);
            http::SessionOptions mine = options;
            mine.limit = 1;
            mine.resolver = origin.resolver();
            Session session(mine);
            co_await status_of(session.get(origin.url("/before")));
            victim.start([&]() -> Coroutine<> { co_await request(origin, session); });
            co_await victim.end();
            const bool free = co_await soon([&] { return session.pool().in_use == 0; });
            CHECK(free);
            const int status = co_await wait_for(status_of(session.get("http://b.test/next")), 2s);
            CHECK(status == 200);
            co_await session.close();
            const bool closed = co_await soon([&] { return origin.open == 0; });
            CHECK(closed);
            co_await origin.close();
        },
        in_real_time);
    CHECK(seen.cancelled > 5);
}

const Script in_pieces = [](Wire& wire, Request& request) -> Coroutine<> {
    if (request.target == "/before" || request.target == "/next") co_return co_await wire.send(ok);
    if (request.target == "/1") co_return co_await wire.send(redirect(307, "/2"));
    co_await sleep(1ms);
    for (const char* piece : {"HTTP/1.1 200 OK\r\nTransfer-", "Encoding: chunked\r\n\r\n",
                              "4\r\nWi", "ki\r\n", "0\r\n", "\r\n"}) {
        co_await wire.send(piece);
        co_await sleep(1ms);
    }
};

}  // namespace

TEST_CASE("a GET, cancelled everywhere: lookup, connection, head, body") {
    next_one_is_served(
        {.script = in_pieces}, {}, [](Origin& origin, Session& session) -> Coroutine<> {
            origin.slow_lookup = 1ms;
            const std::string text = co_await get_text(session, "http://a.test/pieces");
            CHECK(text == "Wiki");
        });
}

TEST_CASE("a GET on a reused connection, with redirects, cancelled everywhere") {
    next_one_is_served({.script = in_pieces}, {},
                       [](Origin& origin, Session& session) -> Coroutine<> {
                           co_await get_text(session, origin.url("/1"));
                       });
}

TEST_CASE("a request that waits for its place, cancelled everywhere") {
    next_one_is_served({.script = in_pieces}, {},
                       [](Origin& origin, Session& session) -> Coroutine<> {
                           co_await gather(get_text(session, origin.url("/pieces")),
                                           get_text(session, "http://a.test/next"));
                       });
}

TEST_CASE("a POST with a stream, cancelled everywhere") {
    next_one_is_served(
        {.script = in_pieces}, {}, [](Origin& origin, Session& session) -> Coroutine<> {
            int made = 0;
            const http::BodyStream stream = [&made]() -> Coroutine<std::optional<std::string>> {
                co_await sleep(1ms);
                if (++made > 3) co_return std::nullopt;
                co_return "piece";
            };
            auto response =
                co_await session.post(origin.url("/1"), {.data = std::string(100'000, 'x')});
            co_await response.read();
            auto streamed = co_await session.post(origin.url("/pieces"), {.stream = stream});
            co_await streamed.read();
        });
}

TEST_CASE("a POST that asks first, cancelled everywhere") {
    const Script asked = [](Wire& wire, Request& request) -> Coroutine<> {
        if (request.method == "GET") co_return co_await wire.send(ok);
        co_await sleep(1ms);
        co_await wire.send("HTTP/1.1 100 Continue\r\n\r\n");
        co_await wire.read_body(request);
        co_await wire.send(ok);
    };
    next_one_is_served({.script = asked, .reads_bodies = false}, {},
                       [](Origin& origin, Session& session) -> Coroutine<> {
                           auto response = co_await session.post(
                               origin.url("/x"), {.data = "the body", .expect100 = true});
                           co_await response.read();
                       });
}

TEST_CASE("a request within its time limits, cancelled everywhere") {
    next_one_is_served(
        {.script = in_pieces},
        {.timeout = {.total = 3s, .connect = 1s, .sock_connect = 1s, .sock_read = 1s}},
        [](Origin& origin, Session& session) -> Coroutine<> {
            origin.slow_lookup = 1ms;
            co_await get_text(session, "http://a.test/pieces");
        });
}

TEST_CASE("a session closed at every moment of a request") {
    for (int ms = 0; ms < 12; ++ms) {
        INFO(ms, " ms");
        with_origin(in_pieces, {.limit = 1}, [&](Origin& origin, Session& session) -> Coroutine<> {
            origin.slow_lookup = 2ms;
            auto request = create_task(fate_of(get_text(session, "http://a.test/pieces")));
            auto waits = create_task(get_text(session, origin.url()));
            co_await sleep(std::chrono::milliseconds(ms));
            co_await session.close();
            const Fate fate = co_await wait_for(request, 1s);
            const bool as_expected = fate.good() || fate.is<http::ClientConnectionError>();
            CHECK_MESSAGE(as_expected, fate.text());
            co_await wait(std::vector{waits}, {.timeout = 1s});
            CHECK(waits.done());
            if (!waits.cancelled()) CHECK_NOTHROW(waits.result());
        });
    }
}

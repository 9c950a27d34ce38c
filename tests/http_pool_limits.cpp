// The connection pool: which connections are reused, and how many there are at once. Those of the
// cases P01 to P31 of conformance/http.md that are not about failing servers; the even ones are
// reconstructed from http-semantics.md.
#include "http_origin.hpp"

namespace {

/// Makes two GETs, one after the other, reads their bodies, and checks how many connections they
/// took.
Coroutine<int> conns_after_two_gets(Origin& origin, Session& session) {
    for (int i = 0; i < 2; ++i) co_await get_text(session, origin.url());
    co_return origin.conns;
}

/// The answer, twice; nothing hangs, the body is as it should be.
void two_gets_use(int conns, const std::string& bytes, const std::string& body = "ok",
                  bool hangs_up = false) {
    const Script script = [=](Wire& wire, Request&) -> Coroutine<> {
        co_await wire.send(bytes);
        if (hangs_up) wire.fin();
    };
    with_origin(script, {}, [&](Origin& origin, Session& session) -> Coroutine<> {
        for (int i = 0; i < 2; ++i) {
            const std::string text = co_await wait_for(get_text(session, origin.url()), 1s);
            CHECK(text == body);
        }
        INFO(bytes);
        CHECK(origin.conns == conns);
    });
}

Coroutine<std::vector<int>> statuses_of(Origin& origin, Session& session, int count) {
    std::vector<Coroutine<int>> requests;
    for (int i = 0; i < count; ++i) requests.push_back(status_of(session.get(origin.url())));
    co_return co_await gather(std::move(requests));
}

}  // namespace

TEST_CASE("P01 two sequential GETs share a connection") {
    with_origin(answering(ok), {}, [](Origin& origin, Session& session) -> Coroutine<> {
        const int conns = co_await conns_after_two_gets(origin, session);
        CHECK(conns == 1);
        CHECK(session.pool().idle == 1);
        CHECK(session.pool().opened == 1);
        CHECK(session.pool().reused == 1);
    });
}

TEST_CASE("P02 HEAD has no body, whatever the headers say, and keeps its connection") {
    with_origin(answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"), {},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    for (int i = 0; i < 2; ++i) {
                        auto response = co_await session.head(origin.url());
                        const std::string body = co_await wait_for(response.read(), 1s);
                        CHECK(body.empty());
                        CHECK(response.headers().get("Content-Length") == "100");
                    }
                    CHECK(origin.conns == 1);
                });
}

TEST_CASE("P03 204 and 304 have no body, whatever the headers say") {
    two_gets_use(1, "HTTP/1.1 204 No Content\r\n\r\n", "");
    two_gets_use(1, "HTTP/1.1 304 Not Modified\r\n\r\n", "");
    two_gets_use(1, "HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\n", "");
    two_gets_use(1, "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", "");
}

TEST_CASE("P04 an answer with Connection: close ends its connection") {
    two_gets_use(2, answer("200 OK", "Connection: close\r\n", "ok"));
    two_gets_use(2, answer("200 OK", "connection: Foo, CLOSE\r\n", "ok"));
}

TEST_CASE("P05 HTTP/1.0 keeps a connection only if it says so") {
    two_gets_use(2, "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok");
    two_gets_use(1, "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok");
}

TEST_CASE("P06 a body without length or chunks ends with its connection") {
    two_gets_use(2, "HTTP/1.1 200 OK\r\n\r\nall there is", "all there is", true);
    two_gets_use(2, "HTTP/1.0 200 OK\r\n\r\nall there is", "all there is", true);
    two_gets_use(2, "HTTP/1.1 200 OK\r\n\r\n", "", true);
}

TEST_CASE("P07 a response left before its body has come closes its connection") {
    with_origin(answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789"), {},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    {
                        auto response = co_await session.get(origin.url());
                        CHECK(response.status() == 200);
                        CHECK(session.pool().in_use == 1);
                    }
                    CHECK(session.pool().in_use == 0);
                    CHECK(session.pool().idle == 0);
                    auto next = co_await session.get(origin.url());
                    CHECK(origin.conns == 2);
                    const bool closed = co_await soon([&] { return origin.open == 1; });
                    CHECK(closed);
                });
}

TEST_CASE("P08 a small answer frees its connection before anybody reads it") {
    with_origin(answering(ok), {.limit = 1}, [](Origin& origin, Session& session) -> Coroutine<> {
        auto first = co_await session.get(origin.url());
        CHECK(session.pool().in_use == 0);
        CHECK(session.pool().idle == 1);
        auto second = co_await session.get(origin.url());
        CHECK(origin.conns == 1);
        const std::string text = co_await first.text() + co_await second.text();
        CHECK(text == "okok");
    });
}

TEST_CASE("P09 a server that closes an idle connection is noticed at once") {
    const Script script = [](Wire& wire, Request&) -> Coroutine<> {
        co_await wire.send(ok);
        co_await sleep(20ms);
        wire.fin();
    };
    with_origin(script, {}, [](Origin& origin, Session& session) -> Coroutine<> {
        int status = co_await status_of(session.post(origin.url()));
        CHECK(session.pool().idle == 1);
        co_await sleep(100ms);
        CHECK(session.pool().idle == 0);
        CHECK(origin.open == 0);  // the client has closed, too, without any new request
        status = co_await status_of(session.post(origin.url()));
        CHECK(status == 200);
        CHECK(origin.conns == 2);
    });
}

TEST_CASE("P15 an idle connection is closed after keepalive_timeout") {
    with_origin(answering(ok), {.keepalive_timeout = 200ms},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    co_await get_text(session, origin.url());
                    co_await sleep(100ms);
                    CHECK(session.pool().idle == 1);
                    co_await sleep(600ms);
                    CHECK(session.pool().idle == 0);
                    CHECK(origin.open == 0);
                    co_await get_text(session, origin.url());
                    CHECK(origin.conns == 2);
                });
}

TEST_CASE("P16 force_close: a connection for each request, and it says so") {
    with_origin(answering(ok), {.force_close = true},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    const int conns = co_await conns_after_two_gets(origin, session);
                    CHECK(conns == 2);
                    CHECK(session.pool().idle == 0);
                    CHECK(origin.requests[0].header("Connection") == "close");
                });
    CHECK_THROWS_AS(Session({.keepalive_timeout = 5s, .force_close = true}), std::invalid_argument);
}

TEST_CASE("P17 limit bounds the connections in use, and they are reused") {
    with_origin(slow(100ms), {.limit = 2}, [](Origin& origin, Session& session) -> Coroutine<> {
        const Stopwatch watch;
        const auto statuses = co_await statuses_of(origin, session, 10);
        CHECK(statuses == std::vector(10, 200));
        CHECK(watch.shows(0.5));
        CHECK(origin.most_open == 2);
        CHECK(origin.conns == 2);
        CHECK(session.pool().reused == 8);
    });
}

TEST_CASE("P18 limit_per_host bounds each server separately") {
    with_origin(
        slow(100ms), {.limit_per_host = 1}, [](Origin& origin, Session& session) -> Coroutine<> {
            const Stopwatch watch;
            std::vector<Coroutine<int>> requests;
            for (const char* url :
                 {"http://a.test/1", "http://a.test/2", "http://b.test/1", "http://b.test/2"})
                requests.push_back(status_of(session.get(url)));
            co_await gather(std::move(requests));
            CHECK(watch.shows(0.2));
            CHECK(origin.conns == 2);
            CHECK(origin.most_open == 2);
        });
}

TEST_CASE("P19 limit = 0 bounds nothing") {
    with_origin(slow(300ms), {.limit = 0}, [](Origin& origin, Session& session) -> Coroutine<> {
        co_await statuses_of(origin, session, 130);
        CHECK(origin.most_open == 130);
    });
}

TEST_CASE("P20 requests that wait for a place get it in order") {
    with_origin(slow(20ms), {.limit = 1}, [](Origin& origin, Session& session) -> Coroutine<> {
        std::vector<Coroutine<int>> requests;
        for (int i = 0; i < 6; ++i)
            requests.push_back(status_of(session.get(origin.url("/" + std::to_string(i)))));
        co_await gather(std::move(requests));
        std::string order;
        for (const Request& request : origin.requests) order += request.target;
        CHECK(order == "/0/1/2/3/4/5");
        CHECK(origin.conns == 1);
    });
}

TEST_CASE("P21 a cancelled waiter does not keep the place") {
    with_origin(slow(100ms), {.limit = 1}, [](Origin& origin, Session& session) -> Coroutine<> {
        auto a = create_task(status_of(session.get(origin.url("/a"))));
        auto b = create_task(status_of(session.get(origin.url("/b"))));
        auto c = create_task(status_of(session.get(origin.url("/c"))));
        co_await sleep(50ms);
        b.cancel();
        const int status_a = co_await a, status_c = co_await c;
        CHECK(status_a == 200);
        CHECK(status_c == 200);
        CHECK(b.cancelled());
        CHECK(origin.requests.size() == 2);
    });
}

TEST_CASE("P22 a waiter cancelled at the moment of its turn passes it on") {
    with_origin(slow(50ms), {.limit = 1}, [](Origin& origin, Session& session) -> Coroutine<> {
        std::optional<Task<int>> b;
        auto a = create_task([&]() -> Coroutine<> {
            co_await status_of(session.get(origin.url("/a")));
            b->cancel();  // its place was granted in this very turn
        });
        b = create_task(status_of(session.get(origin.url("/b"))));
        co_await sleep(0s);
        auto c = create_task(status_of(session.get(origin.url("/c"))));
        co_await a;
        const int status = co_await wait_for(c, 1s);
        CHECK(status == 200);
        CHECK(b->cancelled());
    });
}

TEST_CASE("P23 a connection that cannot be opened does not keep its place") {
    with_origin(answering(ok), {.limit = 1}, [](Origin& origin, Session& session) -> Coroutine<> {
        auto refused = create_task(fate_of(session.get("http://127.0.0.1:1/")));
        auto good = create_task(status_of(session.get(origin.url())));
        const Fate fate = co_await refused;
        const int status = co_await good;
        CHECK(fate.is<http::ClientConnectorError>());
        CHECK(status == 200);
    });
}

TEST_CASE("P24 close ends what is idle, in use, and waiting") {
    const Script script = [](Wire& wire, Request& request) -> Coroutine<> {
        if (request.target == "/idle") co_return co_await wire.send(ok);
        if (request.target == "/body")
            co_await wire.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123");
        co_await wire.until_closed();
    };
    with_origin(script, {.limit = 2}, [](Origin& origin, Session& session) -> Coroutine<> {
        co_await get_text(session, "http://a.test/idle");
        auto body = create_task(fate_of(get_text(session, origin.url("/body"))));
        auto head = create_task(fate_of(get_text(session, origin.url("/head"))));
        co_await sleep(50ms);
        auto waiter = create_task(get_text(session, origin.url("/waits")));
        co_await sleep(50ms);
        CHECK(origin.open == 3);
        co_await session.close();
        co_await session.close();
        const Fate body_fate = co_await wait_for(body, 1s), head_fate = co_await wait_for(head, 1s);
        CHECK(body_fate.is<http::ClientConnectionError>());
        CHECK(body_fate.contains("Connection closed: the session was closed before"));
        CHECK(head_fate.is<http::ClientConnectionError>());
        co_await wait(std::vector{waiter}, {.timeout = 1s});
        CHECK(waiter.cancelled());
        const bool closed = co_await soon([&] { return origin.open == 0; });
        CHECK(closed);
    });
}

TEST_CASE("P25 an upgraded connection is the response's own") {
    const Script script = [](Wire& wire, Request&) -> Coroutine<> {
        co_await wire.send(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: "
            "echo\r\n\r\nhello");
        while (wire.is_open()) co_await wire.send(co_await wire.read());
    };
    with_origin(script, {}, [](Origin& origin, Session& session) -> Coroutine<> {
        auto response = co_await session.get(origin.url());
        CHECK(response.status() == 101);
        const std::string body = co_await response.read();
        CHECK(body.empty());
        CHECK(session.pool().in_use == 1);
        std::string said = co_await response.read_some();
        CHECK(said == "hello");
        co_await response.write("and back");
        said = co_await response.read_some();
        CHECK(said == "and back");
        response.close();
        CHECK(session.pool().in_use == 0);
        CHECK(session.pool().idle == 0);
        const bool closed = co_await soon([&] { return origin.open == 0; });
        CHECK(closed);
    });
}

TEST_CASE("P25 an upgraded connection is used in both directions at once") {
    const Script script = [](Wire& wire, Request&) -> Coroutine<> {
        co_await wire.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n");
        while (wire.is_open()) co_await wire.send(co_await wire.read());
    };
    with_origin(script, {}, [](Origin& origin, Session& session) -> Coroutine<> {
        auto response = co_await session.get(origin.url(), {.headers = {{"Upgrade", "echo"}}});
        auto reading = create_task(response.read_some());
        co_await sleep(20ms);
        co_await response.write("ping");
        const std::string said = co_await wait_for(reading, 1s);
        CHECK(said == "ping");
    });
}

TEST_CASE("P25 an upgrade that was not asked for does not evade the total time") {
    const Script script = [](Wire& wire, Request&) -> Coroutine<> {
        co_await wire.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n");
        co_await wire.until_closed();
    };
    with_origin(script, {.timeout = {.total = 100ms}},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    auto response = co_await session.get(origin.url());
                    const Fate fate = co_await fate_of(wait_for(response.read_some(), 1s));
                    CHECK(fate.is<TimeoutError>());
                    CHECK_MESSAGE(fate.contains("total"), fate.text());
                    CHECK(session.pool().in_use == 0);
                });
}

TEST_CASE(
    "P25 an offer to upgrade is not an upgrade, and 101 without one does not keep a connection") {
    two_gets_use(1, answer("200 OK", "Connection: Upgrade\r\nUpgrade: h2c\r\n", "ok"));
    two_gets_use(1, answer("200 OK", "Connection: Upgrade\r\nUpgrade: h2c\r\n", ""), "");
    two_gets_use(1, "HTTP/1.1 103 Hints\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n" + ok);
    two_gets_use(2, "HTTP/1.1 101 Switching\r\n\r\n", "");
}

TEST_CASE("P26 the resolver's answers are kept for a while, and used in turn") {
    with_origin(slow(50ms), {}, [](Origin& origin, Session& session) -> Coroutine<> {
        co_await gather(status_of(session.get("http://a.test/")),
                        status_of(session.get("http://a.test/")));
        co_await status_of(session.get("http://a.test/"));
        CHECK(origin.lookups == 1);
    });
    // Two addresses: the second request begins with the second one.
    play_in_real_time([]() -> Coroutine<> {
        Origin one({.script = answering(ok)}), two({.script = answering(ok)});
        const http::Resolver both = [&](std::string) -> Coroutine<std::vector<http::Address>> {
            co_return std::vector<http::Address>{{.ip = "127.0.0.1", .port = one.port()},
                                                 {.ip = "127.0.0.1", .port = two.port()}};
        };
        Session session({.force_close = true, .resolver = both});
        for (int i = 0; i < 4; ++i) co_await get_text(session, "http://a.test/");
        CHECK(one.conns == 2);
        CHECK(two.conns == 2);
        co_await session.close();
        co_await one.close();
        co_await two.close();
    });
}

TEST_CASE(
    "P27 one lookup serves all simultaneous requests, and goes on if the first is cancelled") {
    with_origin(answering(ok), {}, [](Origin& origin, Session& session) -> Coroutine<> {
        origin.slow_lookup = 100ms;
        std::vector<Task<int>> requests;
        for (int i = 0; i < 5; ++i)
            requests.push_back(create_task(status_of(session.get("http://a.test/"))));
        co_await sleep(50ms);
        requests[0].cancel();
        co_await wait(requests);
        CHECK(requests[0].cancelled());
        for (int i = 1; i < 5; ++i) CHECK(requests[static_cast<std::size_t>(i)].result() == 200);
        CHECK(origin.lookups == 1);
        co_await status_of(session.get(origin.url()));  // an address needs no lookup
        CHECK(origin.lookups == 1);
        const Fate unknown = co_await fate_of(session.get("http://nowhere.test/"));
        CHECK(unknown.is<http::ClientConnectorDNSError>());
    });
}

TEST_CASE("P28 names, schemes and ports tell connections apart") {
    with_origin(answering(ok), {}, [](Origin& origin, Session& session) -> Coroutine<> {
        co_await status_of(session.get("http://a.test/"));
        co_await status_of(session.get("http://b.test/"));
        co_await status_of(session.get("http://a.test:81/"));
        co_await status_of(session.get(origin.url()));
        CHECK(origin.conns == 4);
        co_await status_of(session.get("http://A.TEST:80/x"));
        CHECK(origin.conns == 4);
        CHECK(session.pool().idle == 4);
    });
}

TEST_CASE("P29 a second answer to one request is dropped") {
    const Script script = [](Wire& wire, Request& request) {
        return wire.send(request.connection == 1
                             ? answer("200 OK", "", "mine") + answer("200 OK", "", "not mine")
                             : answer("200 OK", "", "next"));
    };
    with_origin(script, {}, [](Origin& origin, Session& session) -> Coroutine<> {
        const std::string first = co_await get_text(session, origin.url());
        CHECK(first == "mine");
        CHECK(session.pool().idle == 0);
        const std::string second = co_await get_text(session, origin.url());
        CHECK(second == "next");
        CHECK(origin.conns == 2);
    });
}

TEST_CASE("P30 bytes that come unasked on an idle connection are not an answer") {
    const Script script = [](Wire& wire, Request& request) -> Coroutine<> {
        co_await wire.send(answer("200 OK", "", "asked " + std::to_string(request.connection)));
        if (request.connection > 1) co_return;
        co_await sleep(20ms);
        co_await wire.send(answer("200 OK", "", "unasked"));
    };
    with_origin(script, {}, [](Origin& origin, Session& session) -> Coroutine<> {
        co_await get_text(session, origin.url());
        co_await sleep(100ms);
        CHECK(session.pool().idle == 0);
        const std::string text = co_await get_text(session, origin.url());
        CHECK(text == "asked 2");
    });
}

TEST_CASE("P31 an idle connection does not get around the limit") {
    with_origin(slow(100ms), {.limit = 1}, [](Origin& origin, Session& session) -> Coroutine<> {
        co_await status_of(session.get("http://a.test/"));
        CHECK(session.pool().idle == 1);
        auto b = create_task(status_of(session.get("http://b.test/")));
        co_await sleep(30ms);
        const Stopwatch watch;
        std::size_t most = 0;
        auto a = create_task(status_of(session.get("http://a.test/")));
        while (!a.done()) {
            most = std::max(most, session.pool().in_use);
            co_await sleep(10ms);
        }
        co_await b;
        CHECK(most == 1);
        CHECK(watch.seconds() > 0.15);  // the rest of b's request, then its own
        CHECK(origin.conns == 2);
    });
}

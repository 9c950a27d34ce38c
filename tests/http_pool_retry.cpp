// Servers that close a connection just as a request comes: which requests are
// sent once more. Cases P10 to P14 and P32 of conformance/http.md.
#include "http_origin.hpp"

namespace {

/// On each of the first connections the first request is answered, and a second one is swallowed:
/// the connection is closed without an answer.
Script swallowing_the_second(int stale_connections) {
    auto counts = std::make_shared<std::vector<int>>(100);
    return [=](Wire& wire, Request& request) -> Coroutine<> {
        int& count = (*counts)[static_cast<std::size_t>(request.connection)];
        if (request.connection <= stale_connections && ++count > 1) {
            wire.close();
            co_return;
        }
        co_await sleep(request.target == "/slow" ? 50ms : 0ms);
        co_await wire.send(ok);
    };
}

const Script swallowing_all = [](Wire& wire, Request&) -> Coroutine<> {
    wire.close();
    co_return;
};

}  // namespace

TEST_CASE("P10 a request that may be repeated is sent once more, on a new connection") {
    for (const std::string method : {"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY"}) {
        INFO(method);
        with_origin(swallowing_the_second(1), {},
                    [&](Origin& origin, Session& session) -> Coroutine<> {
                        co_await status_of(session.get(origin.url()));
                        const int status =
                            co_await status_of(session.request(method, origin.url("/again")));
                        CHECK(status == 200);
                        CHECK(origin.conns == 2);
                        CHECK(origin.requests.size() == 3);
                    });
    }
}

TEST_CASE("P11 a request that may not be repeated is sent once") {
    for (const std::string method : {"POST", "PATCH"}) {
        INFO(method);
        with_origin(swallowing_the_second(1), {},
                    [&](Origin& origin, Session& session) -> Coroutine<> {
                        co_await status_of(session.get(origin.url()));
                        const Fate fate =
                            co_await fate_of(session.request(method, origin.url(), {.data = "x"}));
                        CHECK(is_disconnect(fate));
                        CHECK(origin.requests.size() == 2);
                    });
    }
}

TEST_CASE("P12 twice is enough") {
    with_origin(swallowing_all, {}, [](Origin& origin, Session& session) -> Coroutine<> {
        const Fate fate = co_await fate_of(session.get(origin.url()));
        CHECK(is_disconnect(fate));
        CHECK(origin.requests.size() == 2);
        const Fate put = co_await fate_of(session.put(origin.url(), {.data = "the body"}));
        CHECK(is_disconnect(put));
        CHECK(origin.requests.size() == 4);
        CHECK(origin.requests[3].body == "the body");
    });
}

TEST_CASE("P13 a body that is a stream is not sent again") {
    with_origin(swallowing_all, {}, [](Origin& origin, Session& session) -> Coroutine<> {
        int made = 0;
        const http::BodyStream stream = [&]() -> Coroutine<std::optional<std::string>> {
            if (++made > 3) co_return std::nullopt;
            co_return "piece";
        };
        const Fate fate = co_await fate_of(session.put(origin.url(), {.stream = stream}));
        CHECK(is_disconnect(fate));
        CHECK(origin.requests.size() == 1);
        CHECK(origin.requests[0].body == "piecepiecepiece");
        CHECK(made == 4);
    });
}

TEST_CASE("P14 timeouts, refusals and nonsense are not retried") {
    with_origin(silent(), {.timeout = {.sock_read = 50ms}},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    const Fate fate = co_await fate_of(session.get(origin.url()));
                    CHECK(fate.is<http::SocketTimeoutError>());
                    CHECK(origin.requests.size() == 1);
                });
    with_origin(answering("nonsense\r\n\r\n"), {},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    const Fate fate = co_await fate_of(session.get(origin.url()));
                    CHECK(fate.is<http::ClientResponseError>());
                    CHECK(origin.requests.size() == 1);
                });
    const Script half = [](Wire& wire, Request&) -> Coroutine<> {
        co_await wire.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha");
        wire.close();
    };
    with_origin(half, {}, [](Origin& origin, Session& session) -> Coroutine<> {
        const Fate fate = co_await fate_of(get_text(session, origin.url()));
        CHECK(fate.is<http::ClientPayloadError>());
        CHECK(origin.requests.size() == 1);
    });
}

TEST_CASE("P32 the second attempt does not get another dead connection") {
    with_origin(swallowing_the_second(2), {}, [](Origin& origin, Session& session) -> Coroutine<> {
        co_await gather(status_of(session.get(origin.url("/slow"))),
                        status_of(session.get(origin.url("/slow"))));
        CHECK(session.pool().idle == 2);
        const int status = co_await status_of(session.get(origin.url()));
        CHECK(status == 200);
        CHECK(origin.conns == 3);
    });
}

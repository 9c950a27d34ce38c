// Long bodies, and wrong Content-Lengths; connections and URLs that are reused at once. The
// client's optimizations must not be visible.
#include "http_origin.hpp"

namespace {

constexpr std::size_t mebibyte = 1024 * 1024;

/// Byte number i is i % 127, so that a block that is lost or doubled shows.
std::string pattern(std::size_t size) {
    std::string all(size, '\0');
    for (std::size_t i = 0; i < size; ++i) all[i] = static_cast<char>(i % 127);
    return all;
}

std::string in_chunks(const std::string& body, const std::string& size_of_each, std::size_t size) {
    std::string bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (std::size_t at = 0; at < body.size(); at += size)
        bytes += size_of_each + "\r\n" + body.substr(at, size) + "\r\n";
    return bytes + "0\r\n\r\n";
}

}  // namespace

TEST_CASE("a body is what was sent, whatever its length, and however that is given") {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, 65536 - std::size_t{39},
                                   std::size_t{65536}, mebibyte, 6 * mebibyte + 1}) {
        CAPTURE(size);
        const std::string body = pattern(size);
        with_origin(answering(answer("200 OK", "", body)), {},
                    [&](Origin& origin, Session& session) -> Coroutine<> {
                        for (int i = 0; i < 3; ++i) {  // in memory that held another body
                            auto response = co_await session.get(origin.url());
                            const std::string once = co_await response.read();
                            const std::string again = co_await response.read();
                            CHECK(once == body);
                            CHECK(again == body);
                        }
                        CHECK(origin.conns == 1);
                    });
    }
}

TEST_CASE("a long body in chunks, or to the end of the connection") {
    const std::string body = pattern(6 * mebibyte);
    for (const bool in_pieces : {true, false}) {
        const Script script = [&](Wire& wire, Request&) -> Coroutine<> {
            co_await wire.send(in_pieces ? in_chunks(body, "30000", 0x30000)
                                         : "HTTP/1.1 200 OK\r\n\r\n" + body);
            if (!in_pieces) wire.fin();
        };
        with_origin(script, {}, [&](Origin& origin, Session& session) -> Coroutine<> {
            for (int i = 0; i < 2; ++i) {
                const std::string text = co_await get_text(session, origin.url());
                CHECK(text == body);
            }
        });
    }
}

TEST_CASE("read() after read_some() returns the rest") {
    const std::string body = pattern(mebibyte);
    with_origin(answering(answer("200 OK", "", body)), {},
                [&](Origin& origin, Session& session) -> Coroutine<> {
                    auto response = co_await session.get(origin.url());
                    std::string all = co_await response.read_some(10);
                    CHECK(all.size() == 10);
                    all += co_await response.read();
                    CHECK(all == body);
                });
}

TEST_CASE("a Content-Length that is a lie reserves no memory for it") {
    for (const char* length : {"1000000000000", "9223372036854775807", "18446744073709551615"}) {
        CAPTURE(length);
        const Script script = [=](Wire& wire, Request&) -> Coroutine<> {
            co_await wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::string(length) +
                               "\r\n\r\n0123456789");
            wire.fin();
        };
        with_origin(script, {}, [](Origin& origin, Session& session) -> Coroutine<> {
            const Fate fate = co_await fate_of(get_text(session, origin.url()));
            CHECK(fate.is<http::ClientPayloadError>());
        });
    }
}

TEST_CASE("a chunk whose size is a lie reserves no memory for it") {
    const Script script = [](Wire& wire, Request&) -> Coroutine<> {
        co_await wire.send(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n01234");
        wire.fin();
    };
    with_origin(script, {}, [](Origin& origin, Session& session) -> Coroutine<> {
        const Fate fate = co_await fate_of(get_text(session, origin.url()));
        CHECK(fate.is<http::ClientPayloadError>());
    });
}

TEST_CASE("while a long body comes, other tasks get their turns, and a limit is kept") {
    const Script script = [](Wire& wire, Request&) -> Coroutine<> {
        co_await wire.send("HTTP/1.1 200 OK\r\n\r\n");
        const std::string piece = pattern(mebibyte);
        while (wire.is_open()) co_await wire.send(piece);
    };
    with_origin(script, {}, [](Origin& origin, Session& session) -> Coroutine<> {
        const Stopwatch watch;
        const http::RequestOptions in_time{.timeout = http::ClientTimeout{.total = 200ms}};
        const auto read_on = [&]() -> Coroutine<> {
            auto response = co_await session.get(origin.url(), in_time);
            while (true) co_await response.read_some();
        };
        const Fate fate = co_await fate_of(read_on());
        CHECK(fate.is<TimeoutError>());
        CHECK(watch.is_within(1));
    });
}

TEST_CASE("the length in an answer to HEAD reserves no memory") {
    with_origin(answering("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n"), {},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    auto response = co_await session.head(origin.url());
                    const std::string body = co_await response.read();
                    CHECK(body.capacity() < 100);
                    CHECK(session.pool().idle == 1);
                });
}

TEST_CASE("there is one Host, in front, however many are given") {
    with_origin(answering(ok), {}, [](Origin& origin, Session& session) -> Coroutine<> {
        http::RequestOptions twice{.headers = {{"host", "a.test"}, {"X-A", "1"}}};
        twice.headers.add("Host", "b.test");
        co_await session.get(origin.url(), twice);
        const std::string head = origin.requests.back().head;
        CHECK(head.starts_with("GET / HTTP/1.1\r\nHost: a.test\r\nX-A: 1\r\n"));
        CHECK(head.find("b.test") == std::string::npos);
    });
}

TEST_CASE("while a long body is sent, other tasks get their turns") {
    const std::string piece(1024, 'x');
    with_origin(answering(ok), {}, [&](Origin& origin, Session& session) -> Coroutine<> {
        int turns = 0, turns_until_sent = 0;
        auto others = create_task([](int& count) -> Coroutine<> {
            for (;; ++count) co_await sleep(0s);
        }(turns));
        int left = 1000;
        http::RequestOptions upload;
        upload.stream = [&]() -> Coroutine<std::optional<std::string>> {
            turns_until_sent = turns;
            if (left-- == 0) co_return std::nullopt;
            co_return piece;
        };
        const int status = co_await status_of(session.post(origin.url(), upload));
        CHECK(status == 200);
        CHECK(origin.requests.back().body.size() == 1000 * piece.size());
        CHECK(turns_until_sent >= 1000 / 16);
        others.cancel();
    });
}

TEST_CASE("a server that closes just after its answer is noticed when the connection is used") {
    for (const duration until_next : {duration(5ms), duration(100ms)}) {
        const Script script = [](Wire& wire, Request&) -> Coroutine<> {
            co_await wire.send(ok);
            co_await sleep(1ms);
            wire.fin();
        };
        with_origin(script, {}, [&](Origin& origin, Session& session) -> Coroutine<> {
            for (int i = 1; i <= 3; ++i) {  // a POST is not sent a second time
                const int status = co_await status_of(session.post(origin.url()));
                CHECK(status == 200);
                CHECK(origin.conns == i);
                co_await sleep(until_next);
            }
        });
    }
}

TEST_CASE("connections that are reused again and again are watched once they are idle") {
    with_origin(answering(ok), {}, [](Origin& origin, Session& session) -> Coroutine<> {
        for (int i = 0; i < 100; ++i) co_await get_text(session, origin.url());
        CHECK(session.pool().idle == 1);
        CHECK(session.pool().opened == 1);
        CHECK(session.pool().reused == 99);
        co_await sleep(50ms);
        CHECK(session.pool().idle == 1);
        origin.wires.front()->fin();
        const bool noticed = co_await soon([&] { return session.pool().idle == 0; });
        CHECK(noticed);
    });
}

TEST_CASE("URLs that a session has seen mean the same the next time, even with parameters") {
    with_origin(answering(ok), {}, [](Origin& origin, Session& session) -> Coroutine<> {
        for (int round = 0; round < 2; ++round)
            for (int i = 0; i < 300; ++i) {
                const std::string target = "/page/" + std::to_string(i);
                co_await get_text(session, origin.url(target + "#part"));
                CHECK(origin.requests.back().target == target);
            }
        for (const char* value : {"1", "2"}) {
            const http::RequestOptions with_params{.params = {{"q", value}}};
            co_await get_text(session, origin.url("/page/1?a=b"), with_params);
            CHECK(origin.requests.back().target == std::string("/page/1?a=b&q=") + value);
        }
        co_await get_text(session, origin.url("/page/1?a=b"));
        CHECK(origin.requests.back().target == "/page/1?a=b");
        CHECK(origin.conns == 1);
    });
}

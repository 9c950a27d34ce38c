// What answers look like, and how their bodies are read. Those of the cases B01 to B19 of
// conformance/http.md that are about answers; the even ones are reconstructed from
// http-semantics.md. Requests are in http_sent_bodies.cpp, packed bodies in http_packed_bodies.cpp,
// text in http_text.cpp.
#include "http_origin.hpp"

namespace {

const std::string wikipedia =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    "4;name=value\r\nWiki\r\n5\r\npedia\r\n0\r\nX-Trailer: late\r\n\r\n";

/// How a GET of this answer, with its body, ends.
Fate fate_of_answer(const std::string& bytes, http::SessionOptions options = {},
                    bool hangs_up = false) {
    Fate fate;
    const Script script = [=](Wire& wire, Request&) -> Coroutine<> {
        co_await wire.send(bytes);
        if (hangs_up) wire.fin();
    };
    with_origin(script, std::move(options), [&](Origin& origin, Session& session) -> Coroutine<> {
        fate = co_await wait_for(fate_of(get_text(session, origin.url())), 2s);
        if (!fate.good()) CHECK(session.pool().idle == 0);
    });
    return fate;
}

bool is_bad_answer(const Fate& fate) {
    return fate.is<http::ClientResponseError>() &&
           fate.as<http::ClientResponseError>().status() == 400;
}

std::string typed(const std::string& content_type, const std::string& body) {
    return answer("200 OK", "Content-Type: " + content_type + "\r\n", body);
}

}  // namespace

TEST_CASE("B01 chunks with extensions and trailers, however they are cut") {
    for (const std::size_t at_a_time : {std::size_t{1}, std::size_t{3}, std::string::npos}) {
        INFO(at_a_time);
        with_origin(answering(wikipedia, at_a_time), {},
                    [](Origin& origin, Session& session) -> Coroutine<> {
                        for (int i = 0; i < 2; ++i) {
                            auto response = co_await session.get(origin.url());
                            const std::string text = co_await response.text();
                            CHECK(text == "Wikipedia");
                            CHECK(!response.headers().contains("X-Trailer"));
                        }
                        CHECK(origin.conns == 1);
                    });
    }
}

TEST_CASE("B02 a body that is cut short is an error, and is not retried") {
    for (const std::string bytes :
         {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12"}) {
        INFO(bytes);
        const Script script = [=](Wire& wire, Request&) -> Coroutine<> {
            co_await wire.send(bytes);
            wire.fin();
        };
        with_origin(script, {}, [](Origin& origin, Session& session) -> Coroutine<> {
            auto response = co_await session.get(origin.url());
            CHECK(response.status() == 200);
            const Fate fate = co_await fate_of(response.read());
            CHECK(fate.is<http::ClientPayloadError>());
            CHECK(fate.contains("cut short"));
            CHECK(origin.requests.size() == 1);
        });
    }
}

TEST_CASE("B03 a chunk without a valid size") {
    for (const std::string size :
         {"ZZ\r\n", "-1\r\n", "\r\n", "4 x\r\n", "fffffffffffffffff\r\n", "0x4\r\nabcd\r\n"}) {
        INFO(size);
        const Fate fate = fate_of_answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
                                         std::string(size));
        const bool as_expected = is_bad_answer(fate) || fate.is<http::ClientPayloadError>();
        CHECK(as_expected);
    }
}

TEST_CASE("B04 more than was announced: the body is right, the connection is dropped") {
    with_origin(answering(answer("200 OK", "", "body") + "surplus"), {},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    for (int i = 1; i <= 2; ++i) {
                        const std::string text = co_await get_text(session, origin.url());
                        CHECK(text == "body");
                        CHECK(session.pool().idle == 0);
                        CHECK(origin.conns == i);
                    }
                });
}

TEST_CASE("B05 a length and chunks together") {
    CHECK(is_bad_answer(fate_of_answer(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n")));
    CHECK(is_bad_answer(fate_of_answer(
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")));
}

TEST_CASE("B06 limits on the head") {
    const auto with_header = [](std::size_t size) {
        return answer("200 OK", "X-A: " + std::string(size, 'a') + "\r\n", "ok");
    };
    CHECK(fate_of_answer(with_header(8190 - 3)).good());
    CHECK(is_bad_answer(fate_of_answer(with_header(8190))));
    CHECK(is_bad_answer(fate_of_answer(answer("200 " + std::string(8191, 'r'), "", "ok"))));
    CHECK(fate_of_answer(answer("200 " + std::string(8190, 'r'), "", "ok")).good());

    std::string many;
    for (int i = 0; i < 127; ++i) many += "X-" + std::to_string(i) + ": 1\r\n";
    CHECK(fate_of_answer(answer("200 OK", many, "ok")).good());  // with Content-Length, 128
    CHECK(is_bad_answer(fate_of_answer(answer("200 OK", many + "Y: 1\r\n", "ok"))));

    const http::Limits small{.max_line = 10, .max_field = 30, .max_headers = 2};
    CHECK(fate_of_answer(ok, {.limits = small}).good());
    const Fate fate = fate_of_answer(with_header(30), {.limits = small});
    CHECK(is_bad_answer(fate));
    CHECK(fate.contains("a header is longer than 30 bytes"));
    CHECK(is_bad_answer(
        fate_of_answer(answer("200 This is far too long", "", "ok"), {.limits = small})));
    CHECK(is_bad_answer(
        fate_of_answer(answer("200 OK", "A: 1\r\nB: 1\r\n", "ok"), {.limits = small})));
    with_origin(answering(with_header(40)), {},
                [&](Origin& origin, Session& session) -> Coroutine<> {
                    const Fate own = co_await fate_of(session.get(origin.url(), {.limits = small}));
                    CHECK(is_bad_answer(own));
                    const Fate usual = co_await fate_of(session.get(origin.url()));
                    CHECK(usual.good());
                });
}

TEST_CASE("B07 what comes before the answer is not the answer") {
    with_origin(
        answering("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok),
        {}, [](Origin& origin, Session& session) -> Coroutine<> {
            for (int i = 0; i < 2; ++i) {
                auto response = co_await session.get(origin.url());
                CHECK(response.status() == 200);
                CHECK(response.reason() == "OK");
                CHECK(response.headers().size() == 1);
                const std::string text = co_await response.text();
                CHECK(text == "ok");
            }
            CHECK(origin.conns == 1);
        });
}

TEST_CASE("B11 read again and again, but not after the end") {
    with_origin(answering(ok), {}, [](Origin& origin, Session& session) -> Coroutine<> {
        auto response = co_await session.get(origin.url());
        std::string body = co_await response.read();
        CHECK(body == "ok");
        body = co_await response.read();
        CHECK(body == "ok");
        response.release();
        const Fate read = co_await fate_of(response.read());
        CHECK(read.is<http::ClientConnectionError>());
        CHECK(read.contains("Connection closed"));
        body = co_await response.text();  // what was read is kept
        CHECK(body == "ok");

        auto unread = co_await session.get(origin.url());
        unread.release();
        const Fate whole = co_await fate_of(unread.read());
        const Fate text = co_await fate_of(unread.text());
        const Fate some = co_await fate_of(unread.read_some());
        for (const Fate& fate : {whole, text, some}) {
            CHECK(fate.is<http::ClientConnectionError>());
            CHECK(fate.contains("Connection closed"));
            CHECK(fate.contains(origin.url()));
        }
        unread.close();
        unread.release();
        CHECK(origin.conns == 1);
    });
}

TEST_CASE("B11 a response that is destroyed while its body is being read") {
    const Script stalls = [](Wire& wire, Request&) -> Coroutine<> {
        co_await wire.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123");
        co_await wire.until_closed();
    };
    with_origin(stalls, {}, [](Origin& origin, Session& session) -> Coroutine<> {
        std::optional<Response> response(co_await session.get(origin.url()));
        auto reading = create_task(fate_of(response->read()));
        co_await sleep(20ms);
        const Fate second = co_await fate_of(response->read_some());
        CHECK(second.is<RuntimeError>());
        CHECK(second.contains("another task is reading"));
        response.reset();
        const Fate fate = co_await wait_for(reading, 1s);
        CHECK(fate.is<http::ClientConnectionError>());
        const bool closed = co_await soon([&] { return origin.open == 0; });
        CHECK(closed);
    });
}

TEST_CASE("B12 json checks the type, unless told not to") {
    const auto json_fate = [](const std::string& type, std::string expected) {
        Fate fate;
        const std::string bytes = type.empty() ? answer("200 OK", "", "{}") : typed(type, "{}");
        with_origin(answering(bytes), {}, [&](Origin& origin, Session& session) -> Coroutine<> {
            auto response = co_await session.get(origin.url());
            fate = co_await fate_of(response.json(expected));
            CHECK(session.pool().idle == 1);
        });
        return fate;
    };
    for (const std::string type :
         {"application/json", "Application/JSON; charset=utf-8", "application/problem+json"})
        CHECK(json_fate(type, "application/json").good());
    for (const std::string type :
         {"text/html", "text/json", "application/json5", "text/x+json", ""}) {
        INFO(type);
        const Fate fate = json_fate(type, "application/json");
        CHECK(fate.is<http::ContentTypeError>());
        CHECK(json_fate(type, {}).good());
    }
    CHECK(json_fate("text/html", "text/html").good());
    CHECK(json_fate("text/html", "application/json")
              .contains("the body is not application/json but text/html"));
}

TEST_CASE("B14 raise_for_status") {
    const std::string gone = answer("410 Gone", "X-Why: moved\r\n", "the reason");
    with_origin(answering(gone), {}, [](Origin& origin, Session& session) -> Coroutine<> {
        auto response = co_await session.get(origin.url("/x"));
        CHECK(!response.ok());
        Fate fate;
        try {
            response.raise_for_status();
        } catch (const http::ClientResponseError&) {
            fate.error = std::current_exception();
        }
        REQUIRE(fate.is<http::ClientResponseError>());
        const auto error = fate.as<http::ClientResponseError>();
        CHECK(error.status() == 410);
        CHECK(error.message() == "Gone");
        CHECK(error.headers().get("x-why") == "moved");
        CHECK(fate.text() == origin.url("/x") + ": 410 Gone");
        const std::string text = co_await response.text();  // the body can still be read
        CHECK(text == "the reason");

        const Fate asked = co_await fate_of(session.get(origin.url(), {.raise_for_status = true}));
        CHECK(asked.is<http::ClientResponseError>());
    });
    with_origin(
        [&](Wire& wire, Request& request) {
            return wire.send(request.target == "/1" ? redirect(302, "/2") : gone);
        },
        {.raise_for_status = true},
        [](Origin& origin, Session& session) -> Coroutine<> {
            const Fate fate = co_await fate_of(session.get(origin.url("/1")));
            REQUIRE(fate.is<http::ClientResponseError>());
            const auto history = fate.as<http::ClientResponseError>().history();
            REQUIRE(history.size() == 1);
            CHECK(history[0].path() == "/1");
            const Fate not_asked =
                co_await fate_of(session.get(origin.url("/1"), {.raise_for_status = false}));
            CHECK(not_asked.good());
        });
}

TEST_CASE("B16 a body is read piece by piece, and the server waits for the reader") {
    std::size_t sent = 0;
    const std::size_t all = 64 * 1024 * 1024;
    const Script floods = [&](Wire& wire, Request&) -> Coroutine<> {
        co_await wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(all) +
                           "\r\n\r\n");
        const std::string block(256 * 1024, 'x');
        for (sent = 0; sent < all; sent += block.size()) co_await wire.send(block);
    };
    with_origin(floods, {}, [&](Origin& origin, Session& session) -> Coroutine<> {
        auto response = co_await session.get(origin.url());
        std::size_t got = 0;
        for (int i = 0; i < 3; ++i) {
            const std::string piece = co_await response.read_some(10);
            CHECK(piece.size() <= 10);
            CHECK(!piece.empty());
            got += piece.size();
        }
        co_await sleep(100ms);
        CHECK(sent < all);  // the rest waits, in the server
        for (;;) {
            const std::string piece = co_await response.read_some();
            if (piece.empty()) break;
            CHECK(piece.size() <= 256 * 1024);
            got += piece.size();
        }
        CHECK(got == all);
        CHECK(session.pool().idle == 1);
    });
}

TEST_CASE("B18 invalid heads") {
    for (const std::string bytes : {
             "nonsense\r\n\r\n",
             "HTTP/1.1 abc OK\r\n\r\n",
             "HTTP/1.1 20 OK\r\n\r\n",
             "HTTP/9.9 200 OK\r\n\r\n",
             "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
             "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
             "HTTP/1.1 200 OK\r\nContent-Length: 2x0\r\n\r\nok",
             "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\nok",
             "HTTP/1.1 200 OK\r\nNo colon\r\n\r\n",
             "HTTP/1.1 200 OK\r\nBad name: x\r\n\r\n",
             "GET / HTTP/1.1\r\n\r\n",
         }) {
        INFO(bytes);
        const Fate fate = fate_of_answer(bytes);
        CHECK(is_bad_answer(fate));
        CHECK(fate.contains(": 400 "));
        CHECK(fate.contains("http://127.0.0.1:"));
    }
    const Fate nul = fate_of_answer(std::string("HTTP/1.1 200 OK\r\nA: \0b\r\n\r\n", 26));
    CHECK(is_bad_answer(nul));
    CHECK(fate_of_answer("HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok").good());  // no reason: fine
    CHECK(fate_of_answer("HTTP/1.1 200 OK\nContent-Length: 2\n\nok").good());  // bare LF: tolerated
}

TEST_CASE("B19 headers keep order and case, and are found without regard to it") {
    with_origin(answering(answer(
                    "200 OK", "X-A: 1\r\nx-a:  2 \r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n", "")),
                {}, [](Origin&, Session& session) -> Coroutine<> {
                    auto response = co_await session.get("http://a.test/");
                    std::string raw;
                    for (const auto& [name, value] : response.headers())
                        raw += name + "=" + value + ";";
                    CHECK(raw == "X-A=1;x-a=2;Set-Cookie=a=1;Set-Cookie=b=2;Content-Length=0;");
                    CHECK(response.headers().get_all("X-a").size() == 2);
                    CHECK(response.cookies() == http::Fields{{"a", "1"}, {"b", "2"}});
                    CHECK(session.cookie_jar().size() == 2);
                });
}

TEST_CASE("a header that spans several lines") {
    with_origin(answering(answer("200 OK", "X-A: one\r\n  two\r\n\tthree\r\n", "ok")), {},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    auto response = co_await session.get(origin.url());
                    const std::string value(response.headers().get("X-A").value_or(""));
                    CHECK(value.starts_with("one"));
                    CHECK(value.find("two") != std::string::npos);
                    CHECK(value.find('\n') == std::string::npos);
                });
}

// What requests look like, and how their bodies are sent. Cases B08, B09, B10,
// B15 and B17 of conformance/http.md; the even ones are reconstructed from
// http-semantics.md.
#include <http/detail/ascii.hpp>

#include "http_origin.hpp"

namespace {

/// Never ends by itself.
http::BodyStream endless(int& made) {
    return [&made]() -> Coroutine<std::optional<std::string>> {
        ++made;
        co_await sleep(10ms);
        co_return std::string(100'000, 'x');
    };
}

std::vector<std::string> names(const Request& request) {
    std::vector<std::string> all;
    for (const auto& [name, value] : request.headers) all.push_back(name);
    return all;
}

}  // namespace

TEST_CASE("B08 expect100: the body is sent when the server asks for it") {
    const Script asks = [](Wire& wire, Request& request) -> Coroutine<> {
        CHECK(http::detail::equal_ignoring_case(request.header("Expect"), "100-continue"));
        co_await sleep(50ms);
        co_await wire.send("HTTP/1.1 100 Continue\r\n\r\n");
        co_await wire.read_body(request);
        co_await wire.send(answer("200 OK", "", request.body));
    };
    with_origin({.script = asks, .reads_bodies = false}, {.timeout = {.sock_read = 30ms}},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    for (int i = 0; i < 2; ++i) {
                        auto response = co_await session.post(
                            origin.url(), {.data = "the body", .expect100 = true});
                        const std::string text = co_await response.text();
                        CHECK(text == "the body");
                    }
                    auto response = co_await session.post(origin.url(),
                                                          {.headers = {{"expect", "100-Continue"}},
                                                           .stream = pieces({"the ", "body"})});
                    const std::string text = co_await response.text();
                    CHECK(text == "the body");
                    CHECK(origin.conns == 1);
                });
}

TEST_CASE("B09 expect100: a refusal comes instead, and the body is not sent") {
    std::string after_the_head = "nothing";
    const Script refuses = [&](Wire& wire, Request& request) -> Coroutine<> {
        co_await wire.send(request.connection == 1 ? answer("417 Expectation Failed", "", "no")
                                                   : ok);
        if (request.connection == 1) after_the_head = co_await wire.read();
    };
    with_origin({.script = refuses, .reads_bodies = false}, {},
                [&](Origin& origin, Session& session) -> Coroutine<> {
                    auto response = co_await session.post(origin.url(),
                                                          {.data = "the body", .expect100 = true});
                    CHECK(response.status() == 417);
                    const std::string text = co_await response.text();
                    CHECK(text == "no");
                    CHECK(session.pool().idle == 0);
                    const int next = co_await status_of(session.get(origin.url()));
                    CHECK(next == 200);
                    CHECK(origin.conns == 2);
                    CHECK(after_the_head.empty());
                });
}

TEST_CASE("B10 a long body is sent while the answer is read") {
    const std::string body(3'000'000, 'b');
    with_origin(
        [](Wire& wire, Request& request) {
            return wire.send(answer("200 OK", "", std::to_string(request.body.size())));
        },
        {},
        [&](Origin& origin, Session& session) -> Coroutine<> {
            for (int i = 0; i < 2; ++i) {
                auto response = co_await session.post(origin.url(), {.data = body});
                const std::string text = co_await response.text();
                CHECK(text == "3000000");
            }
            CHECK(origin.conns == 1);
            CHECK(origin.requests[1].body == body);
            auto response =
                co_await session.put(origin.url(), {.stream = pieces({"some", "", "of it"})});
            const std::string text = co_await response.text();
            CHECK(text == "9");
            CHECK(origin.requests[2].body == "someof it");
            CHECK(origin.requests[2].header("Content-Length") == "(none)");
            CHECK(origin.conns == 1);
        });
}

TEST_CASE("B10 an answer that begins before the request has ended is read meanwhile") {
    const Script echoes = [](Wire& wire, Request&) -> Coroutine<> {
        co_await wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 3; ++i) {
            co_await wire.read_until("5\r\npiece\r\n");
            co_await wire.send("4\r\necho\r\n");
        }
        co_await wire.read_until("0\r\n\r\n");
        co_await wire.send("0\r\n\r\n");
    };
    with_origin({.script = echoes, .reads_bodies = false}, {},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    Queue<std::string> given;
                    const http::BodyStream stream = [&]() -> Coroutine<std::optional<std::string>> {
                        std::string piece = co_await given.get();
                        if (piece.empty()) co_return std::nullopt;
                        co_return piece;
                    };
                    auto response = co_await session.post(origin.url(), {.stream = stream});
                    CHECK(response.status() == 200);
                    for (int i = 0; i < 3; ++i) {
                        given.put_nowait("piece");
                        const std::string echo = co_await wait_for(response.read_some(), 1s);
                        CHECK(echo == "echo");
                    }
                    given.put_nowait("");
                    const std::string rest = co_await response.read();
                    CHECK(rest.empty());
                    CHECK(session.pool().idle == 1);
                });
}

TEST_CASE("B10 a stream that fails is the request's error") {
    struct Broken : std::runtime_error {
        Broken() : runtime_error("the caller's own") {}
    };
    with_origin({.script = silent(), .reads_bodies = false}, {},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    int made = 0;
                    const http::BodyStream stream = [&]() -> Coroutine<std::optional<std::string>> {
                        if (++made > 2) throw Broken();
                        co_await sleep(10ms);
                        co_return "piece";
                    };
                    const Fate fate = co_await wait_for(
                        fate_of(session.post(origin.url(), {.stream = stream})), 1s);
                    CHECK(fate.is<Broken>());
                    const bool closed = co_await soon([&] { return origin.open == 0; });
                    CHECK(closed);
                });
}

TEST_CASE("B15 a complete refusal ends the upload, and the connection with it") {
    const Script refuses = [](Wire& wire, Request& request) -> Coroutine<> {
        if (request.method == "GET") co_return co_await wire.send(ok);
        co_await sleep(50ms);
        co_await wire.send(answer("413 Too Large", "", "no"));
        co_await wire.until_closed();
    };
    with_origin({.script = refuses, .reads_bodies = false}, {},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    int made = 0;
                    {
                        auto response =
                            co_await session.post(origin.url(), {.stream = endless(made)});
                        CHECK(response.status() == 413);
                        CHECK(session.pool().in_use == 0);
                        CHECK(session.pool().idle == 0);
                        const int made_so_far = made;
                        const std::string text = co_await response.text();
                        CHECK(text == "no");
                        co_await sleep(50ms);
                        CHECK(made == made_so_far);
                    }
                    const int status = co_await status_of(session.get(origin.url()));
                    CHECK(status == 200);
                    CHECK(origin.conns == 2);
                });
    // The same for a body in one piece, which the server does not take.
    with_origin({.script = refuses, .reads_bodies = false, .takes_little = true}, {},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    auto response =
                        co_await session.post(origin.url(), {.data = std::string(20'000'000, 'x')});
                    CHECK(response.status() == 413);
                    CHECK(session.pool().idle == 0);
                });
}

TEST_CASE("B15 a refusal by a server that then hangs up is read, too") {
    const Script refuses = [](Wire& wire, Request&) -> Coroutine<> {
        co_await wire.send(answer("413 Too Large", "Connection: close\r\n", "no"));
        wire.close();
    };
    with_origin({.script = refuses, .reads_bodies = false, .takes_little = true}, {},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    auto response =
                        co_await session.post(origin.url(), {.data = std::string(20'000'000, 'x')});
                    CHECK(response.status() == 413);
                    const std::string text = co_await response.text();
                    CHECK(text == "no");
                });
}

TEST_CASE("B17 the headers of a plain GET") {
    const Request get = sent("GET");
    CHECK(get.head.starts_with("GET /p?q=1 HTTP/1.1\r\nHost: a.test\r\n"));
    CHECK(names(get) ==
          std::vector<std::string>{"Host", "Accept", "Accept-Encoding", "User-Agent"});
    CHECK(get.header("Accept") == "*/*");
    CHECK(get.header("Accept-Encoding") == "gzip, deflate");
    CHECK(get.body.empty());
}

TEST_CASE("B17 the headers that come with bodies") {
    const Request empty = sent("POST");
    CHECK(empty.header("Content-Length") == "0");
    CHECK(empty.header("Content-Type") == "application/octet-stream");
    CHECK(sent("DELETE").header("Content-Length") == "0");
    CHECK(sent("DELETE").header("Content-Type") == "(none)");

    const Request bytes = sent("POST", {.data = std::string("a\0b", 3)});
    CHECK(bytes.header("Content-Type") == "application/octet-stream");
    CHECK(bytes.header("Content-Length") == "3");
    CHECK(bytes.body == std::string("a\0b", 3));

    const Request json = sent("POST", {.json = R"({"a":1})"});
    CHECK(json.header("Content-Type") == "application/json");
    CHECK(json.body == R"({"a":1})");
    CHECK(sent("GET", {.json = "1"}).header("Content-Type") == "application/json");
    CHECK(sent("GET", {.json = "1"}).header("Content-Length") == "1");

    const Request form = sent("POST", {.form = http::Fields{{"a", "b c"}, {"d", "&"}}});
    CHECK(form.header("Content-Type") == "application/x-www-form-urlencoded");
    CHECK(form.body == "a=b+c&d=%26");

    const Request stream = sent("POST", {.stream = pieces({"x"})});
    CHECK(stream.header("Transfer-Encoding") == "chunked");
    CHECK(stream.header("Content-Length") == "(none)");

    const Request own = sent("POST", {.headers = {{"content-type", "text/plain"}}, .data = "x"});
    CHECK(own.header("Content-Type") == "text/plain");
    CHECK(own.headers.get_all("content-type").size() == 1);
}

TEST_CASE("B17 automatic headers can be left out") {
    const Request request = sent("POST", {.skip_auto_headers = {"user-agent", "Content-Type"}},
                                 {.skip_auto_headers = {"Accept"}});
    CHECK(names(request) == std::vector<std::string>{"Host", "Accept-Encoding", "Content-Length"});
}

TEST_CASE("B17 requests that make no sense are refused before anything is sent") {
    with_origin(answering(ok), {}, [](Origin& origin, Session& session) -> Coroutine<> {
        RequestOptions both;
        both.data = "a";
        both.json = "1";
        const Fate two_bodies = co_await fate_of(session.post(origin.url(), both));
        CHECK(two_bodies.is<std::invalid_argument>());
        CHECK(two_bodies.contains("one body"));
        const Fate length = co_await fate_of(session.post(
            origin.url(), {.headers = {{"Content-Length", "3"}}, .stream = pieces({"abc"})}));
        CHECK(length.is<std::invalid_argument>());
        for (const std::string method : {"", "GET /x HTTP/1.1\r\nX: 1\r\n\r\nGET", "G T", "GÉT"}) {
            const Fate fate = co_await fate_of(session.request(method, origin.url()));
            CHECK(fate.is<std::invalid_argument>());
        }
        CHECK(origin.conns == 0);
        co_await status_of(session.request("get", origin.url()));
        CHECK(origin.requests[0].method == "GET");
    });
}

TEST_CASE("a header that contradicts the body is refused: it could hide a second request") {
    with_origin(answering(ok), {}, [](Origin& origin, Session& session) -> Coroutine<> {
        const std::string hidden = "0\r\n\r\nGET /hidden HTTP/1.1\r\n\r\n";
        const std::vector<http::RequestOptions> all{
            {.headers = {{"Transfer-Encoding", "chunked"}}, .data = hidden},
            {.headers = {{"Content-Length", "5"}}, .data = hidden},
            {.headers = {{"Content-Length", "abc"}}},
            {.headers = {{"Content-Length", "5"}}}};
        for (const http::RequestOptions& options : all) {
            const Fate fate = co_await fate_of(session.request("GET", origin.url(), options));
            CHECK(fate.is<std::invalid_argument>());
        }
        const int status = co_await status_of(
            session.post(origin.url(), {.headers = {{"Content-Length", "3"}}, .data = "abc"}));
        CHECK(status == 200);
        CHECK(origin.requests.size() == 1);
    });
}

TEST_CASE("a cancelled stream ends the request") {
    with_origin(answering(ok), {}, [](Origin& origin, Session& session) -> Coroutine<> {
        auto feeder = create_task(sleep(10s));
        const http::BodyStream stream = [&]() -> Coroutine<std::optional<std::string>> {
            co_await feeder;
            co_return std::nullopt;
        };
        auto request = create_task(session.post(origin.url(), {.stream = stream}));
        co_await sleep(50ms);
        feeder.cancel();
        const Fate fate = co_await fate_of(wait_for(request, 2s));
        CHECK(fate.is<http::ClientConnectionResetError>());
        CHECK_MESSAGE(fate.contains("stream was cancelled"), fate.text());
        CHECK(session.pool().in_use == 0);
    });
}

TEST_CASE("two Cookie headers become one, with their content unchanged") {
    const http::Headers both{{"Cookie", "a=1"}, {"Cookie", "path=/; v=1"}};
    CHECK(sent("GET", {.headers = both}).header("Cookie") == "a=1; path=/; v=1");
    CHECK(sent("GET", {.headers = both, .cookies = {{"c", "3"}}}).header("Cookie") ==
          "a=1; c=3; path=/; v=1");
}

TEST_CASE("B08 expect100 without a body: nothing is pending when the answer has come") {
    with_origin(answering("HTTP/1.1 100 Continue\r\n\r\n" + ok), {},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    for (int i = 0; i < 2; ++i) {
                        const int status =
                            co_await status_of(session.post(origin.url(), {.expect100 = true}));
                        CHECK(status == 200);
                    }
                    CHECK(origin.conns == 1);
                });
}

// lib/server: what the lesson server answers, at which of its ports, and when. Under simulated
// time, over socket pairs. Bad requests are tested with the http::Server inside it:
// http_server_requests.cpp.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <http/detail/transports.hpp>
#include <http/http.hpp>
#include <server/server.hpp>

#include "counted.hpp"
#include "raw_client.hpp"

using namespace std::chrono_literals;
namespace http = aio::http;

namespace {

aio::Coroutine<RawClient> connect(std::uint16_t port = 8080) {
    auto socket = co_await http::detail::connect_by_transport({.ip = "127.0.0.1", .port = port});
    REQUIRE(socket);
    co_return RawClient(std::move(*socket));
}

template <class Talk>
void beside_server(Talk talk, const lesson_server::Options& options = {}) {
    const NothingLeft nothing_left;
    const auto program = [&]() -> aio::Coroutine<> {
        lesson_server::Server server(options);
        co_await talk(server);
        co_await server.close();
        CHECK(server.connections() == 0);
    };
    aio::run(program(), {.clock = aio::Clock::simulated});
}

RawAnswer ask(std::string request, aio::duration patience = 5s,
              const lesson_server::Options& options = {}) {
    RawAnswer answer;
    beside_server(
        [&](lesson_server::Server&) -> aio::Coroutine<> {
            RawClient client = co_await connect();
            answer = co_await exchange(client, request, patience);
        },
        options);
    return answer;
}

}  // namespace

TEST_CASE("a delay takes as long as it says") {
    const RawAnswer answer = ask(get("/delay/2.5"));
    CHECK(answer.begins("200"));
    CHECK(answer.after == 2500ms);
    CHECK(answer.text.ends_with("\r\n\r\nwaited for 2.5 s\n"));
    CHECK_FALSE(answer.closed);
}

TEST_CASE("numbers that make no sense are refused, and the connection goes on") {
    for (const char* path : {"/delay/", "/delay/x", "/delay/-1", "/delay/1e9", "/delay/nan",
                             "/delay/inf", "/delay/601", "/drip?pieces=-1", "/drip?every=x",
                             "/bytes/", "/bytes/-1", "/bytes/99999999999999999999", "/status/99",
                             "/status/600", "/status/abc", "/redirect/x", "/redirect/101"}) {
        const RawAnswer answer = ask(get(path));
        CHECK_MESSAGE(answer.begins("400"), path << ": " << answer.text);
        CHECK_FALSE(answer.closed);
    }
}

TEST_CASE("drips come one by one, chunked; to HTTP/1.0 as they are, up to the connection's end") {
    const RawAnswer answer = ask(get("/drip?pieces=2&every=1"));
    CHECK(answer.after == 2s);
    CHECK(answer.has("Transfer-Encoding: chunked\r\n"));
    CHECK(answer.text.ends_with("\r\n\r\n8\r\npiece 1\n\r\n8\r\npiece 2\n\r\n0\r\n\r\n"));
    CHECK_FALSE(answer.closed);

    const RawAnswer old = ask("GET /drip?pieces=2&every=1 HTTP/1.0\r\n\r\n");
    CHECK_FALSE(old.has("chunked"));
    CHECK(old.text.ends_with("\r\n\r\npiece 1\npiece 2\n"));
    CHECK(old.closed);
}

TEST_CASE("a stalled answer has begun, and never ends") {
    const RawAnswer answer = ask(get("/stall"), 300s);
    CHECK(answer.begins("200"));
    CHECK(answer.has("Content-Length: 1000\r\n"));
    CHECK(answer.text.ends_with("There is more to come ...\n"));
    CHECK(answer.after == 0s);
    CHECK_FALSE(answer.closed);
}

TEST_CASE("the answer has as many bytes as were asked for") {
    CHECK(ask(get("/bytes/0")).text.ends_with("Content-Length: 0\r\n\r\n"));
    const RawAnswer answer = ask(get("/bytes/1000000"));
    CHECK(answer.text.size() - answer.text.find("\r\n\r\n") - 4 == 1000000);
}

TEST_CASE("any status; 204, 304 and answers to HEAD have no body") {
    CHECK(ask(get("/status/404")).has("404 Not Found\r\n"));
    CHECK(ask(get("/status/299")).begins("299"));
    for (const char* code : {"204", "304"}) {
        const RawAnswer answer = ask(get("/status/" + std::string(code)));
        CHECK(answer.begins(code));
        CHECK(answer.text.ends_with("\r\n\r\n"));
        CHECK_FALSE(answer.has("Content-Length"));
        CHECK_FALSE(answer.closed);
    }
    for (const char* path : {"/", "/drip?every=0", "/bytes/5", "/stall", "/profile"}) {
        const RawAnswer answer =
            ask("HEAD " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n\r\n" + get("/status/200"));
        CHECK_MESSAGE(answer.has("\r\n\r\nHTTP/1.1 200 OK\r\n"),
                      answer.text);  // no body between the two
    }
}

TEST_CASE("any route may be told to take longer") {
    const RawAnswer answer = ask(get("/status/202?after=1.5"));
    CHECK(answer.begins("202"));
    CHECK(answer.after == 1500ms);
    CHECK(ask(get("/?after=-1")).begins("400"));
}

TEST_CASE("redirects count down") {
    CHECK(ask(get("/redirect/2")).has("Location: /redirect/1\r\n"));
    CHECK(ask(get("/redirect/0")).begins("200"));
}

TEST_CASE("headers come back as JSON, whatever they contain") {
    const RawAnswer answer = ask(get("/headers", "X-A: 1\r\nX-A: \"2\"\\\r\nX-B: \xff\r\n"));
    CHECK(answer.has("\"X-A\": \"1, \\\"2\\\"\\\\\""));
    CHECK(answer.has("\"X-B\": \"\xEF\xBF\xBD\""));  // U+FFFD
}

TEST_CASE("cookies are set, and those that came with the request are named") {
    const RawAnswer answer = ask(get("/cookies", "Cookie: a=1; b=2\r\n"));
    CHECK(answer.has("Set-Cookie: flavour=oatmeal; Path=/\r\n"));
    CHECK(answer.text.ends_with("came along: a=1; b=2\n"));
}

TEST_CASE("the profile is for clients that have logged in") {
    CHECK(ask(get("/profile")).begins("401"));
    CHECK(ask(get("/profile", "Cookie: session=guest1\r\n")).begins("401"));
    const RawAnswer answer = ask("POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n" +
                                 get("/profile", "Cookie: x=1; session=guest1\r\n"));
    CHECK(answer.has("Set-Cookie: session=guest1; HttpOnly\r\n"));
    CHECK(answer.text.ends_with("the profile of guest1\n"));
}

TEST_CASE("a missing page is 404, an unknown method 405") {
    CHECK(ask(get("/nowhere")).begins("404"));
    CHECK(ask(get("/dripping")).begins("404"));
    CHECK(ask(get("/delay")).begins("404"));
    const RawAnswer answer = ask("PROPFIND / HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(answer.begins("405"));
    CHECK(answer.has("Allow: GET, HEAD, POST"));
    CHECK(ask(get("/")).has("/delay/{seconds}"));
}

TEST_CASE("every answer is logged, with its request") {
    std::vector<std::string> told;
    lesson_server::Options options;
    options.on_answer = [&](const http::Answered& a) {
        told.push_back(a.method + " " + a.target + " " + std::to_string(a.status));
    };
    ask(get("/status/404") + "x", 30s, options);
    REQUIRE(told.size() == 2);
    CHECK(told[0] == "GET /status/404 404");
    CHECK(told[1] == "?  400");
}

TEST_CASE("the next port never accepts, and the one after it takes half a second") {
    beside_server([](lesson_server::Server& server) -> aio::Coroutine<> {
        http::Session session({.timeout = {.connect = 1s}});
        const auto begin = aio::this_loop().now();
        CHECK_THROWS_AS(co_await session.get(server.urls().never_accepts),
                        http::ConnectionTimeoutError);
        CHECK(aio::this_loop().now() - begin == 1s);
        auto response = co_await session.get(server.urls().slow_to_connect + "status/204");
        CHECK(aio::this_loop().now() - begin == 1500ms);
        auto again = co_await session.get(server.urls().slow_to_connect + "status/204");
        CHECK(aio::this_loop().now() - begin == 1500ms);
        co_await session.close();
    });
}

TEST_CASE("a port that never accepts is given up after one sock_connect, without any other limit") {
    beside_server([](lesson_server::Server& server) -> aio::Coroutine<> {
        http::Session session({.timeout = {.total = {}, .sock_connect = 2s}});
        const auto begin = aio::this_loop().now();
        CHECK_THROWS_AS(co_await session.get(server.urls().never_accepts),
                        http::ConnectionTimeoutError);
        CHECK(aio::this_loop().now() - begin == 2s);
        co_await session.close();
    });
}

TEST_CASE("nothing listens once the server is closed") {
    const auto program = []() -> aio::Coroutine<> {
        http::Session session;
        std::optional<lesson_server::Server> server;
        server.emplace();
        const std::string url = server->urls().ready;
        auto response = co_await session.get(url);
        co_await response.read();
        co_await server->close();
        co_await server->close();
        server.reset();
        bool failed = false;
        try {
            co_await session.get(url);
        } catch (const http::ClientError&) {
            failed = true;
        }
        CHECK(failed);
        co_await session.close();
    };
    aio::run(program(), {.clock = aio::Clock::simulated});
}

TEST_CASE("a request that is cut off also closes its connection at the server") {
    beside_server([](lesson_server::Server& server) -> aio::Coroutine<> {
        http::Session session({.timeout = {.total = 2s}});
        CHECK_THROWS_AS(co_await (co_await session.get(server.urls().ready + "stall")).read(),
                        aio::TimeoutError);
        co_await aio::sleep(1s);
        CHECK(server.connections() == 0);
        co_await session.close();
    });
}

TEST_CASE("under the real clock the server is on TCP, and says the same") {
    const auto program = []() -> aio::Coroutine<> {
        lesson_server::Server server;
        http::Session session({.timeout = {.connect = 300ms}, .base_url = server.urls().ready});
        auto response = co_await session.get("drip?pieces=3&every=0.01");
        CHECK(co_await response.text() == "piece 1\npiece 2\npiece 3\n");
        CHECK_THROWS_AS(co_await session.get(server.urls().never_accepts),
                        http::ConnectionTimeoutError);
        const auto begin = aio::this_loop().now();
        http::Session slow({.base_url = server.urls().slow_to_connect});
        auto first = co_await slow.get("status/200");
        CHECK(aio::this_loop().now() - begin >= 500ms);
        CHECK(aio::this_loop().now() - begin < 20s);  // it does accept
        co_await slow.close();
        co_await session.close();
        co_await server.close();
    };
    aio::run(program());
}

TEST_CASE("the server ends with the loop, even if nobody closes it") {
    for (const aio::Clock clock : {aio::Clock::real, aio::Clock::simulated}) {
        const auto program = []() -> aio::Coroutine<> {
            lesson_server::Server server;
            http::Session session({.base_url = server.urls().ready});
            auto pending = aio::create_task(session.get("stall"));
            co_await aio::sleep(10ms);
            co_await session.close();
            pending.cancel();
        };
        aio::run(program(), {.clock = clock});
    }
}

TEST_CASE("--url names three ports") {
    const auto urls = lesson_server::Urls::from("http://user:x@[::1]:8080/a#b");
    CHECK(urls.ready == "http://[::1]:8080/a/");
    CHECK(urls.never_accepts == "http://[::1]:8081/a/");
    CHECK(lesson_server::Urls::from("http://a.test").slow_to_connect == "http://a.test:82/");
    CHECK_THROWS_AS(lesson_server::Urls::from("http://a.test:65535"), http::InvalidURL);
    CHECK_THROWS_AS(lesson_server::Urls::from("nonsense"), http::InvalidURL);
}

// lib/http/server.hpp: what the lesson server answers, and what it puts up with.
// Under simulated time, over socket pairs: limits of a minute take no time here.
#include <doctest/doctest.h>

#include <asio/write.hpp>

#include <random>
#include <string>
#include <vector>

#include <aio/asio.hpp>
#include <http/detail/local_network.hpp>
#include <http/http.hpp>
#include <http/server.hpp>

using namespace std::chrono_literals;
namespace http = aio::http;

namespace {

constexpr aio::use_coroutine_t in_this_loop{.holds_time = false};

// A client that says what it likes.
class Raw {
public:
    aio::Coroutine<> connect(std::uint16_t port = 8080) {
        socket_ = co_await http::detail::connect_locally("127.0.0.1", port);
        REQUIRE(socket_);
    }
    aio::Coroutine<> send(std::string text) {
        co_await asio::async_write(*socket_, asio::buffer(text), in_this_loop);
    }
    /// All that comes, until the server hangs up or is silent for so long.
    aio::Coroutine<std::string> receive(aio::duration patience = 5s) {
        std::string all;
        std::string block(64 * 1024, '\0');
        for (;;) {
            try {
                const std::size_t n = co_await aio::wait_for(
                    socket_->async_read_some(asio::buffer(block), in_this_loop), patience);
                all.append(block, 0, n);
            } catch (const aio::TimeoutError&) {
                co_return all;
            } catch (const asio::system_error&) {
                closed = true;
                co_return all;
            }
        }
    }
    void hang_up() { socket_->close(); }
    void end_sending() { socket_->shutdown(asio::socket_base::shutdown_send); }

    bool closed = false;  // by the server

private:
    std::optional<http::detail::Stream::Socket> socket_;
};

// What came back, and what it did.
struct Answer {
    std::string text;
    bool closed;
    aio::duration after;

    bool begins(const std::string& status) const {
        return text.starts_with("HTTP/1.1 " + status + " ");
    }
    bool has(const std::string& part) const { return text.find(part) != text.npos; }
};

template <class Talk>
auto beside_server(Talk talk, http::ServerOptions options = {}) {
    const auto program = [&]() -> aio::Coroutine<> {
        http::LessonServer server(options);
        co_await talk(server);
        co_await server.close();
        CHECK(server.connections() == 0);
    };
    aio::run(program(), {.clock = aio::Clock::simulated});
}

Answer ask(std::string request, aio::duration patience = 5s, http::ServerOptions options = {}) {
    Answer answer{};
    beside_server(
        [&](http::LessonServer&) -> aio::Coroutine<> {
            Raw raw;
            co_await raw.connect();
            co_await raw.send(request);
            const auto begin = aio::this_loop().now();
            answer.text = co_await raw.receive(patience);
            answer.closed = raw.closed;
            answer.after = aio::this_loop().now() - begin - (raw.closed ? 0s : patience);
        },
        options);
    return answer;
}

std::string get(const std::string& path, const std::string& headers = "") {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
}

void check_refused(const std::string& request, const std::string& status) {
    CAPTURE(request.substr(0, 100));
    const Answer answer = ask(request);
    CHECK_MESSAGE(answer.begins(status), answer.text);
    CHECK(answer.has("Connection: close\r\n"));
    CHECK(answer.closed);
}

}  // namespace

TEST_CASE("a delay takes as long as it says") {
    const Answer answer = ask(get("/delay/2.5"));
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
        const Answer answer = ask(get(path));
        CHECK_MESSAGE(answer.begins("400"), path << ": " << answer.text);
        CHECK_FALSE(answer.closed);
    }
}

TEST_CASE("drips come one by one, chunked; to HTTP/1.0 as they are, and the end is the end") {
    const Answer answer = ask(get("/drip?pieces=2&every=1"));
    CHECK(answer.after == 2s);
    CHECK(answer.has("Transfer-Encoding: chunked\r\n"));
    CHECK(answer.text.ends_with("\r\n\r\n8\r\npiece 1\n\r\n8\r\npiece 2\n\r\n0\r\n\r\n"));
    CHECK_FALSE(answer.closed);

    const Answer old = ask("GET /drip?pieces=2&every=1 HTTP/1.0\r\n\r\n");
    CHECK_FALSE(old.has("chunked"));
    CHECK(old.text.ends_with("\r\n\r\npiece 1\npiece 2\n"));
    CHECK(old.closed);
}

TEST_CASE("a stalled answer has begun, and never ends") {
    const Answer answer = ask(get("/stall"), 300s);
    CHECK(answer.begins("200"));
    CHECK(answer.has("Content-Length: 1000\r\n"));
    CHECK(answer.text.ends_with("There is more to come ...\n"));
    CHECK(answer.after == 0s);
    CHECK_FALSE(answer.closed);
}

TEST_CASE("as many bytes as were asked for") {
    CHECK(ask(get("/bytes/0")).text.ends_with("Content-Length: 0\r\n\r\n"));
    const Answer answer = ask(get("/bytes/1000000"));
    CHECK(answer.text.size() - answer.text.find("\r\n\r\n") - 4 == 1000000);
}

TEST_CASE("any status; 204 and 304 have no body, and HEAD none either") {
    CHECK(ask(get("/status/404")).has("404 Not Found\r\n"));
    CHECK(ask(get("/status/299")).begins("299"));
    for (const char* code : {"204", "304"}) {
        const Answer answer = ask(get("/status/" + std::string(code)));
        CHECK(answer.begins(code));
        CHECK(answer.text.ends_with("\r\n\r\n"));
        CHECK_FALSE(answer.has("Content-Length"));
        CHECK_FALSE(answer.closed);
    }
    for (const char* path : {"/", "/drip?every=0", "/bytes/5", "/stall", "/profile"}) {
        const Answer answer =
            ask("HEAD " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n\r\n" + get("/status/200"));
        CHECK_MESSAGE(answer.has("\r\n\r\nHTTP/1.1 200 OK\r\n"),
                      answer.text);  // no body between the two
    }
}

TEST_CASE("any route may be told to take longer") {
    const Answer answer = ask(get("/status/202?after=1.5"));
    CHECK(answer.begins("202"));
    CHECK(answer.after == 1500ms);
    CHECK(ask(get("/?after=-1")).begins("400"));
}

TEST_CASE("redirects count down") {
    CHECK(ask(get("/redirect/2")).has("Location: /redirect/1\r\n"));
    CHECK(ask(get("/redirect/0")).begins("200"));
}

TEST_CASE("headers are given back as JSON, whatever is in them") {
    const Answer answer = ask(get("/headers", "X-A: 1\r\nX-A: \"2\"\\\r\nX-B: \xff\r\n"));
    CHECK(answer.has("\"X-A\": \"1, \\\"2\\\"\\\\\""));
    CHECK(answer.has("\"X-B\": \"\xEF\xBF\xBD\""));  // U+FFFD
}

TEST_CASE("cookies are set, and those that come along are named") {
    const Answer answer = ask(get("/cookies", "Cookie: a=1; b=2\r\n"));
    CHECK(answer.has("Set-Cookie: flavour=oatmeal; Path=/\r\n"));
    CHECK(answer.text.ends_with("came along: a=1; b=2\n"));
}

TEST_CASE("the profile is for who has logged in") {
    CHECK(ask(get("/profile")).begins("401"));
    CHECK(ask(get("/profile", "Cookie: session=guest1\r\n")).begins("401"));
    const Answer answer = ask("POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n" +
                              get("/profile", "Cookie: x=1; session=guest1\r\n"));
    CHECK(answer.has("Set-Cookie: session=guest1; HttpOnly\r\n"));
    CHECK(answer.text.ends_with("the profile of guest1\n"));
}

TEST_CASE("what is not there is 404, what cannot be done 405") {
    CHECK(ask(get("/nowhere")).begins("404"));
    CHECK(ask(get("/dripping")).begins("404"));
    CHECK(ask(get("/delay")).begins("404"));
    const Answer answer = ask("PROPFIND / HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(answer.begins("405"));
    CHECK(answer.has("Allow: GET, HEAD, POST"));
    CHECK(ask(get("/")).has("/delay/{seconds}"));
}

TEST_CASE("requests in one packet are answered in their order") {
    const Answer answer =
        ask(get("/delay/1") + "\r\n" + get("/bytes/3") +
            "POST /delay/0.5 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello" +
            get("/status/418", "Connection: close\r\n") + get("/never"));
    CHECK(answer.after == 1500ms);
    CHECK(answer.closed);
    const auto first = answer.text.find("waited for 1 s"), second = answer.text.find("xxx"),
               third = answer.text.find("waited for 0.5 s"), fourth = answer.text.find(" 418 ");
    CHECK(first < second);
    CHECK(second < third);
    CHECK(third < fourth);
    CHECK(fourth != std::string::npos);
    CHECK_FALSE(answer.has("404"));
}

TEST_CASE("a request may come byte by byte") {
    beside_server([](http::LessonServer&) -> aio::Coroutine<> {
        Raw raw;
        co_await raw.connect();
        const std::string request =
            "POST /headers?a=b HTTP/1.1\r\nHost: a\r\nX-Y: z\r\nTransfer-Encoding: chunked\r\n\r\n"
            "3\r\nabc\r\n0\r\nTrailer: t\r\n\r\n";
        for (const char c : request) {
            co_await raw.send(std::string(1, c));
            co_await aio::sleep(100ms);
        }
        const std::string answer = co_await raw.receive();
        CHECK(answer.starts_with("HTTP/1.1 200"));
        CHECK(answer.find("\"X-Y\": \"z\"") != answer.npos);
        CHECK(answer.find("Trailer\"") == answer.npos);
    });
}

TEST_CASE("who asks first whether to send the body is told so") {
    beside_server([](http::LessonServer&) -> aio::Coroutine<> {
        Raw raw;
        co_await raw.connect();
        co_await raw.send(
            "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
        CHECK(co_await raw.receive(1s) == "HTTP/1.1 100 Continue\r\n\r\n");
        co_await raw.send("body");
        CHECK((co_await raw.receive(1s)).starts_with("HTTP/1.1 200 OK"));
    });
}

TEST_CASE("the whole URL may stand in the request line, as proxies are sent it") {
    CHECK(ask("GET http://a.test/status/202 HTTP/1.1\r\nHost: a.test\r\n\r\n").begins("202"));
    CHECK(ask("GET http://a.test HTTP/1.1\r\nHost: a.test\r\n\r\n").begins("200"));
}

TEST_CASE("HTTP/1.0 closes behind the answer, unless asked not to") {
    CHECK(ask("GET / HTTP/1.0\r\n\r\n").closed);
    const Answer kept = ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK_FALSE(kept.closed);
    CHECK(kept.has("Connection: keep-alive\r\n"));
}

TEST_CASE("an upgrade that was asked for is not taken up") {
    const Answer answer =
        ask(get("/", "Connection: upgrade\r\nUpgrade: websocket\r\n") + get("/status/418"));
    CHECK(answer.begins("200"));
    CHECK(answer.has("HTTP/1.1 418"));
}

TEST_CASE("what is not HTTP is refused, and the connection closed") {
    for (const char* request :
         {"hello\r\n\r\n", "\x16\x03\x01\x02\x01\x01", "GET / HTTP/1.1\r\nHost a\r\n\r\n",

          "GET / HTTP/1.1\r\nHost: a\r\nBad Name: 1\r\n\r\n", "GET /\r\n\r\n",
          "SSH-2.0-OpenSSH\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\nX: \x01\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: "
          "chunked\r\n\r\n0\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
          "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
          "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"}) {
        CAPTURE(std::string(request));
        const Answer answer = ask(request);
        CHECK_MESSAGE((answer.begins("400") || answer.begins("505")), answer.text);
        CHECK(answer.closed);
    }
    check_refused("GET / HTTP/9.9\r\nHost: a\r\n\r\n", "400");
    check_refused("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", "405");
    check_refused(get("/", "Expect: a miracle\r\n"), "417");
}

TEST_CASE("a good request is answered although a bad one follows it") {
    const Answer answer = ask(get("/status/202") + "nonsense\r\n\r\n");
    CHECK(answer.begins("202"));
    CHECK(answer.has("HTTP/1.1 400 Bad Request\r\n"));
    CHECK(answer.closed);
}

TEST_CASE("too long a path is 414, too long or too many headers 431, too long a body 413") {
    const http::ServerLimits limits;
    const auto letters = [](std::size_t n) { return std::string(n, 'a'); };
    CHECK(ask(get("/" + letters(limits.max_target - 1))).begins("404"));
    check_refused(get("/" + letters(limits.max_target)), "414");
    check_refused("GET /" + letters(1'000'000), "414");  // and the line never ends
    CHECK(ask(get("/", "X: " + letters(limits.max_field - 1) + "\r\n")).begins("200"));
    check_refused(get("/", "X: " + letters(limits.max_field) + "\r\n"), "431");
    check_refused("GET / HTTP/1.1\r\n" + letters(1'000'000), "431");
    std::string many;
    for (std::size_t i = 0; i < limits.max_headers - 1; ++i) many += "X: 1\r\n";
    CHECK(ask(get("/", many)).begins("200"));
    check_refused(get("/", many + "X: 1\r\n"), "431");
    check_refused("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n", "413");
    check_refused("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n" +
                      letters(1048577) + "\r\n0\r\n\r\n",
                  "413");
    std::string trailers = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
    for (std::size_t i = 0; i < limits.max_headers; ++i) trailers += "X: 1\r\n";
    check_refused(trailers, "431");
}

TEST_CASE("who stops in the middle of a request is answered 408 after 20 s, byte by byte too") {
    const Answer answer = ask("GET / HTTP/1.1\r\nHost:", 100s);
    CHECK(answer.begins("408"));
    CHECK(answer.closed);
    CHECK(answer.after >= 20s);
    CHECK(answer.after <= 22s);

    beside_server([](http::LessonServer& server) -> aio::Coroutine<> {
        Raw raw;
        co_await raw.connect();
        co_await raw.send("GET / HTTP/1.1\r\n");
        for (int i = 0; i < 19; ++i) {
            co_await raw.send("X: 1\r\n");
            co_await aio::sleep(1s);
        }
        CHECK(server.connections() == 1);
        const std::string text = co_await raw.receive(3s);
        CHECK(text.starts_with("HTTP/1.1 408 Request Timeout\r\n"));
    });
}

TEST_CASE("who says nothing is left after 75 s, without a word") {
    const Answer answer = ask("\r\n", 100s);
    CHECK(answer.text == "");
    CHECK(answer.closed);
    CHECK(answer.after >= 75s);
    CHECK(answer.after <= 77s);
    const Answer after_one = ask(get("/status/204"), 100s);
    CHECK(after_one.begins("204"));
    CHECK(after_one.closed);
    CHECK(after_one.after >= 75s);
}

TEST_CASE("who does not take the answer is left after 30 s") {
    beside_server([](http::LessonServer& server) -> aio::Coroutine<> {
        Raw raw;
        co_await raw.connect();
        co_await raw.send(get("/bytes/100000000"));
        co_await aio::sleep(29s);
        CHECK(server.connections() == 1);
        co_await aio::sleep(2s);
        CHECK(server.connections() == 0);
    });
}

TEST_CASE("who hangs up at any point is forgotten") {
    const std::string request = get("/delay/0.1") + get("/drip?every=0.1") + get("/stall");
    for (std::size_t n = 0; n <= request.size(); n += 7) {
        beside_server([&](http::LessonServer& server) -> aio::Coroutine<> {
            Raw raw;
            co_await raw.connect();
            co_await raw.send(request.substr(0, n));
            co_await aio::sleep(50ms);
            raw.hang_up();
            co_await aio::sleep(30s);
            CHECK(server.connections() == 0);
        });
    }
}

TEST_CASE("who only ends its own side is still answered") {
    beside_server([](http::LessonServer&) -> aio::Coroutine<> {
        Raw raw;
        co_await raw.connect();
        co_await raw.send(get("/delay/3"));
        raw.end_sending();
        CHECK((co_await raw.receive()).ends_with("waited for 3 s\n"));
        CHECK(raw.closed);
    });
}

TEST_CASE("one client more than the limit is turned away, and the others do not notice") {
    http::ServerOptions options;
    options.limits.max_connections = 3;
    beside_server(
        [](http::LessonServer& server) -> aio::Coroutine<> {
            std::vector<Raw> raws(4);
            for (Raw& raw : raws) co_await raw.connect();
            const std::string refused = co_await raws[3].receive();
            CHECK(refused.starts_with("HTTP/1.1 503 Service Unavailable\r\n"));
            CHECK(raws[3].closed);
            for (int i = 0; i < 3; ++i) {
                co_await raws[static_cast<std::size_t>(i)].send(get("/status/202"));
                CHECK((co_await raws[static_cast<std::size_t>(i)].receive(1s))
                          .starts_with("HTTP/1.1 202"));
            }
            raws[0].hang_up();
            co_await aio::sleep(1s);
            CHECK(server.connections() == 2);
            co_await raws[3].connect();
            co_await raws[3].send(get("/"));
            CHECK((co_await raws[3].receive(1s)).starts_with("HTTP/1.1 200"));
        },
        options);
}

TEST_CASE("every answer is told of, with what was asked") {
    std::vector<std::string> told;
    http::ServerOptions options;
    options.on_answer = [&](const http::Answered& a) {
        told.push_back(a.method + " " + a.target + " " + std::to_string(a.status));
    };
    ask(get("/status/404") + "x", 30s, options);
    REQUIRE(told.size() == 2);
    CHECK(told[0] == "GET /status/404 404");
    CHECK(told[1] == "?  400");
}

TEST_CASE("damaged requests do no damage") {
    std::mt19937 random(7);
    const std::string good =
        "POST /headers?a=b HTTP/1.1\r\nHost: a\r\nX-Y: z\r\nCookie: session=1\r\n"
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" +
        get("/delay/0.5") + get("/cookies");
    beside_server([&](http::LessonServer& server) -> aio::Coroutine<> {
        for (int i = 0; i < 300; ++i) {
            std::string bad = good;
            for (unsigned changes = random() % 5 + 1; changes > 0; --changes) {
                const std::size_t at = random() % bad.size();
                switch (random() % 3) {
                    case 0:
                        bad[at] = static_cast<char>(random());
                        break;
                    case 1:
                        bad.erase(at, random() % 20);
                        break;
                    default:
                        bad.insert(at, bad.substr(random() % bad.size(), 30));
                        break;
                }
            }
            Raw raw;
            co_await raw.connect();
            co_await raw.send(bad);
            const std::string text = co_await raw.receive(1s);
            CHECK((text.empty() || text.starts_with("HTTP/1.1 ")));
        }
        co_await aio::sleep(200s);
        CHECK(server.connections() == 0);
    });
}

TEST_CASE("the next port never accepts, and the one behind it takes half a second") {
    beside_server([](http::LessonServer& server) -> aio::Coroutine<> {
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
    beside_server([](http::LessonServer& server) -> aio::Coroutine<> {
        http::Session session({.timeout = {.total = {}, .sock_connect = 2s}});
        const auto begin = aio::this_loop().now();
        CHECK_THROWS_AS(co_await session.get(server.urls().never_accepts),
                        http::ConnectionTimeoutError);
        CHECK(aio::this_loop().now() - begin == 2s);
        co_await session.close();
    });
}

TEST_CASE("nobody is there any more once the server is closed") {
    const auto program = []() -> aio::Coroutine<> {
        http::Session session;
        std::optional<http::LessonServer> server;
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

TEST_CASE("a request that is cut off closes its connection at the server, too") {
    beside_server([](http::LessonServer& server) -> aio::Coroutine<> {
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
        http::LessonServer server;
        http::Session session({.timeout = {.connect = 300ms}, .base_url = server.urls().ready});
        auto response = co_await session.get("drip?pieces=3&every=0.01");
        CHECK(co_await response.text() == "piece 1\npiece 2\npiece 3\n");
        CHECK_THROWS_AS(co_await session.get(server.urls().never_accepts),
                        http::ConnectionTimeoutError);
        const auto begin = aio::this_loop().now();
        http::Session slow({.base_url = server.urls().slow_to_connect});
        auto first = co_await slow.get("status/200");
        CHECK(aio::this_loop().now() - begin >= 500ms);
        CHECK(aio::this_loop().now() - begin < 2s);
        co_await slow.close();
        co_await session.close();
        co_await server.close();
    };
    aio::run(program());
}

TEST_CASE("the server is gone with the loop, also if nobody closes it") {
    for (const aio::Clock clock : {aio::Clock::real, aio::Clock::simulated}) {
        const auto program = []() -> aio::Coroutine<> {
            http::LessonServer server;
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
    const auto urls = http::ServerUrls::from("http://user:x@[::1]:8080/a#b");
    CHECK(urls.ready == "http://[::1]:8080/a/");
    CHECK(urls.never_accepts == "http://[::1]:8081/a/");
    CHECK(http::ServerUrls::from("http://a.test").slow_to_connect == "http://a.test:82/");
    CHECK_THROWS_AS(http::ServerUrls::from("http://a.test:65535"), http::InvalidURL);
    CHECK_THROWS_AS(http::ServerUrls::from("nonsense"), http::InvalidURL);
}

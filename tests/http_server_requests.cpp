// What an http::Server must handle: requests in pieces and in batches, damaged ones, ones that are
// too long or too slow, and clients that go away.
#include <random>

#include "http_server.hpp"

namespace {

// The routes of this file's server.
void add_routes(http::Server& server) {
    server.route("/echo", [](http::Request& request, http::Reply reply) -> Coroutine<> {
        std::string text = request.method + " " + request.target + "\n";
        for (const auto& [name, value] : request.headers) text += name + ": " + value + "\n";
        co_await reply.send(200, text + request.body);
    });
    server.route("/wait/{seconds}", [](http::Request& request, http::Reply reply) -> Coroutine<> {
        co_await sleep(std::chrono::seconds(std::stoi(request.path_value("seconds"))));
        co_await reply.send(200, "waited " + request.path_value("seconds") + " s\n");
    });
    server.route("/pieces", [](http::Request&, http::Reply reply) -> Coroutine<> {
        co_await reply.begin(200);
        for (int i = 1; i <= 3; ++i) {
            co_await sleep(100ms);
            co_await reply.write("piece " + std::to_string(i) + "\n");
        }
    });
    server.route("/stall", [](http::Request&, http::Reply reply) -> Coroutine<> {
        co_await reply.begin(200, {}, 1000);
        co_await reply.wait_closed();
    });
    server.route("/bytes/{n}", [](http::Request& request, http::Reply reply) -> Coroutine<> {
        co_await reply.send(200, std::string(std::stoul(request.path_value("n")), 'x'));
    });
}

template <class Talk>
void beside_server(Talk talk, http::ServerOptions options = {}) {
    play_server(
        [&](http::Server& server) -> Coroutine<> {
            add_routes(server);
            co_await talk(server);
        },
        std::move(options));
}

RawAnswer ask(std::string request, duration patience = 5s, http::ServerOptions options = {}) {
    RawAnswer answer;
    beside_server(
        [&](http::Server& server) -> Coroutine<> {
            RawClient client = connect(server);
            answer = co_await exchange(client, request, patience);
        },
        std::move(options));
    return answer;
}

void check_refused(const std::string& request, const std::string& status) {
    CAPTURE(request.substr(0, 100));
    const RawAnswer answer = ask(request);
    CHECK_MESSAGE(answer.begins(status), answer.text);
    CHECK(answer.has("Connection: close\r\n"));
    CHECK(answer.closed);
}

}  // namespace

TEST_CASE("requests in one packet are answered in order") {
    const RawAnswer answer =
        ask(get("/wait/2") + "\r\n" + get("/bytes/3") +
            "POST /wait/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello" +
            get("/echo", "Connection: close\r\n") + get("/never"));
    CHECK(answer.after == 3s);
    CHECK(answer.closed);
    const auto first = answer.text.find("waited 2 s"), second = answer.text.find("xxx"),
               third = answer.text.find("waited 1 s"), fourth = answer.text.find("GET /echo");
    CHECK(first < second);
    CHECK(second < third);
    CHECK(third < fourth);
    CHECK(fourth != std::string::npos);
    CHECK_FALSE(answer.has("404"));
}

TEST_CASE("a request may come byte by byte") {
    beside_server([](http::Server& server) -> Coroutine<> {
        RawClient client = connect(server);
        const std::string request =
            "POST /echo?a=b HTTP/1.1\r\nHost: a\r\nX-Y: z\r\nTransfer-Encoding: chunked\r\n\r\n"
            "3\r\nabc\r\n0\r\nTrailer: t\r\n\r\n";
        for (const char c : request) {
            co_await client.send(std::string(1, c));
            co_await sleep(100ms);
        }
        const std::string answer = co_await client.receive();
        CHECK(
            answer.ends_with("\r\n\r\nPOST /echo?a=b\nHost: a\nX-Y: z\n"
                             "Transfer-Encoding: chunked\nabc"));
    });
}

TEST_CASE("a client that asks whether to send the body is told to") {
    beside_server([](http::Server& server) -> Coroutine<> {
        RawClient client = connect(server);
        co_await client.send(
            "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
        CHECK(co_await client.receive(1s) == "HTTP/1.1 100 Continue\r\n\r\n");
        co_await client.send("body");
        CHECK((co_await client.receive(1s)).ends_with("\nbody"));
    });
}

TEST_CASE("the request line may have the whole URL, the form sent to proxies") {
    const auto asked = [](const std::string& url) {
        return ask("GET " + url + " HTTP/1.1\r\nHost: a.test\r\n\r\n");
    };
    CHECK(asked("http://a.test/echo?a=b").has("\r\n\r\nGET /echo?a=b\n"));
    CHECK(asked("HTTP://a.test/echo").has("GET /echo\n"));
    CHECK(asked("http://a.test").begins("404"));  // that is "/"
    CHECK(asked("http://a.test?a=/b").begins("404"));
}

TEST_CASE("HTTP/1.0 closes after the answer, unless asked not to") {
    CHECK(ask("GET /echo HTTP/1.0\r\n\r\n").closed);
    const RawAnswer kept = ask("GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK_FALSE(kept.closed);
    CHECK(kept.has("Connection: keep-alive\r\n"));
}

TEST_CASE("a requested upgrade is not accepted") {
    const RawAnswer answer =
        ask(get("/echo", "Connection: upgrade\r\nUpgrade: websocket\r\n") + get("/bytes/3"));
    CHECK(answer.begins("200"));
    CHECK(answer.text.ends_with("\r\n\r\nxxx"));
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
        const RawAnswer answer = ask(request);
        CHECK_MESSAGE((answer.begins("400") || answer.begins("505")), answer.text);
        CHECK(answer.closed);
    }
    check_refused("GET / HTTP/9.9\r\nHost: a\r\n\r\n", "400");
    check_refused("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", "405");
    check_refused(get("/", "Expect: a miracle\r\n"), "417");
}

TEST_CASE("a good request is answered although a bad one follows it") {
    const RawAnswer answer = ask(get("/bytes/3") + "nonsense\r\n\r\n");
    CHECK(answer.begins("200"));
    CHECK(answer.has("xxxHTTP/1.1 400 Bad Request\r\n"));
    CHECK(answer.closed);
}

TEST_CASE("too long a path is 414, too long or too many headers 431, too long a body 413") {
    const http::ServerLimits limits;
    const auto letters = [](std::size_t n) { return std::string(n, 'a'); };
    CHECK(ask(get("/" + letters(limits.max_target - 1))).begins("404"));
    check_refused(get("/" + letters(limits.max_target)), "414");
    check_refused("GET /" + letters(1'000'000), "414");  // and the line never ends
    CHECK(ask(get("/echo", "X: " + letters(limits.max_field - 1) + "\r\n")).begins("200"));
    check_refused(get("/echo", "X: " + letters(limits.max_field) + "\r\n"), "431");
    check_refused("GET /echo HTTP/1.1\r\n" + letters(1'000'000), "431");
    std::string many;
    for (std::size_t i = 0; i < limits.max_headers - 1; ++i) many += "X: 1\r\n";
    CHECK(ask(get("/echo", many)).begins("200"));
    check_refused(get("/echo", many + "X: 1\r\n"), "431");
    const std::string post = "POST /echo HTTP/1.1\r\nHost: a\r\n";
    check_refused(post + "Content-Length: 1048577\r\n\r\n", "413");
    check_refused(
        post + "Transfer-Encoding: chunked\r\n\r\n100001\r\n" + letters(1048577) + "\r\n0\r\n\r\n",
        "413");
    CHECK(ask(post + "Content-Length: 1048576\r\n\r\n" + letters(1048576)).begins("200"));
    std::string trailers = post + "Transfer-Encoding: chunked\r\n\r\n0\r\n";
    for (std::size_t i = 0; i < limits.max_headers; ++i) trailers += "X: 1\r\n";
    check_refused(trailers, "431");
}

TEST_CASE("a client that stops in a request gets 408 after 20 s, even if it sends byte by byte") {
    const RawAnswer answer = ask("GET / HTTP/1.1\r\nHost:", 100s);
    CHECK(answer.begins("408"));
    CHECK(answer.closed);
    CHECK(answer.after >= 20s);
    CHECK(answer.after <= 22s);

    beside_server([](http::Server& server) -> Coroutine<> {
        RawClient client = connect(server);
        co_await client.send("GET / HTTP/1.1\r\n");
        for (int i = 0; i < 19; ++i) {
            co_await client.send("X: 1\r\n");
            co_await sleep(1s);
        }
        CHECK(server.connections() == 1);
        const std::string text = co_await client.receive(3s);
        CHECK(text.starts_with("HTTP/1.1 408 Request Timeout\r\n"));
    });
}

TEST_CASE("a client that sends nothing is disconnected after 75 s, without an answer") {
    const RawAnswer answer = ask("\r\n", 100s);
    CHECK(answer.text == "");
    CHECK(answer.closed);
    CHECK(answer.after >= 75s);
    CHECK(answer.after <= 77s);
    const RawAnswer after_one = ask(get("/bytes/3"), 100s);
    CHECK(after_one.begins("200"));
    CHECK(after_one.closed);
    CHECK(after_one.after >= 75s);
}

TEST_CASE("a client that does not take the answer is disconnected after 30 s") {
    beside_server([](http::Server& server) -> Coroutine<> {
        RawClient client = connect(server);
        co_await client.send(get("/bytes/100000000"));
        co_await sleep(29s);
        CHECK(server.connections() == 1);
        co_await sleep(2s);
        CHECK(server.connections() == 0);
    });
}

TEST_CASE("a client may take a long answer slowly, if it keeps taking some") {
    beside_server([](http::Server& server) -> Coroutine<> {
        RawClient client = connect(server);
        co_await client.send(get("/bytes/3000000"));
        const auto begin = this_loop().now();
        std::size_t size = 0;
        while (size < 3'000'000) {
            co_await sleep(3s);  // a socket has room again only when most of it is empty
            const std::size_t some = co_await client.receive_some();
            REQUIRE(some > 0);
            size += some;
        }
        CHECK(this_loop().now() - begin > 100s);
    });
}

TEST_CASE("a client that hangs up at any point is forgotten") {
    const std::string request = get("/wait/1") + get("/pieces") + get("/stall");
    for (std::size_t n = 0; n <= request.size(); n += 7) {
        beside_server([&](http::Server& server) -> Coroutine<> {
            RawClient client = connect(server);
            co_await client.send(request.substr(0, n));
            co_await sleep(50ms);
            client.hang_up();
            co_await sleep(30s);
            CHECK(server.connections() == 0);
        });
    }
}

TEST_CASE("a client that closes only its own side is still answered") {
    beside_server([](http::Server& server) -> Coroutine<> {
        RawClient client = connect(server);
        co_await client.send(get("/wait/3"));
        client.end_sending();
        CHECK((co_await client.receive()).ends_with("waited 3 s\n"));
        CHECK(client.closed);
    });
}

TEST_CASE("one client above the limit is turned away, and the others do not notice") {
    beside_server(
        [](http::Server& server) -> Coroutine<> {
            std::vector<RawClient> clients;
            for (int i = 0; i < 4; ++i) clients.push_back(connect(server));
            const std::string refused = co_await clients[3].receive();
            CHECK(refused.starts_with("HTTP/1.1 503 Service Unavailable\r\n"));
            CHECK(clients[3].closed);
            for (std::size_t i = 0; i < 3; ++i)
                CHECK((co_await exchange(clients[i], get("/bytes/3"), 1s)).begins("200"));
            clients[0].hang_up();
            co_await sleep(1s);
            CHECK(server.connections() == 2);
            RawClient next = connect(server);
            CHECK((co_await exchange(next, get("/bytes/3"), 1s)).begins("200"));
        },
        {.limits = {.max_connections = 3}});
}

TEST_CASE("damaged requests do no damage") {
    std::mt19937 random(7);
    const std::string good =
        "POST /echo?a=b HTTP/1.1\r\nHost: a\r\nX-Y: z\r\nCookie: session=1\r\n"
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" +
        get("/wait/1") + get("/echo");
    beside_server([&](http::Server& server) -> Coroutine<> {
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
            RawClient client = connect(server);
            co_await client.send(bad);
            const std::string text = co_await client.receive(1s);
            CHECK((text.empty() || text.starts_with("HTTP/1.1 ")));
        }
        take_reports();  // a handler may be given something other than a number
        co_await sleep(200s);
        CHECK(server.connections() == 0);
    });
}

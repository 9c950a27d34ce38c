// The session against other people's servers: nginx, aiohttp's own server, and Node's; and the
// lesson server under wrk. They do not share our reading of HTTP.
#include <set>

// First, because http_origin.hpp makes all names of aio visible, and both have an Outcome.
#include "peers.hpp"

#include "http_origin.hpp"

using namespace peers;  // NOLINT

namespace {

// By pointer, not by type: as templates the tests took three times as long to compile.
struct Server {
    const char* name;
    Peer& (*peer)();
};
constexpr Server nginx{Nginx::name, Nginx::peer}, aiohttp{Aiohttp::name, Aiohttp::peer},
    node{Node::name, Node::peer};

/// CI must have all of the programs. Elsewhere the test is reported to ctest as skipped, with the
/// reason.
const bool all_peers_are_here = [] {
    if (std::getenv("CI")) return true;
    try {
        installed("nginx", "nginx");
        installed("node", "nodejs");
        installed("wrk", "wrk");
    } catch (const std::exception& missing) {
        std::fprintf(stderr, "http_peers is skipped: %s\n", missing.what());
        std::exit(77);
    }
    return true;
}();

constexpr std::size_t mib = 1024 * 1024;

/// Runs body(session), then closes it and checks what is left.
template <class Body>
void in_a_session(http::SessionOptions options, Body body) {
    play_in_real_time([&]() -> Coroutine<> {
        Session session(std::move(options));
        const Fate fate = co_await fate_of(body(session));
        CHECK_MESSAGE(fate.good(), "the body failed: ", fate.text());
        CHECK(session.pool().in_use == 0);
        co_await session.close();
        for (int turn = 0; turn < 10; ++turn) co_await sleep(0s);
        const std::string left = format_waiting();
        CHECK_MESSAGE(all_tasks().size() == 1, "tasks are left:\n", left);
    });
}

/// The body is the pattern, of this size.
void check_pattern(const std::string& body, std::size_t size) {
    Pattern pattern;
    CHECK(pattern.goes_on_with(body));
    CHECK(pattern.size() == size);
}

/// What the process holds in memory now.
std::size_t resident_memory() {
    std::size_t all = 0, resident = 0;
    std::ifstream("/proc/self/statm") >> all >> resident;
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}
/// Under AddressSanitizer freed memory is held back for a while, and every byte has a shadow: there
/// the resident size means nothing.
constexpr bool memory_shows = !NINE_SANITIZED;

Coroutine<> check_hello(Session& session, const std::string& url) {
    const std::string text = co_await get_text(session, url);
    CHECK(text == "hello\n");
}

}  // namespace

TEST_CASE("ten requests share a connection") {
    for (const Server& server : {nginx, aiohttp, node}) {
        CAPTURE(server.name);
        in_a_session({}, [&](Session& session) -> Coroutine<> {
            for (int i = 0; i < 10; ++i) co_await check_hello(session, server.peer().url("/hello"));
            CHECK(session.pool().opened == 1);
            CHECK(session.pool().reused == 9);
            CHECK(session.pool().idle == 1);
        });
    }
}

TEST_CASE("a server that says close gets a new connection") {
    for (const Server& server : {aiohttp, node}) {
        CAPTURE(server.name);
        in_a_session({}, [&](Session& session) -> Coroutine<> {
            for (int i = 0; i < 3; ++i) {
                co_await check_hello(session, server.peer().url("/last"));
                CHECK(session.pool().idle == 0);
            }
            CHECK(session.pool().opened == 3);
        });
    }
}

TEST_CASE("nginx ends a connection after the fourth answer") {
    in_a_session({}, [](Session& session) -> Coroutine<> {
        for (int i = 0; i < 10; ++i) co_await check_hello(session, Nginx::peer().url("/four"));
        CHECK(session.pool().opened == 3);
    });
}

TEST_CASE("nginx closes an idle connection, and the session sees it") {
    in_a_session({}, [](Session& session) -> Coroutine<> {
        co_await check_hello(session, Nginx::peer().url("/impatient"));
        CHECK(session.pool().idle == 1);
        const bool gone = co_await soon([&] { return session.pool().idle == 0; });
        CHECK(gone);
        co_await check_hello(session, Nginx::peer().url("/impatient"));
        CHECK(session.pool().opened == 2);
    });
}

TEST_CASE("requests that race with nginx's closing of idle connections succeed") {
    in_a_session({}, [](Session& session) -> Coroutine<> {
        for (int i = 0; i < 10; ++i) {
            co_await check_hello(session, Nginx::peer().url("/impatient"));
            co_await sleep(95ms + 1ms * i);
        }
    });
}

TEST_CASE("a MiB of known length arrives whole") {
    for (const Server& server : {nginx, aiohttp, node}) {
        CAPTURE(server.name);
        in_a_session({}, [&](Session& session) -> Coroutine<> {
            for (int i = 0; i < 2; ++i) {
                auto response = co_await session.get(server.peer().url("/bytes/1048576"));
                CHECK(response.headers().get("Content-Length") == "1048576");
                check_pattern(co_await response.read(), mib);
            }
            CHECK(session.pool().opened == 1);
        });
    }
}

TEST_CASE("a MiB in chunks arrives whole") {
    for (const Server& server : {nginx, aiohttp, node}) {
        CAPTURE(server.name);
        in_a_session({}, [&](Session& session) -> Coroutine<> {
            for (int i = 0; i < 2; ++i) {
                auto response = co_await session.get(server.peer().url("/chunked/1048576"));
                CHECK(response.headers().get("Transfer-Encoding") == "chunked");
                CHECK(!response.headers().contains("Content-Length"));
                check_pattern(co_await response.read(), mib);
            }
            CHECK(session.pool().opened == 1);
        });
    }
}

TEST_CASE("a MiB in gzip is unpacked") {
    for (const Server& server : {nginx, aiohttp, node}) {
        CAPTURE(server.name);
        in_a_session({}, [&](Session& session) -> Coroutine<> {
            for (int i = 0; i < 2; ++i) {
                auto response = co_await session.get(server.peer().url("/gzip/1048576"),
                                                     {.headers = {{"Accept-Encoding", "gzip"}}});
                CHECK(response.headers().get("Content-Encoding") == "gzip");
                check_pattern(co_await response.read(), mib);
            }
            CHECK(session.pool().opened == 1);
        });
    }
}

TEST_CASE("aiohttp packs with a coding that the session offers by default") {
    in_a_session({}, [](Session& session) -> Coroutine<> {
        auto response = co_await session.get(Aiohttp::peer().url("/gzip/1048576"));
        CHECK(response.headers().contains("Content-Encoding"));
        check_pattern(co_await response.read(), mib);
    });
}

TEST_CASE("a body may end when nginx closes") {
    in_a_session({}, [](Session& session) -> Coroutine<> {
        auto response = co_await session.get(Nginx::peer().url("/until_closed/1048576"));
        CHECK(!response.headers().contains("Transfer-Encoding"));
        CHECK(!response.headers().contains("Content-Length"));
        check_pattern(co_await response.read(), mib);
        CHECK(session.pool().idle == 0);
    });
}

TEST_CASE("100 MiB stream through a small part of the memory") {
    for (const Server& server : {nginx, aiohttp, node}) {
        CAPTURE(server.name);
        in_a_session({}, [&](Session& session) -> Coroutine<> {
            auto response = co_await session.get(server.peer().url("/bytes/104857600"));
            co_await sleep(200ms);  // the server must not run ahead of the reader
            const std::size_t before = resident_memory();
            std::size_t most = before;
            Pattern pattern;
            bool right = true;
            for (std::string some; !(some = co_await response.read_some()).empty();) {
                right = right && pattern.goes_on_with(some);
                most = std::max(most, resident_memory());
            }
            CHECK(right);
            CHECK(pattern.size() == 100 * mib);
            const std::size_t more = most - before;
            if (memory_shows) CHECK_MESSAGE(more < 16 * mib, "bytes: ", more);
            CHECK(session.pool().idle == 1);
        });
    }
}

TEST_CASE("leaving a body in the middle closes the connection") {
    for (const Server& server : {nginx, aiohttp, node}) {
        CAPTURE(server.name);
        in_a_session({.limit = 1}, [&](Session& session) -> Coroutine<> {
            for (int i = 0; i < 3; ++i) {
                auto response = co_await session.get(server.peer().url("/bytes/104857600"));
                const std::string some = co_await response.read_some(1000);
                CHECK(Pattern().goes_on_with(some));
            }
            CHECK(session.pool().opened == 3);
            co_await check_hello(session, server.peer().url("/hello"));
        });
    }
}

TEST_CASE("an answer to HEAD has a length and no body") {
    for (const Server& server : {nginx, aiohttp}) {
        CAPTURE(server.name);
        in_a_session({}, [&](Session& session) -> Coroutine<> {
            for (int i = 0; i < 3; ++i) {
                auto response = co_await session.head(server.peer().url("/bytes/1048576"));
                CHECK(response.status() == 200);
                CHECK(response.headers().get("Content-Length") == "1048576");
                const std::string body = co_await response.read();
                CHECK(body.empty());
            }
            co_await check_hello(session, server.peer().url("/hello"));
            CHECK(session.pool().opened == 1);
        });
    }
}

TEST_CASE("Node's answer to HEAD may announce chunks, and has none") {
    in_a_session({}, [](Session& session) -> Coroutine<> {
        auto response = co_await session.head(Node::peer().url("/chunked/1048576"));
        const std::string body = co_await response.read();
        CHECK(body.empty());
        co_await check_hello(session, Node::peer().url("/hello"));
        CHECK(session.pool().opened == 1);
    });
}

TEST_CASE("204 has no body, and the connection goes on") {
    for (const Server& server : {nginx, aiohttp, node}) {
        CAPTURE(server.name);
        in_a_session({}, [&](Session& session) -> Coroutine<> {
            for (int i = 0; i < 3; ++i) {
                auto response = co_await session.get(server.peer().url("/nothing"));
                CHECK(response.status() == 204);
                const std::string body = co_await response.read();
                CHECK(body.empty());
            }
            co_await check_hello(session, server.peer().url("/hello"));
            CHECK(session.pool().opened == 1);
        });
    }
}

TEST_CASE("304 has no body, and the connection goes on") {
    for (const Server& server : {aiohttp, node}) {
        CAPTURE(server.name);
        in_a_session({}, [&](Session& session) -> Coroutine<> {
            for (int i = 0; i < 3; ++i) {
                auto response = co_await session.get(server.peer().url("/unchanged"));
                CHECK(response.status() == 304);
                const std::string body = co_await response.read();
                CHECK(body.empty());
            }
            co_await check_hello(session, server.peer().url("/hello"));
            CHECK(session.pool().opened == 1);
        });
    }
}

TEST_CASE("nginx sends 304 to a client that has the file") {
    in_a_session({}, [](Session& session) -> Coroutine<> {
        const std::string url = Nginx::peer().url("/bytes/1048576");
        auto first = co_await session.get(url);
        co_await first.read();
        auto second = co_await session.get(
            url, {.headers = {{"If-None-Match", *first.headers().get("ETag")}}});
        CHECK(second.status() == 304);
        const std::string body = co_await second.read();
        CHECK(body.empty());
        co_await check_hello(session, Nginx::peer().url("/hello"));
        CHECK(session.pool().opened == 1);
    });
}

TEST_CASE("5 MiB posted come back") {
    for (const Server& server : {aiohttp, node}) {
        CAPTURE(server.name);
        in_a_session({}, [&](Session& session) -> Coroutine<> {
            const std::string data = Pattern::of(5 * mib);
            for (int i = 0; i < 2; ++i) {
                auto response = co_await session.post(server.peer().url("/echo"), {.data = data});
                const std::string body = co_await response.read();
                CHECK(body.size() == data.size());
                CHECK((body == data));
            }
            CHECK(session.pool().opened == 1);
        });
    }
}

TEST_CASE("5 MiB made while they are sent come back") {
    for (const Server& server : {aiohttp, node}) {
        CAPTURE(server.name);
        in_a_session({}, [&](Session& session) -> Coroutine<> {
            const std::string data = Pattern::of(5 * mib);
            std::size_t sent = 0;
            const http::BodyStream stream = [&]() -> Coroutine<std::optional<std::string>> {
                if (sent == data.size()) co_return std::nullopt;
                co_await sleep(0s);
                const std::string piece = data.substr(sent, 100'000);
                sent += piece.size();
                co_return piece;
            };
            auto response = co_await session.post(server.peer().url("/echo"), {.stream = stream});
            const std::string body = co_await response.read();
            CHECK(body.size() == data.size());
            CHECK((body == data));
            CHECK(session.pool().idle == 1);
        });
    }
}

TEST_CASE("a request that asks before sending is told to go on") {
    for (const Server& server : {aiohttp, node}) {
        CAPTURE(server.name);
        in_a_session({}, [&](Session& session) -> Coroutine<> {
            auto response = co_await session.post(server.peer().url("/echo"),
                                                  {.data = "after 100", .expect100 = true});
            const std::string body = co_await response.read();
            CHECK(body == "after 100");
            CHECK(session.pool().idle == 1);
        });
    }
}

TEST_CASE("nginx keeps 5 MiB, and gives them back") {
    in_a_session({}, [](Session& session) -> Coroutine<> {
        const std::string data = Pattern::of(5 * mib), url = Nginx::peer().url("/kept/file");
        for (const bool ask_before : {false, true}) {
            auto kept = co_await session.put(url, {.data = data, .expect100 = ask_before});
            CHECK((kept.status() == 201 || kept.status() == 204));
            co_await kept.read();
            auto response = co_await session.get(url);
            check_pattern(co_await response.read(), data.size());
        }
        CHECK(session.pool().opened == 1);
    });
}

TEST_CASE("nginx refuses 5 MiB before it has them, and says so") {
    in_a_session({}, [](Session& session) -> Coroutine<> {
        for (int i = 0; i < 5; ++i) {
            auto response =
                co_await session.post(Nginx::peer().url("/hello"), {.data = Pattern::of(5 * mib)});
            CHECK(response.status() == 413);
            const std::string text = co_await response.text();
            CHECK(contains(text, "413 Request Entity Too Large"));
        }
        co_await check_hello(session, Nginx::peer().url("/hello"));
    });
}

TEST_CASE("Python's http.server speaks HTTP/1.0: one request per connection") {
    const Peer old = Peer::of_script({"/usr/bin/python3"}, "http_1_0.py");
    in_a_session({}, [&](Session& session) -> Coroutine<> {
        co_await check_hello(session, old.url("/sized"));
        co_await check_hello(session, old.url("/until_closed"));
        co_await check_hello(session, old.url("/sized"));
        CHECK(session.pool().opened == 3);
        CHECK(session.pool().idle == 0);
    });
}

TEST_CASE("Node's hints before the answer and fields after it are not part of the body") {
    in_a_session({}, [](Session& session) -> Coroutine<> {
        for (const char* target : {"/hints", "/trailers", "/hints", "/trailers"})
            co_await check_hello(session, Node::peer().url(target));
        CHECK(session.pool().opened == 1);
    });
}

TEST_CASE("nginx's and aiohttp's redirects are followed, with the cookie") {
    http::SessionOptions options;
    options.cookie_jar = std::make_shared<http::CookieJar>(http::CookieJarOptions{.unsafe = true});
    in_a_session(options, [](Session& session) -> Coroutine<> {
        co_await check_hello(session, Nginx::peer().url("/away"));
        auto response = co_await session.get(Aiohttp::peer().url("/login"));
        const std::string user = co_await response.text();
        CHECK(user == "Ada");
        CHECK(response.history().size() == 1);
    });
}

TEST_CASE("200 requests at once, with limit 10, share ten connections") {
    for (const Server& server : {nginx, aiohttp, node}) {
        CAPTURE(server.name);
        in_a_session({.limit = 10}, [&](Session& session) -> Coroutine<> {
            std::vector<Coroutine<std::string>> requests;
            for (int i = 0; i < 200; ++i)
                requests.push_back(get_text(session, server.peer().url("/connection")));
            const std::vector<std::string> numbers = co_await gather(std::move(requests));
            CHECK(std::set(numbers.begin(), numbers.end()).size() == 10);
            CHECK(session.pool().opened == 10);
            CHECK(session.pool().reused == 190);
        });
    }
}

TEST_CASE("TLS with a certificate of the given authority") {
    for (const Server& server : {nginx, aiohttp, node}) {
        CAPTURE(server.name);
        in_a_session(
            {.tls = {.ca_file = certificates_of_authority()}},
            [&](Session& session) -> Coroutine<> {
                for (int i = 0; i < 3; ++i)
                    co_await check_hello(session, server.peer().tls_url("/hello"));
                for (const char* target : {"/bytes/1048576", "/chunked/1048576", "/gzip/1048576"}) {
                    auto response = co_await session.get(server.peer().tls_url(target));
                    check_pattern(co_await response.read(), mib);
                }
                CHECK(session.pool().opened == 1);
            });
    }
}

TEST_CASE("5 MiB posted over TLS come back") {
    for (const Server& server : {aiohttp, node}) {
        CAPTURE(server.name);
        in_a_session({.tls = {.ca_file = certificates_of_authority()}},
                     [&](Session& session) -> Coroutine<> {
                         auto response = co_await session.post(server.peer().tls_url("/echo"),
                                                               {.data = Pattern::of(5 * mib)});
                         check_pattern(co_await response.read(), 5 * mib);
                         CHECK(session.pool().idle == 1);
                     });
    }
}

TEST_CASE("a certificate of an unknown authority is refused") {
    for (const Server& server : {nginx, aiohttp, node}) {
        CAPTURE(server.name);
        in_a_session({}, [&](Session& session) -> Coroutine<> {
            const Fate fate = co_await fate_of(session.get(server.peer().tls_url("/hello")));
            CHECK(fate.is<http::ClientConnectorCertificateError>());
            CHECK_MESSAGE(fate.contains("unable to get local issuer certificate"), fate.text());
        });
        in_a_session({.tls = {.verify = false}}, [&](Session& session) -> Coroutine<> {
            co_await check_hello(session, server.peer().tls_url("/hello"));
        });
    }
}

TEST_CASE("a certificate is valid only for its name") {
    http::SessionOptions options;
    options.tls.ca_file = certificates_of_authority();
    options.resolver = [](std::string) -> Coroutine<std::vector<http::Address>> {
        co_return std::vector<http::Address>{{.ip = "127.0.0.1"}};
    };
    in_a_session(options, [](Session& session) -> Coroutine<> {
        const std::string port = std::to_string(Nginx::peer().tls_port);
        co_await check_hello(session, "https://localhost:" + port + "/hello");
        const Fate fate = co_await fate_of(session.get("https://other.test:" + port + "/hello"));
        CHECK(fate.is<http::ClientConnectorCertificateError>());
        CHECK_MESSAGE(fate.contains("hostname mismatch"), fate.text());
    });
}

TEST_CASE("TLS to a port that does not speak it fails in one line") {
    for (const Server& server : {nginx, aiohttp, node}) {
        CAPTURE(server.name);
        in_a_session({}, [&](Session& session) -> Coroutine<> {
            const Fate fate =
                co_await fate_of(session.get("https" + server.peer().url("/hello").substr(4)));
            CHECK(fate.is<http::ClientConnectorSSLError>());
            CHECK(count_lines(fate.text()) == 0);
        });
    }
}

TEST_CASE("a server that is killed in the middle of a body") {
    Peer node = Node::start();
    in_a_session({}, [&](Session& session) -> Coroutine<> {
        auto response = co_await session.get(node.url("/bytes/104857600"));
        co_await response.read_some();
        node.stop(SIGKILL);
        const Fate fate = co_await fate_of(response.read());
        CHECK(fate.is<http::ClientPayloadError>());
        CHECK_MESSAGE(fate.contains("the body was cut short"), fate.text());
        const Fate next = co_await fate_of(session.get(node.url("/hello")));
        CHECK(next.is<http::ClientConnectorError>());
    });
}

TEST_CASE(
    "the lesson server answers everything wrk asks in two seconds, and in one without keep-alive") {
    const std::string wrk = installed("wrk", "wrk");
    Background server({lesson_program("lesson_server"), "--port", "0"});
    const std::string url = server.said("lesson server: ") + "bytes/1000";
    for (const std::vector<std::string>& how :
         {std::vector<std::string>{"-d2s"},
          std::vector<std::string>{"-d1s", "-H", "Connection: close"}}) {
        std::vector<std::string> command{wrk, "-t1", "-c64", url};
        command.insert(command.end(), how.begin(), how.end());
        const auto run = run_program(command);
        CHECK(run.status == 0);
        CHECK_MESSAGE(contains(run.out, " requests in "), run.out, run.err);
        CHECK_MESSAGE(!contains(run.out, "\n  0 requests in "), run.out);
        // wrk has a line for these only if there were any.
        CHECK_MESSAGE(!contains(run.out, "Socket errors"), run.out);
        CHECK_MESSAGE(!contains(run.out, "Non-2xx"), run.out);
    }
    CHECK(server.is_running());
}

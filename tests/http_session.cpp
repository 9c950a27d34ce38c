// The session: its base URL and headers, its end. Cases S01 to S04 of
// conformance/http.md; the even ones are reconstructed from http-semantics.md.
#include <http/server.hpp>

#include "http_origin.hpp"

namespace {

/// What a session with this base turns a URL into.
std::string requested(const std::string& base, const std::string& url) {
    std::string text;
    with_origin(
        answering(ok), {.base_url = base}, [&](Origin& origin, Session& session) -> Coroutine<> {
            const Fate fate = co_await fate_of([&]() -> Coroutine<> {
                auto response = co_await session.get(url);
                text = response.url().to_string();
            }());
            if (!fate.good())
                text =
                    fate.is<http::InvalidUrlClientError>() ? "InvalidUrlClientError" : fate.text();
            CHECK(origin.conns == (fate.good() ? 1 : 0));
        });
    return text;
}

}  // namespace

TEST_CASE("S01 relative URLs are joined to base_url") {
    const std::string none, root = "http://a.test", folder = "http://a.test/t1/";
    CHECK(requested(none, "http://a.test/t") == "http://a.test/t");
    CHECK(requested(none, "/t") == "InvalidUrlClientError");
    CHECK(requested(root, "/t") == "http://a.test/t");
    CHECK(requested(root, "t2") == "http://a.test/t2");
    CHECK(requested(folder, "/t") == "http://a.test/t");
    CHECK(requested(folder, "t2") == "http://a.test/t1/t2");
    CHECK(requested(folder, "/t2") == "http://a.test/t2");
    CHECK(requested(folder, "t2?q=f#b") == "http://a.test/t1/t2?q=f");
    CHECK(requested(folder, "http://b.test/x") == "http://b.test/x");
    CHECK_THROWS_AS(Session({.base_url = "http://a.test/test"}), std::invalid_argument);
    CHECK_THROWS_AS(Session({.base_url = "/test/"}), std::invalid_argument);
    CHECK_THROWS_AS(Session({.limit = -1}), std::invalid_argument);
}

TEST_CASE("S02 a request's headers win over the session's, by name") {
    with_origin(answering(ok),
                {.headers = {{"X-A", "session"}, {"X-B", "session"}, {"User-Agent", "mine"}}},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    co_await status_of(
                        session.get(origin.url(), {.headers = {{"x-a", "1"}, {"x-a", "2"}}}));
                    const Headers& headers = origin.requests[0].headers;
                    CHECK(headers.get_all("X-A") == std::vector<std::string_view>{"1", "2"});
                    CHECK(headers.get("X-B") == "session");
                    CHECK(headers.get_all("User-Agent") == std::vector<std::string_view>{"mine"});
                    co_await status_of(session.get(origin.url()));
                    CHECK(origin.requests[1].header("X-A") == "session");
                    co_await status_of(
                        session.get(origin.url(), {.headers = {{"Host", "elsewhere.test"}}}));
                    CHECK(origin.requests[2].head.starts_with(
                        "GET / HTTP/1.1\r\nHost: elsewhere.test\r\n"));
                    CHECK(origin.requests[2].headers.get_all("Host").size() == 1);
                });
}

TEST_CASE("S03 a closed session makes no requests") {
    with_origin(answering(ok), {}, [](Origin& origin, Session& session) -> Coroutine<> {
        co_await get_text(session, origin.url());
        auto kept = co_await session.get(origin.url());
        co_await session.close();
        co_await session.close();
        CHECK(session.closed());
        const Fate fate = co_await fate_of(session.get(origin.url()));
        CHECK(fate.is<RuntimeError>());
        CHECK(fate.contains("the session is closed"));
        const std::string text = co_await kept.text();  // it had come
        CHECK(text == "ok");
    });
}

TEST_CASE("S03 a detached session lets its responses finish") {
    const Script slowly = [](Wire& wire, Request&) -> Coroutine<> {
        co_await wire.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha");
        co_await sleep(100ms);
        co_await wire.send("lf");
    };
    with_origin(slowly, {}, [](Origin& origin, Session&) -> Coroutine<> {
        std::optional<Session> session(std::in_place);
        auto response = co_await session->get(origin.url());
        session->detach();
        CHECK(session->closed());
        const Fate fate = co_await fate_of(session->get(origin.url()));
        CHECK(fate.is<RuntimeError>());
        session.reset();
        const std::string text = co_await response.text();
        CHECK(text == "half");
        response.release();
        const bool closed = co_await soon([&] { return origin.open == 0; });
        CHECK(closed);
    });
}

TEST_CASE("S04 a session destroyed without close() is reported, and closes what it has") {
    const NothingLeft nothing_left;
    std::vector<Report> reports;
    run(
        []() -> Coroutine<> {
            Origin origin({.script = answering(ok)});
            {
                Session session;
                co_await get_text(session, origin.url());
            }
            const bool closed = co_await soon([&] { return origin.open == 0; });
            CHECK(closed);
            co_await origin.close();
        }(),
        {.on_report = [&](const Report& report) { reports.push_back(report); }});
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].kind == ReportKind::unclosed);
    CHECK(reports[0].text.starts_with("Unclosed client session"));
}

TEST_CASE("a session destroyed before its request has begun") {
    const NothingLeft nothing_left;
    run(
        []() -> Coroutine<> {
            Origin origin({.script = answering(ok)});
            std::optional<Session> session(std::in_place);
            auto waiting = create_task(fate_of(session->get(origin.url())));
            session.reset();
            const Fate fate = co_await waiting;
            CHECK(fate.is<RuntimeError>());
            co_await origin.close();
        }(),
        {.on_report = [](const Report&) {}});
}

TEST_CASE("J13 cookies come back in one header, by name, without attributes") {
    const std::string sets =
        answer("200 OK",
               "Set-Cookie: z=1\r\nSet-Cookie: a=2; HttpOnly; SameSite=Lax; Max-Age=60\r\n"
               "Set-Cookie: bad,name=3\r\nSet-Cookie: g{1}=4\r\n",
               "");
    with_origin(answering(sets), {}, [](Origin& origin, Session& session) -> Coroutine<> {
        for (int i = 0; i < 2; ++i) co_await status_of(session.get("http://a.test/"));
        CHECK(origin.requests[0].header("Cookie") == "(none)");
        CHECK(origin.requests[1].headers.get_all("Cookie") ==
              std::vector<std::string_view>{"a=2; g{1}=4; z=1"});
    });
}

TEST_CASE("J14 a request's cookies override the jar's, and both override a Cookie header") {
    with_origin(
        answering(ok), {.headers = {{"Cookie", "from=session; a=session"}}},
        [](Origin& origin, Session& session) -> Coroutine<> {
            session.cookie_jar().update_cookies_from_headers({"a=jar"},
                                                             http::Url("http://a.test/"));
            session.cookie_jar().update_cookies_from_headers({"b=jar"},
                                                             http::Url("http://a.test/"));
            co_await status_of(session.get("http://a.test/", {.cookies = {{"b", "request"}}}));
            CHECK(origin.requests[0].header("Cookie") == "a=jar; b=request; from=session");
            co_await status_of(session.get("http://a.test/"));
            CHECK(origin.requests[1].header("Cookie") == "a=jar; b=jar; from=session");
        });
}

TEST_CASE("J15 a dummy jar keeps nothing, but the response still shows it") {
    with_origin(answering(answer("200 OK", "Set-Cookie: a=1\r\n", "")),
                {.cookie_jar = std::make_shared<http::DummyCookieJar>()},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    for (int i = 0; i < 2; ++i) {
                        auto response =
                            co_await session.get("http://a.test/", {.cookies = {{"r", "1"}}});
                        CHECK(response.cookies() == http::Fields{{"a", "1"}});
                        CHECK(origin.requests.back().header("Cookie") == "r=1");
                    }
                    CHECK(session.cookie_jar().size() == 0);
                });
}

TEST_CASE("simulated time: servers in the same loop, exact seconds, and no real time") {
    play({.clock = Clock::simulated}, [&]() -> Coroutine<> {
        http::Server server;
        server.route("/", [](http::Request&, http::Reply reply) -> Coroutine<> {
            co_await sleep(3s);
            co_await reply.send(200, "ok");
        });
        const http::Transport network([&](const http::Address& to) -> http::Transport::Found {
            if (to.ip != "10.0.0.1") co_return std::nullopt;
            auto [ours, theirs] = http::connected_pair();
            server.serve(std::move(theirs));
            co_return std::move(ours);
        });
        Session session({.timeout = {.total = 10s}, .limit = 3});

        for (int i = 0; i < 3; ++i) co_await get_text(session, "http://10.0.0.1/");
        CHECK(this_loop().now().time_since_epoch() == 9s);
        CHECK(session.pool().opened == 1);
        const auto three = [&] { return get_text(session, "http://10.0.0.1/"); };
        co_await gather(three(), three(), three());
        CHECK(this_loop().now().time_since_epoch() == 12s);

        const Fate late = co_await fate_of(
            session.get("http://10.0.0.1/", {.timeout = http::ClientTimeout{.total = 1s}}));
        CHECK(late.is<TimeoutError>());
        CHECK(this_loop().now().time_since_epoch() == 13s);
        CHECK(session.pool().idle == 2);
        co_await sleep(16s);
        CHECK(session.pool().idle == 0);  // keepalive_timeout
        co_await session.close();
        co_await server.close();
    });
}

TEST_CASE("a session and a response may live longer than the loop") {
    Session session;
    std::optional<Response> open, complete;
    const Script script = [](Wire& wire, Request& request) -> Coroutine<> {
        co_await wire.send(
            request.target == "/open" ? "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123" : ok);
    };
    for (int i = 0; i < 2; ++i) {
        run([&]() -> Coroutine<> {
            Origin origin({.script = script});
            co_await get_text(session, origin.url());
            complete.emplace(co_await session.get(origin.url()));
            open.emplace(co_await session.get(origin.url("/open")));
            co_await origin.close();
        }());
    }
    CHECK(complete->status() == 200);
    open.reset();
    run([&]() -> Coroutine<> { co_await session.close(); }());
}

TEST_CASE("in the next loop, the previous loop's connections are forgotten") {
    Session session;
    for (int i = 0; i < 2; ++i) {
        run([&]() -> Coroutine<> {
            Origin origin({.script = answering(ok)});  // on a new port
            co_await get_text(session, origin.url());
            co_await sleep(i * 50ms);  // the first loop ends before they are watched
            CHECK(session.pool().idle == 1);
            co_await origin.close();
        }());
    }
    run([&]() -> Coroutine<> { co_await session.close(); }());
}

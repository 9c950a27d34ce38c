// The options of a session and a request, as people write them; and with_session. H13 and H14 of
// the findings. Much of this test is that it compiles.
#include "http_origin.hpp"

TEST_CASE("H13 a URL is text of any kind, or a Url") {
    with_origin(answering(ok), {}, [](Origin& origin, Session& session) -> Coroutine<> {
        const std::string text = origin.url("/t");
        co_await status_of(session.get(text));
        co_await status_of(session.get(std::string_view(text)));
        co_await status_of(session.get(text.c_str()));
        co_await status_of(session.get(http::Url(text)));
        co_await status_of(session.post(http::Url(text).join("u"), {.data = "x"}));
        co_await status_of(session.request("PUT", http::Url(text)));
        co_await status_of(session.get("http://a.test/t"));
        CHECK(origin.requests.size() == 7);
        CHECK(origin.requests[3].target == "/t");
        CHECK(origin.requests[4].target == "/u");
        CHECK(origin.requests[5].method == "PUT");
    });
}

TEST_CASE("H13 a request's own timeout replaces the session's whole timeout, in braces or not") {
    with_origin(slow(200ms), {.timeout = {.total = 100ms, .sock_read = 50ms}},
                [](Origin& origin, Session& session) -> Coroutine<> {
                    Fate fate =
                        co_await fate_of(session.get(origin.url(), {.timeout = {.total = 2s}}));
                    CHECK(fate.good());
                    fate = co_await fate_of(
                        session.get(origin.url(), {.timeout = http::ClientTimeout{.total = 2s}}));
                    CHECK(fate.good());
                    fate = co_await fate_of(session.get(origin.url(), {.timeout = {}}));
                    CHECK(fate.good());  // the default: 5 minutes, and no other limit
                    RequestOptions options;
                    options.timeout.sock_read = 1s;
                    fate = co_await fate_of(session.get(origin.url(), options));
                    CHECK(fate.good());
                    options.timeout = {.total = 10ms};
                    fate = co_await fate_of(session.get(origin.url(), options));
                    CHECK_MESSAGE(fate.is<TimeoutError>(), fate.text());
                    fate = co_await fate_of(session.get(origin.url()));
                    CHECK(fate.is<http::SocketTimeoutError>());
                });
}

TEST_CASE("H13 a request's own limits, in braces") {
    with_origin(answering(answer("200 OK", "X-A: 1\r\nX-B: 2\r\n", "ok")),
                {.limits = {.max_line = 1}}, [](Origin& origin, Session& session) -> Coroutine<> {
                    const Fate fate = co_await fate_of(
                        session.get(origin.url(), {.limits = {.max_line = 10, .max_headers = 2}}));
                    CHECK(fate.contains("more than 2 headers"));
                    // For what a request does not give, the session's options hold.
                    const Fate short_line =
                        co_await fate_of(session.get(origin.url(), {.limits = {.max_headers = 9}}));
                    CHECK(short_line.contains("the status line is longer than 1 bytes"));
                    const Fate usual =
                        co_await fate_of(session.get(origin.url(), {.limits = http::Limits{}}));
                    CHECK(usual.good());
                });
}

TEST_CASE("H13 a form in braces") {
    with_origin(answering(ok), {}, [](Origin& origin, Session& session) -> Coroutine<> {
        const std::string url = origin.url();
        co_await status_of(session.post(url, {.form = {{"a", "b"}}}));
        co_await status_of(session.post(url, {.form = {{"a", "b c"}, {"d", "&"}}}));
        co_await status_of(session.post(url, {.form = http::Fields{{"a", "b"}}}));
        co_await status_of(session.post(url, {.form = http::Fields{}}));
        co_await status_of(session.post(url, {.form = {}}));
        co_await status_of(session.get(
            url, {.params = {{"q", "1"}}, .headers = {{"A", "b"}}, .cookies = {{"c", "d"}}}));
        CHECK(origin.requests[0].body == "a=b");
        CHECK(origin.requests[1].body == "a=b+c&d=%26");
        CHECK(origin.requests[2].body == "a=b");
        CHECK(origin.requests[3].header("Content-Type") == "application/x-www-form-urlencoded");
        CHECK(origin.requests[4].header("Content-Type") ==
              "application/octet-stream");  // none given
        CHECK(origin.requests[5].target == "/?q=1");
    });
}

TEST_CASE("H13 timeouts can be compared") {
    using http::ClientTimeout;
    CHECK(ClientTimeout{} == ClientTimeout{});
    CHECK(ClientTimeout{.total = 2s} == ClientTimeout{.total = 2000ms});
    CHECK(ClientTimeout{.total = 2s} != ClientTimeout{});
    CHECK(ClientTimeout{.connect = 0.5s} == ClientTimeout{.connect = 500ms});
    CHECK(ClientTimeout{.connect = 1s} != ClientTimeout{.sock_connect = 1s});
    CHECK(ClientTimeout{.total = std::nullopt} != ClientTimeout{.total = 1s});
    const ClientTimeout timeout{.total = 2s};
    CHECK(timeout.total == 2s);
    CHECK(timeout.total != 3s);
    CHECK(timeout.total == std::optional<duration>(2s));
    CHECK(timeout.sock_read == std::nullopt);
    CHECK(http::Limits{.max_line = 5} != http::Limits{});
}

TEST_CASE("H14 with_session returns what its body returns, and closes afterwards") {
    play_in_real_time([]() -> Coroutine<> {
        Origin origin({.script = answering(ok)});
        const auto fetch = [&](Session& session) -> Coroutine<std::string> {
            co_return co_await get_text(session, origin.url());
        };
        const std::string text = co_await http::with_session({.limit = 1}, fetch);
        CHECK(text == "ok");
        const bool closed = co_await soon([&] { return origin.open == 0; });
        CHECK(closed);

        Fate fate = co_await fate_of(http::with_session({}, [&](Session& session) -> Coroutine<> {
            co_await get_text(session, origin.url());
            throw std::domain_error("from the body");
        }));
        CHECK(fate.is<std::domain_error>());
        fate = co_await fate_of(
            http::with_session({.limit = -1}, [](Session&) -> Coroutine<> { co_return; }));
        CHECK(fate.is<std::invalid_argument>());
        co_await origin.close();
    });
}

TEST_CASE("H14 with_session closes when it is cancelled, too") {
    play_in_real_time([]() -> Coroutine<> {
        Origin origin({.script = silent()});
        auto task =
            create_task(http::with_session({}, [&](Session& session) -> Coroutine<std::string> {
                co_return co_await get_text(session, origin.url());
            }));
        const bool asked = co_await soon([&] { return origin.requests.size() == 1; });
        CHECK(asked);
        task.cancel();
        co_await wait(std::vector{task});
        CHECK(task.cancelled());
        const bool closed = co_await soon([&] { return origin.open == 0; });
        CHECK(closed);
        co_await origin.close();
    });
}

// A request, or a read, that is never awaited is reported with the line of the call, not one of the
// library's own.
#include <doctest/doctest.h>

#include <optional>
#include <string>

#include "http_origin.hpp"
#include "reports.hpp"

namespace {

/// The place reported for a coroutine that f makes and drops.
template <class F>
std::string reported_at(F f) {
    Reports reports;
    auto options = reports.options();
    options.clock = Clock::real;
    run([](F& make) -> Coroutine<> { co_await make(); }(f), options);
    if (reports.all.size() != 1) return std::to_string(reports.all.size()) + " reports";
    CHECK(reports.all[0].kind == ReportKind::never_awaited);
    CHECK_MESSAGE(!contains(reports.all[0].text, "detail"), reports.all[0].text);
    return reports.all[0].where;
}

std::string here(int line) { return "http_never_awaited.cpp:" + std::to_string(line); }

}  // namespace

TEST_CASE("a request that is never awaited names the line of the call") {
    int line = 0;
    const auto at = reported_at([&]() -> Coroutine<> {
        Session session;
        {
            line = __LINE__ + 1;
            auto dropped = session.get("http://localhost:1/");
        }
        co_await session.close();
    });
    CHECK(at == here(line));
}

// (Not inside CHECK: the lines of a macro's arguments are those of the macro.)
TEST_CASE("every other method, close() and with_session name it, too") {
    int line = 0;
    auto at = reported_at([&]() -> Coroutine<> {
        Session session;
        {
            line = __LINE__ + 1;
            auto dropped = session.post("http://localhost:1/", {.data = "x"});
        }
        co_await session.close();
    });
    CHECK(at == here(line));
    at = reported_at([&]() -> Coroutine<> {
        Session session;
        {
            line = __LINE__ + 1;
            auto dropped = session.close();
        }
        co_await session.close();
    });
    CHECK(at == here(line));
    const auto body = [](Session& session) -> Coroutine<> { co_await session.close(); };
    at = reported_at([&]() -> Coroutine<> {
        line = __LINE__ + 1;
        auto dropped = http::with_session({}, body);
        co_return;
    });
    CHECK(at == here(line));
}

TEST_CASE("a read that is never awaited names the line of the call") {
    int line = 0;
    const auto at = reported_at([&]() -> Coroutine<> {
        Origin origin({.script = answering(ok)});
        Session session;
        auto response = co_await session.get(origin.url());
        {
            line = __LINE__ + 1;
            auto dropped = response.text();
        }
        co_await response.read();
        co_await session.close();
        co_await origin.close();
    });
    CHECK(at == here(line));
}

// The rows of the benchmark that make HTTP requests. Each is written the way a student of the
// lessons would write it; curl_bench.cpp and the others make the same requests.
//
//   co_await bench::http_get(session, {"http://127.0.0.1:8080", 1000});
//
// http_bench.cpp times them against a server that http_table.py has started.
#pragma once

#include <aio/aio.hpp>
#include <http/http.hpp>

#include <cstdlib>
#include <ranges>
#include <string>
#include <vector>

namespace bench {

struct HttpWork {
    std::string server;  // "http://127.0.0.1:8080", which has /bytes/{n}
    int n = 0;           // how many requests

    [[nodiscard]] std::string small() const { return server + "/bytes/97"; }
    [[nodiscard]] std::string body() const { return server + "/bytes/1048576"; }
};

inline constexpr std::size_t small_size = 97, body_size = 1024 * 1024;

/// An answer of the wrong size ends the program: then the measurement means nothing.
inline aio::Coroutine<> get(aio::http::Session& session, std::string url, std::size_t size) {
    auto response = co_await session.get(std::move(url));
    const std::string body = co_await response.read();
    if (body.size() != size) std::abort();
}

inline aio::Coroutine<> http_get(aio::http::Session& session, HttpWork work) {
    for (int i = 0; i < work.n; ++i) co_await get(session, work.small(), small_size);
}

inline aio::Coroutine<> http_body(aio::http::Session& session, HttpWork work) {
    for (int i = 0; i < work.n; ++i) co_await get(session, work.body(), body_size);
}

// A hundred users, each of whom asks again on getting the answer.
inline aio::Coroutine<> http_get_100(aio::http::Session& session, HttpWork work) {
    constexpr int users = 100;
    std::vector<aio::Coroutine<>> asking;
    for (int i = 0; i < users; ++i) {
        const int share = work.n / users + (i < work.n % users);
        asking.push_back(http_get(session, {work.server, share}));
    }
    co_await aio::gather(std::move(asking));
}

// All of them at once; the session has a hundred connections for them.
inline aio::Coroutine<> http_pool(aio::http::Session& session, HttpWork work) {
    co_await aio::gather(std::views::iota(0, work.n) | std::views::transform([&](int) {
                             return get(session, work.small(), small_size);
                         }));
}

struct HttpRow {
    const char* name;
    aio::Coroutine<> (*run)(aio::http::Session& session, HttpWork work);
};

inline constexpr HttpRow http_rows[] = {
    {"http_get", http_get},
    {"http_get_100", http_get_100},
    {"http_body", http_body},
    {"http_pool", http_pool},
};

}  // namespace bench

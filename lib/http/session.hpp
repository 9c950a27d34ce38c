// Session: makes requests; keeps connections and cookies between them.
//
//   aio::http::Session session({.timeout = {.total = 10s}, .limit = 2});
//   auto response = co_await session.get("https://example.org/");
//   auto page = co_await response.text();
//   co_await session.close();
#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <aio/coroutine.hpp>
#include <aio/finally.hpp>
#include <http/errors.hpp>
#include <http/options.hpp>
#include <http/pool_stats.hpp>
#include <http/response.hpp>

namespace aio::http {

namespace detail {

class SessionState;

// A running request keeps the state alive: the session may be destroyed before it has begun. The
// functions that call these are always inlined, so that a report of a request that was never
// awaited names the line of the user's call.
Coroutine<Response> make_request(std::shared_ptr<SessionState> state, std::string method,
                                 std::string url, RequestOptions options);
Coroutine<> close_in_order(std::shared_ptr<SessionState> state);

}  // namespace detail

/// Where a request goes: text, which may be relative to base_url, or a Url.
struct RequestUrl {
    RequestUrl(std::string url) : text(std::move(url)) {}
    RequestUrl(std::string_view url) : text(url) {}
    RequestUrl(const char* url) : text(url) {}
    RequestUrl(const Url& url) : text(url.to_string()) {}

    std::string text;
};

/// Like aiohttp.ClientSession. Make one per program, or one per server, not one per
/// request. A session that is destroyed without close() is reported; with_session()
/// closes it whatever happens. A request of a session that was moved from throws
/// RuntimeError. To be used on one thread, that of the loop.
class Session {
public:
    /// std::invalid_argument for options that make no sense.
    explicit Session(SessionOptions options = {});
    Session(Session&&) noexcept = default;
    Session& operator=(Session&&) noexcept = delete;
    ~Session();

    /// Sends a request and returns the answer when its head has come. On cancellation
    /// the connection is closed and its place in the pool is freed. Throws, of
    /// ClientError's kinds (errors.hpp),
    ///   InvalidURL, NonHttpUrlClientError  for a URL that cannot be requested;
    ///   ClientConnectorError's kinds       if no connection could be opened;
    ///   ServerTimeoutError's kinds         when connect, sock_connect or sock_read is up;
    ///   ServerDisconnectedError, ClientOSError  if the server went away;
    ///   ClientResponseError                for a malformed answer, or by raise_for_status;
    ///   TooManyRedirects;
    /// and TimeoutError when the total time is up, RuntimeError if the session is
    /// closed, std::invalid_argument for options that contradict each other.
    [[gnu::always_inline]] Coroutine<Response> request(std::string method, RequestUrl url,
                                                       RequestOptions options = {}) {
        return detail::make_request(state_, std::move(method), std::move(url.text),
                                    std::move(options));
    }

    /// request() with this method. head() follows redirects only if told to.
    [[gnu::always_inline]] Coroutine<Response> get(RequestUrl url, RequestOptions options = {}) {
        return detail::make_request(state_, "GET", std::move(url.text), std::move(options));
    }
    [[gnu::always_inline]] Coroutine<Response> head(RequestUrl url, RequestOptions options = {}) {
        if (!options.allow_redirects) options.allow_redirects = false;
        return detail::make_request(state_, "HEAD", std::move(url.text), std::move(options));
    }
    [[gnu::always_inline]] Coroutine<Response> post(RequestUrl url, RequestOptions options = {}) {
        return detail::make_request(state_, "POST", std::move(url.text), std::move(options));
    }
    [[gnu::always_inline]] Coroutine<Response> put(RequestUrl url, RequestOptions options = {}) {
        return detail::make_request(state_, "PUT", std::move(url.text), std::move(options));
    }
    [[gnu::always_inline]] Coroutine<Response> patch(RequestUrl url, RequestOptions options = {}) {
        return detail::make_request(state_, "PATCH", std::move(url.text), std::move(options));
    }
    [[gnu::always_inline]] Coroutine<Response> delete_(RequestUrl url,
                                                       RequestOptions options = {}) {
        return detail::make_request(state_, "DELETE", std::move(url.text), std::move(options));
    }
    [[gnu::always_inline]] Coroutine<Response> options(RequestUrl url,
                                                       RequestOptions options = {}) {
        return detail::make_request(state_, "OPTIONS", std::move(url.text), std::move(options));
    }

    /// Closes every connection: a task that reads from one, or opens one, gets a
    /// ClientConnectionError; one that waits for a place is cancelled. A connector that is only
    /// borrowed stays open. May be repeated. If it is cancelled, it has still closed them.
    [[gnu::always_inline]] Coroutine<> close() { return detail::close_in_order(state_); }
    /// Closed for new requests, but those under way go on, and responses can be
    /// read. Their connections are closed when the last of them is destroyed.
    void detach();
    /// This session, or its connector.
    [[nodiscard]] bool closed() const;

    /// Both belong to the session, and live as long as it does.
    [[nodiscard]] const PoolStats& pool() const;
    [[nodiscard]] CookieJar& cookie_jar() const;

private:
    std::shared_ptr<detail::SessionState> state_;
};

/// Runs body(Session&) with a session that is closed afterwards, whatever happens:
/// the body's result is returned, or its error thrown, when close() is done. Like
/// Python's `async with aiohttp.ClientSession()`. If it is cancelled, it cancels the body
/// and still closes the session. Tasks that the body left running must not use the session
/// any more. std::invalid_argument for options that make no sense.
///
///   auto page = co_await aio::http::with_session(
///       {.timeout = {.total = 10s}},
///       [](aio::http::Session& session) -> aio::Coroutine<std::string> {
///           auto response = co_await session.get("https://example.org/");
///           co_return co_await response.text();
///       });
template <std::invocable<Session&> Body>
auto with_session(SessionOptions options, Body body) -> std::invoke_result_t<Body&, Session&> {
    Session session(std::move(options));
    co_return co_await try_finally([&] { return body(session); },
                                   [&](const std::exception_ptr&) { return session.close(); });
}

}  // namespace aio::http

// Session: makes requests; keeps connections and cookies between them.
//
//   aio::http::Session session({.timeout = {.total = 10s}, .limit = 2});
//   auto response = co_await session.get("https://example.org/");
//   auto page = co_await response.text();
//   co_await session.close();
#pragma once

#include <memory>
#include <string>

#include <aio/coroutine.hpp>
#include <http/errors.hpp>
#include <http/options.hpp>
#include <http/pool_stats.hpp>
#include <http/response.hpp>

namespace aio::http {

namespace detail {
class SessionState;
}

/// As aiohttp.ClientSession. Make one for a program, or for each server, not
/// one for each request. One that is destroyed without close() is reported.
class Session {
public:
    /// std::invalid_argument for options that make no sense.
    explicit Session(SessionOptions options = {});
    Session(Session&&) noexcept = default;
    Session& operator=(Session&&) noexcept = delete;
    ~Session();

    /// Sends a request and gives the answer when its head has come. The URL is
    /// absolute, or relative to base_url. On cancellation the connection is closed
    /// and its place in the pool free. Throws, of ClientError's kinds (errors.hpp),
    ///   InvalidURL, NonHttpUrlClientError  for a URL that nothing can be asked of;
    ///   ClientConnectorError's kinds       where no connection came about;
    ///   ServerTimeoutError's kinds         when connect, sock_connect or sock_read is up;
    ///   ServerDisconnectedError, ClientOSError  where the server went away;
    ///   ClientResponseError                for a malformed answer, or by raise_for_status;
    ///   TooManyRedirects;
    /// and TimeoutError when the total time is up, RuntimeError if the session is
    /// closed, std::invalid_argument for options that contradict each other.
    Coroutine<Response> request(std::string method, std::string url, RequestOptions options = {});

    /// request() with this method. head() follows redirects only if it is told to.
    Coroutine<Response> get(std::string url, RequestOptions options = {});
    Coroutine<Response> head(std::string url, RequestOptions options = {});
    Coroutine<Response> post(std::string url, RequestOptions options = {});
    Coroutine<Response> put(std::string url, RequestOptions options = {});
    Coroutine<Response> patch(std::string url, RequestOptions options = {});
    Coroutine<Response> delete_(std::string url, RequestOptions options = {});
    Coroutine<Response> options(std::string url, RequestOptions options = {});

    /// Closes every connection: who reads from one, or opens one, gets a
    /// ClientConnectionError; who waits for a place is cancelled. May be repeated.
    Coroutine<> close();
    /// Closed for new requests, but those under way go on, and responses can be
    /// read. Their connections are closed when the last of them is destroyed.
    void detach();
    [[nodiscard]] bool closed() const;

    /// Both are the session's, and there for as long as it is.
    [[nodiscard]] const PoolStats& pool() const;
    [[nodiscard]] CookieJar& cookie_jar() const;

private:
    std::shared_ptr<detail::SessionState> state_;
};

}  // namespace aio::http

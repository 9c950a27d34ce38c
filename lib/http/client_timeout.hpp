// How long each part of a request may take.
//
//   aio::http::Session session({.timeout = {.total = 10s, .sock_read = 1s}});
//
//   total          everything: redirects, retries, the body; -> aio::TimeoutError
//   connect        until there is a connection: waiting for a place in the
//                  pool, the lookup, TCP, TLS;              -> ConnectionTimeoutError
//   sock_connect   one address: TCP and TLS;                -> ConnectionTimeoutError
//   sock_read      each silence of the server; restarts
//                  with every block of bytes;               -> SocketTimeoutError
#pragma once

#include <chrono>
#include <optional>

#include <aio/clock.hpp>

namespace aio::http {

/// Like aiohttp.ClientTimeout. Empty means no limit; so does zero, except for
/// `total`, where it is refused. By default a request may take 5 minutes. A `total`
/// that is shorter than another limit is raised to that.
struct ClientTimeout {
    OptionalDuration total = std::chrono::minutes(5);
    OptionalDuration connect = std::nullopt;
    OptionalDuration sock_connect = std::nullopt;
    OptionalDuration sock_read = std::nullopt;

    /// The limits in force: zero means no limit, and `total` is raised to the
    /// longest of the others. std::invalid_argument if total is zero or any is
    /// negative.
    [[nodiscard]] ClientTimeout effective() const;

    /// The default in a request's options: the session's timeout applies. If any limit is set
    /// there, all four are the request's own.
    [[nodiscard]] static ClientTimeout of_session() { return {.total = duration::min()}; }

    friend bool operator==(const ClientTimeout&, const ClientTimeout&) = default;
};

}  // namespace aio::http

// Opening connections: a lookup, TCP, TLS. Not for users.
#pragma once

#include <memory>
#include <optional>
#include <set>

#include <asio/ssl/context.hpp>

#include <aio/extend.hpp>
#include <http/detail/dns_cache.hpp>
#include <http/detail/stream.hpp>
#include <http/options.hpp>
#include <http/url.hpp>

namespace aio::http::detail {

class ConnectionOpener : public std::enable_shared_from_this<ConnectionOpener> {
public:
    /// std::invalid_argument if tls.ca_file is not a PEM certificate file.
    ConnectionOpener(Resolver resolver, TlsOptions tls);

    /// Opens a connection to one of the host's addresses. Each attempt, TCP and
    /// TLS, takes at most `sock_connect`. ClientConnectorError and its kinds;
    /// ConnectionTimeoutError; ConnectionClosedError, if close() comes first.
    Coroutine<std::shared_ptr<Stream>> open(Url url, std::optional<duration> sock_connect);

    /// Ends what is being opened or looked up.
    void close() noexcept;

private:
    Coroutine<std::shared_ptr<Stream>> try_each(Url url, std::optional<duration> sock_connect);
    Coroutine<std::shared_ptr<Stream>> attempt(Addresses& untried, Url url);
    asio::ssl::context& context();

    std::shared_ptr<DnsCache> dns_;
    TlsOptions tls_;
    std::optional<asio::ssl::context> context_;  // made for the first https
    std::set<extend::TimeoutScope*> under_way_;  // to end them early
};

}  // namespace aio::http::detail

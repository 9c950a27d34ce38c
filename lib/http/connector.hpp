// Connector: opens connections, and keeps them for the next request. A session
// makes its own; one made separately can serve several, and outlives them.
//
//   const aio::http::ConnectorOptions ten{.limit = 10};
//   auto connector = std::make_shared<aio::http::Connector>(ten);
//   aio::http::Session shop({.connector = connector, .connector_owner = false});
//   aio::http::Session bank({.connector = connector, .connector_owner = false});
//   ...
//   co_await connector->close();
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <aio/coroutine.hpp>
#include <http/address.hpp>
#include <http/pool_stats.hpp>

namespace aio::http {

namespace detail {
class ConnectorState;
}

/// For https. By default the certificate must be signed by an authority that
/// the system trusts, and be for the host.
struct TlsOptions {
    bool verify = true;
    /// Trust the authorities in this PEM file instead. If it is not one, making the
    /// session or the connector throws std::invalid_argument.
    std::string ca_file = {};

    friend bool operator==(const TlsOptions&, const TlsOptions&) = default;
};

/// Like the arguments of aiohttp.TCPConnector.
struct ConnectorOptions {
    int limit = 100;         ///< connections in use at once, and idle at once; 0: no limit
    int limit_per_host = 0;  ///< in use at once to one server; 0: no limit
    duration keepalive_timeout = std::chrono::seconds(15);  ///< how long an idle one is kept
    bool force_close = false;                               ///< a connection for each request
    Resolver resolver = nullptr;                            ///< null: the system's
    TlsOptions tls = {};
};

/// Like aiohttp.TCPConnector. One that is destroyed with idle connections and without close() is
/// reported.
class Connector {
public:
    /// std::invalid_argument for options that make no sense.
    explicit Connector(ConnectorOptions options = {});
    ~Connector();
    Connector(const Connector&) = delete;
    Connector& operator=(const Connector&) = delete;

    /// Closes every connection, of all sessions, as Session::close() does. May be
    /// repeated. Cancelled, it has closed them all the same.
    Coroutine<> close();
    [[nodiscard]] bool closed() const;
    /// There for as long as the connector is.
    [[nodiscard]] const PoolStats& pool() const;
    [[nodiscard]] const ConnectorOptions& options() const;

private:
    friend class detail::ConnectorState;
    std::shared_ptr<detail::ConnectorState> state_;
};

}  // namespace aio::http

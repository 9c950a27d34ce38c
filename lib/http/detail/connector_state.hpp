// What a connector holds. Not for users.
#pragma once

#include <memory>

#include <http/connector.hpp>
#include <http/detail/connection_opener.hpp>
#include <http/detail/connection_pool.hpp>

namespace aio::http::detail {

class ConnectorState {
public:
    /// std::invalid_argument for options that make no sense.
    explicit ConnectorState(ConnectorOptions options);

    [[nodiscard]] static std::shared_ptr<ConnectorState> of(const Connector& connector) {
        return connector.state_;
    }

    /// A connection to the URL's server, with its place in the pool.
    Coroutine<Lease> connect(Url url, Wanted wanted, std::optional<duration> sock_connect);
    void close() noexcept;
    [[nodiscard]] bool closed() const { return pool_->closed(); }
    [[nodiscard]] const PoolStats& stats() const { return pool_->stats(); }

    const ConnectorOptions options;

private:
    std::shared_ptr<ConnectionPool> pool_;
    std::shared_ptr<ConnectionOpener> opener_;
};

}  // namespace aio::http::detail

#include <http/detail/connector_state.hpp>

#include <stdexcept>
#include <utility>

namespace aio::http::detail {
namespace {

ConnectorOptions checked(ConnectorOptions options) {
    if (options.limit < 0 || options.limit_per_host < 0)
        throw std::invalid_argument("Session: a limit must not be negative; 0 is no limit");
    if (options.force_close && options.keepalive_timeout != ConnectorOptions().keepalive_timeout)
        throw std::invalid_argument(
            "Session: force_close keeps no connection, so a keepalive_timeout "
            "means nothing; give one of the two");
    return options;
}

std::string server_key(const Url& url) {
    std::string key;
    key.reserve(url.scheme().size() + url.host().size() + 9);
    key.append(url.scheme()).append("://").append(url.host()).append(":");
    return key.append(std::to_string(url.port()));
}

}  // namespace

ConnectorState::ConnectorState(ConnectorOptions given)
    : options(checked(std::move(given))),
      pool_(std::make_shared<ConnectionPool>(
          PoolLimits{.total = static_cast<std::size_t>(options.limit),
                     .per_server = static_cast<std::size_t>(options.limit_per_host),
                     .keepalive = to_duration(options.keepalive_timeout),
                     .force_close = options.force_close})),
      opener_(std::make_shared<ConnectionOpener>(options.resolver, options.tls)) {}

Coroutine<Lease> ConnectorState::connect(Url url, Wanted wanted,
                                         std::optional<duration> sock_connect) {
    const auto pool = pool_;
    const auto opener = opener_;
    Lease lease = co_await pool->acquire(server_key(url), wanted);
    if (!lease.stream()) lease.put(co_await opener->open(url, sock_connect));
    co_return lease;
}

void ConnectorState::close() noexcept {
    if (closed()) return;
    pool_->close();
    opener_->close();
}

}  // namespace aio::http::detail

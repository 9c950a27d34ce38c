// Opening connections: looking names up, TCP, TLS. Not for users.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include <asio/ssl/context.hpp>

#include <aio/task.hpp>
#include <aio/timeout.hpp>
#include <http/detail/stream.hpp>
#include <http/options.hpp>
#include <http/url.hpp>

namespace aio::http::detail {

class Connector : public std::enable_shared_from_this<Connector> {
public:
    /// std::invalid_argument for a file of certificates that is none.
    Connector(Resolver resolver, TlsOptions tls);

    /// Opens a connection to one of the host's addresses. Each attempt, TCP and
    /// TLS, takes at most `sock_connect`. ClientConnectorError and its kinds;
    /// ConnectionTimeoutError; ConnectionClosedError, if close() comes first.
    Coroutine<std::shared_ptr<Stream>> connect(Url url, std::optional<duration> sock_connect);

    /// Ends what is being opened or looked up.
    void close() noexcept;

private:
    using Addresses = std::deque<Address>;
    using Opening = Coroutine<std::shared_ptr<Stream>>;
    struct Found {
        Addresses addresses;
        std::error_code error;  // why there are none
        time_point until;       // ... and how long that is believed
    };
    // Keeps the connector, which may be gone otherwise when the answer comes.
    static Coroutine<Found> ask(std::shared_ptr<Connector> self, std::string host);

    Opening open_one(Url url, std::optional<duration> sock_connect);
    Coroutine<Addresses> look_up(Url url);
    Coroutine<Found> ask_once(Url url);
    Coroutine<Found> resolve(std::string host);
    void believe(const std::string& host, Found found);
    Opening open(Addresses& untried, Url url);
    asio::ssl::context& context();

    Resolver resolver_;
    TlsOptions tls_;
    std::optional<asio::ssl::context> context_;
    std::map<std::string, Found> known_;
    std::map<std::string, Task<Found>> lookups_;
    std::set<aio::detail::TimeoutScope*> opening_;  // to end them early
    bool closed_ = false;
};

}  // namespace aio::http::detail

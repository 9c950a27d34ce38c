#include <http/detail/connection_opener.hpp>

#include <utility>

#include <http/detail/deadline.hpp>
#include <http/detail/happy_eyeballs.hpp>
#include <http/detail/transports.hpp>
#include <http/errors.hpp>

namespace aio::http::detail {
namespace {

using StreamPtr = std::shared_ptr<Stream>;

/// None, unless a transport of this loop knows the address.
Coroutine<StreamPtr> open_by_transport(Address address, Url url) {
    if (address.port == 0) address.port = url.port();
    try {
        auto socket = co_await connect_by_transport(std::move(address));
        co_return socket ? adopt(std::move(*socket)) : nullptr;
    } catch (const std::system_error& e) {
        throw ClientConnectorError(url, e.code());
    }
}

}  // namespace

ConnectionOpener::ConnectionOpener(Resolver resolver, TlsOptions tls)
    : dns_(std::make_shared<DnsCache>(std::move(resolver))), tls_(std::move(tls)) {
    if (!tls_.ca_file.empty()) context();  // so that a mistake in it shows at once
}

asio::ssl::context& ConnectionOpener::context() {
    if (context_) return *context_;
    asio::ssl::context context(asio::ssl::context::tls_client);
    context.set_verify_mode(tls_.verify ? asio::ssl::verify_peer : asio::ssl::verify_none);
    if (tls_.verify && tls_.ca_file.empty()) context.set_default_verify_paths();
    if (tls_.verify && !tls_.ca_file.empty()) {
        asio::error_code error;
        context.load_verify_file(tls_.ca_file, error);
        if (error)
            throw std::invalid_argument("Session: tls.ca_file is not a PEM certificate file: " +
                                        tls_.ca_file + ": " + error.message());
    }
    return context_.emplace(std::move(context));
}

// Inside a scope that close() can end, as a timeout would.
Coroutine<StreamPtr> ConnectionOpener::open(Url url, std::optional<duration> sock_connect) {
    const auto self = shared_from_this();
    extend::TimeoutScope scope(std::nullopt);
    under_way_.insert(&scope);
    struct Ended {
        ConnectionOpener& opener;
        extend::TimeoutScope& scope;
        ~Ended() { opener.under_way_.erase(&scope); }
    } ended{*this, scope};
    try {
        co_return co_await try_each(url, sock_connect);
    } catch (const CancelledError&) {
        if (!scope.leave()) throw;
    }
    throw ConnectionClosedError(url);
}

Coroutine<StreamPtr> ConnectionOpener::try_each(Url url, std::optional<duration> sock_connect) {
    Addresses untried = co_await dns_->look_up(url);
    std::exception_ptr error;
    while (!untried.empty()) {
        try {
            co_return co_await with_deadline(
                deadline_after(sock_connect), [&, this] { return attempt(untried, url); },
                [&] { return std::make_exception_ptr(ConnectionTimeoutError(url)); });
        } catch (const ClientConnectorCertificateError&) {
            throw;  // another address would have the same problem
        } catch (const ClientConnectionError&) {
            error = std::current_exception();
        }
    }
    std::rethrow_exception(error);
}

Coroutine<StreamPtr> ConnectionOpener::attempt(Addresses& untried, Url url) {
    Lane lane("connection");
    // A transport knows only the first address: if that one does not answer in time, there is no
    // other left to try.
    Addresses all = std::exchange(untried, {});
    StreamPtr stream = co_await open_by_transport(all.front(), url);
    if (!stream) {
        untried = std::move(all);
        stream = co_await connect_tcp(untried, url);
    }
    if (url.is_secure()) co_await stream->start_tls(context(), url);
    stream->lane = std::move(lane);
    co_return stream;
}

void ConnectionOpener::close() noexcept {
    if (!extend::running_loop()) return;
    for (auto* scope : under_way_)
        if (!scope->face().expired()) scope->reschedule(this_loop().now());
    dns_->close();
}

}  // namespace aio::http::detail

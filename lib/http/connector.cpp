#include <http/detail/connector.hpp>

#include <algorithm>
#include <utility>

#include <asio/ip/tcp.hpp>

#include <aio/finally.hpp>
#include <aio/shield.hpp>
#include <aio/thread.hpp>
#include <aio/wait.hpp>
#include <http/detail/deadline.hpp>
#include <http/detail/local_network.hpp>
#include <http/errors.hpp>

namespace aio::http::detail {
namespace {

using asio::ip::tcp;
using StreamPtr = std::shared_ptr<Stream>;
using Addresses = std::deque<Address>;

// How long an answer of the resolver is believed, and how many are kept: as
// aiohttp's ttl_dns_cache, and its size.
constexpr auto believed_for = std::chrono::seconds(10);
constexpr std::size_t most_known = 1000;

// What an address has before the next one is tried beside it (RFC 8305).
constexpr auto head_start = std::chrono::milliseconds(250);

bool is_ipv6(const Address& address) { return address.ip.find(':') != std::string::npos; }

/// IPv6 and IPv4 in turn, so that a network without one of them costs one
/// attempt. Otherwise in the resolver's order. RFC 8305, section 4.
Addresses interleaved(Addresses addresses) {
    Addresses result;
    for (bool six = !addresses.empty() && is_ipv6(addresses.front()); !addresses.empty();
         six = !six) {
        const auto next = std::find_if(addresses.begin(), addresses.end(),
                                       [six](const Address& a) { return is_ipv6(a) == six; });
        if (next == addresses.end()) continue;
        result.push_back(std::move(*next));
        addresses.erase(next);
    }
    return result;
}

/// None, unless the server is in this same loop.
Coroutine<StreamPtr> open_local(Address address, Url url) {
    try {
        auto socket =
            co_await connect_locally(address.ip, address.port ? address.port : url.port());
        co_return socket ? std::make_shared<Stream>(std::move(*socket), true) : nullptr;
    } catch (const asio::system_error& e) {
        throw ClientConnectorError(url, e.code());
    }
}

Coroutine<StreamPtr> open_tcp(Address address, Url url) {
    const std::uint16_t port = address.port ? address.port : url.port();
    tcp::socket socket(io_context());
    try {
        const tcp::endpoint endpoint(asio::ip::make_address(address.ip), port);
        co_await socket.async_connect(endpoint, use_coroutine);
        socket.set_option(tcp::no_delay(true));
    } catch (const asio::system_error& e) {
        throw ClientConnectorError(url, e.code());
    }
    co_return std::make_shared<Stream>(Stream::Socket(std::move(socket)));
}

[[noreturn]] void throw_closed(const Url& url) {
    throw ConnectionClosedError(
        "Connection closed: the session was closed before there was a "
        "connection for " +
        url.without_credentials().to_string());
}

Address take_first(Addresses& addresses) {
    Address first = std::move(addresses.front());
    addresses.pop_front();
    return first;
}

/// The attempts that are under way at once, for one connection.
class Race {
public:
    Race(Addresses& untried, const Url& url) : untried_(untried), url_(url) {}

    Coroutine<StreamPtr> run() {
        while (!winner_) {
            if (!untried_.empty())
                attempts_.push_back(create_task(open_tcp(take_first(untried_), url_), ".connect"));
            else if (attempts_.empty())
                std::rethrow_exception(error_);
            const auto patience =
                untried_.empty() ? std::nullopt : std::optional<duration>(head_start);
            auto [done, pending] = co_await wait(
                attempts_, {.timeout = patience, .return_when = ReturnWhen::first_completed});
            attempts_ = std::move(pending);
            for (const auto& attempt : done) look_at(attempt);
        }
        co_return winner_;
    }
    /// Ends the losers, and all of them if the race is given up.
    Coroutine<> end() {
        for (const auto& attempt : attempts_) attempt.cancel();
        if (!attempts_.empty()) co_await wait(attempts_);
    }

private:
    void look_at(const Task<StreamPtr>& attempt) {
        if (attempt.cancelled()) return;
        if (auto error = attempt.exception())
            error_ = std::move(error);
        else
            winner_ = attempt.result();
    }

    Addresses& untried_;
    const Url& url_;
    std::vector<Task<StreamPtr>> attempts_;
    StreamPtr winner_;
    std::exception_ptr error_;
};

/// Takes addresses out of `untried` until one answers, or throws the last error.
/// As `happy eyeballs`: one that does not answer soon has company.
Coroutine<StreamPtr> open_first(Addresses& untried, Url url) {
    if (untried.size() == 1) co_return co_await open_tcp(take_first(untried), url);
    Race race(untried, url);
    co_return co_await try_finally([&] { return race.run(); },
                                   [&](const std::exception_ptr&) { return race.end(); });
}

}  // namespace

Connector::Connector(Resolver resolver, TlsOptions tls)
    : resolver_(std::move(resolver)), tls_(std::move(tls)) {
    if (!tls_.ca_file.empty()) context();  // a mistake in it shows at once
}

asio::ssl::context& Connector::context() {
    if (context_) return *context_;
    asio::ssl::context context(asio::ssl::context::tls_client);
    context.set_verify_mode(tls_.verify ? asio::ssl::verify_peer : asio::ssl::verify_none);
    if (tls_.verify && tls_.ca_file.empty()) context.set_default_verify_paths();
    if (tls_.verify && !tls_.ca_file.empty()) {
        asio::error_code error;
        context.load_verify_file(tls_.ca_file, error);
        if (error)
            throw std::invalid_argument("Session: tls.ca_file is no file of certificates: " +
                                        tls_.ca_file + ": " + error.message());
    }
    return context_.emplace(std::move(context));
}

// Inside a scope that close() can end, as a timeout would.
Coroutine<StreamPtr> Connector::connect(Url url, std::optional<duration> sock_connect) {
    const auto self = shared_from_this();
    aio::detail::TimeoutScope scope(std::nullopt);
    opening_.insert(&scope);
    struct Ended {
        Connector& connector;
        aio::detail::TimeoutScope& scope;
        ~Ended() { connector.opening_.erase(&scope); }
    } ended{*this, scope};
    try {
        co_return co_await open_one(url, sock_connect);
    } catch (const CancelledError&) {
        if (!scope.leave()) throw;
    }
    throw_closed(url);
}

Coroutine<StreamPtr> Connector::open_one(Url url, std::optional<duration> sock_connect) {
    Addresses untried = co_await look_up(url);
    std::exception_ptr error;
    while (!untried.empty()) {
        try {
            co_return co_await until(
                after(sock_connect), [&, this] { return open(untried, url); },
                [&] { return std::make_exception_ptr(ConnectionTimeoutError(url)); });
        } catch (const ClientConnectorCertificateError&) {
            throw;  // another address would have the same
        } catch (const ClientConnectionError&) {
            error = std::current_exception();
        }
    }
    std::rethrow_exception(error);
}

Coroutine<StreamPtr> Connector::open(Addresses& untried, Url url) {
    Lane lane("connection");
    // Who serves in this loop is at the first address and no other: if that one does
    // not answer in time, none is left to be tried.
    Addresses all = std::exchange(untried, {});
    StreamPtr stream = co_await open_local(all.front(), url);
    if (!stream) {
        untried = std::move(all);
        stream = co_await open_first(untried, url);
        if (url.is_secure()) co_await stream->start_tls(context(), url);
    }
    stream->lane = std::move(lane);
    co_return stream;
}

// Each request begins with another of the addresses.
Coroutine<Addresses> Connector::look_up(Url url) {
    const std::string& host = url.host();
    if (is_ip_address(host)) co_return Addresses{Address{.ip = host, .port = 0}};
    // This machine: nobody has to be asked (RFC 6761, section 6.3).
    if (host == "localhost" && !resolver_)
        co_return Addresses{{.ip = "127.0.0.1", .port = 0}, {.ip = "::1", .port = 0}};
    auto known = known_.find(host);
    if (known == known_.end() || known->second.until <= this_loop().now()) {
        Found found = co_await ask_once(url);
        if (found.addresses.empty()) throw ClientConnectorDNSError(url, found.error);
        known = known_.find(host);
        if (known == known_.end()) co_return interleaved(std::move(found.addresses));
    }
    Addresses& rotated = known->second.addresses;
    Addresses addresses = rotated;
    std::rotate(rotated.begin(), rotated.begin() + 1, rotated.end());
    co_return interleaved(std::move(addresses));
}

// Requests that need the same name at once share one lookup, and it goes on if
// the one that began it is cancelled.
Coroutine<Connector::Found> Connector::ask_once(Url url) {
    const std::string& host = url.host();
    auto lookup = lookups_.find(host);
    if (lookup == lookups_.end())
        lookup =
            lookups_.emplace(host, create_task(ask(shared_from_this(), host), "lookup of " + host))
                .first;
    const Task<Found> task = lookup->second;
    try {
        co_return co_await shield(task);
    } catch (const CancelledError&) {
        if (!closed_ || current_task().cancelling() > 0) throw;
    }
    throw_closed(url);
}

Coroutine<Connector::Found> Connector::ask(std::shared_ptr<Connector> self, std::string host) {
    struct Done {
        Connector& connector;
        const std::string& host;
        ~Done() { connector.lookups_.erase(host); }
    } done{*self, host};
    Found found = co_await self->resolve(host);
    found.until = this_loop().now() + believed_for;
    if (!found.addresses.empty()) self->believe(host, found);
    co_return found;
}

Coroutine<Connector::Found> Connector::resolve(std::string host) {
    Found found{.addresses = {}, .error = asio::error::host_not_found, .until = {}};
    try {
        if (resolver_) {
            for (Address& address : co_await resolver_(host))
                found.addresses.push_back(std::move(address));
        } else {
            // In a thread, where a lookup that hangs can be left alone.
            found.addresses = co_await to_thread([host] {
                Addresses addresses;
                asio::io_context context;
                for (const auto& entry : tcp::resolver(context).resolve(host, ""))
                    addresses.push_back({.ip = entry.endpoint().address().to_string(), .port = 0});
                return addresses;
            });
        }
    } catch (const std::system_error& e) {
        found.error = e.code();
    } catch (const std::exception&) {  // an injected resolver's own way to say no
    }
    co_return found;
}

void Connector::believe(const std::string& host, Found found) {
    known_[host] = std::move(found);
    if (known_.size() <= most_known) return;
    known_.erase(std::min_element(known_.begin(), known_.end(), [](const auto& a, const auto& b) {
        return a.second.until < b.second.until;
    }));
}

void Connector::close() noexcept {
    closed_ = true;
    if (!aio::detail::core) return;
    for (auto* scope : opening_)
        if (!scope->face().expired()) scope->reschedule(this_loop().now());
    for (const auto& [host, lookup] : lookups_) lookup.cancel();
}

}  // namespace aio::http::detail

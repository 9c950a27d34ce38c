#include <http/detail/dns_cache.hpp>

#include <algorithm>
#include <utility>

#include <asio/error.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>

#include <aio/extend.hpp>
#include <aio/loop.hpp>
#include <aio/shield.hpp>
#include <aio/thread.hpp>
#include <http/errors.hpp>

namespace aio::http::detail {
namespace {

// How long an answer of the resolver is kept, and how many: like aiohttp's ttl_dns_cache, and its
// size.
constexpr auto believed_for = std::chrono::seconds(10);
constexpr std::size_t most_known = 1000;

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

// A lookup that hangs holds up only its own thread.
Addresses ask_system(const std::string& host) {
    Addresses addresses;
    asio::io_context context;
    for (const auto& entry : asio::ip::tcp::resolver(context).resolve(host, ""))
        addresses.push_back({.ip = entry.endpoint().address().to_string(), .port = 0});
    return addresses;
}

}  // namespace

Coroutine<Addresses> DnsCache::look_up(Url url) {
    const std::string& host = url.host();
    if (is_ip_address(host)) co_return Addresses{Address{.ip = host, .port = 0}};
    // This machine: needs no lookup (RFC 6761, section 6.3).
    if (host == "localhost" && !resolver_)
        co_return Addresses{{.ip = "127.0.0.1", .port = 0}, {.ip = "::1", .port = 0}};
    auto known = known_.find(host);
    if (known == known_.end() || known->second.until <= this_loop().now()) {
        Answer answer = co_await share_lookup(url);
        if (answer.addresses.empty()) throw ClientConnectorDNSError(url, answer.error);
        known = known_.find(host);
        if (known == known_.end()) co_return interleaved(std::move(answer.addresses));
    }
    Addresses& rotated = known->second.addresses;
    Addresses addresses = rotated;
    std::rotate(rotated.begin(), rotated.begin() + 1, rotated.end());
    co_return interleaved(std::move(addresses));
}

Coroutine<DnsCache::Answer> DnsCache::share_lookup(Url url) {
    const std::string& host = url.host();
    auto lookup = lookups_.find(host);
    if (lookup == lookups_.end())
        lookup =
            lookups_.emplace(host, create_task(ask(shared_from_this(), host), "lookup of " + host))
                .first;
    const Task<Answer> task = lookup->second;
    try {
        co_return co_await shield(task);
    } catch (const CancelledError&) {
        if (!closed_ || current_task().cancelling() > 0) throw;
    }
    throw ConnectionClosedError(url);
}

Coroutine<DnsCache::Answer> DnsCache::ask(std::shared_ptr<DnsCache> self, std::string host) {
    struct Done {
        DnsCache& cache;
        const std::string& host;
        ~Done() { cache.lookups_.erase(host); }
    } done{*self, host};
    Answer answer = co_await self->resolve(host);
    answer.until = this_loop().now() + believed_for;
    if (!answer.addresses.empty()) self->remember(host, answer);
    co_return answer;
}

Coroutine<DnsCache::Answer> DnsCache::resolve(std::string host) {
    Answer answer{.addresses = {}, .error = asio::error::host_not_found, .until = {}};
    try {
        if (!resolver_)
            answer.addresses = co_await to_thread(ask_system, host);
        else
            for (Address& address : co_await resolver_(host))
                answer.addresses.push_back(std::move(address));
    } catch (const std::system_error& e) {
        answer.error = e.code();
    } catch (const std::exception&) {  // an injected resolver's own way to say no
    }
    co_return answer;
}

void DnsCache::remember(const std::string& host, Answer answer) {
    known_[host] = std::move(answer);
    if (known_.size() <= most_known) return;
    known_.erase(std::min_element(known_.begin(), known_.end(), [](const auto& a, const auto& b) {
        return a.second.until < b.second.until;
    }));
}

void DnsCache::close() noexcept {
    closed_ = true;
    if (!extend::running_loop()) return;
    for (const auto& [host, lookup] : lookups_) lookup.cancel();
}

}  // namespace aio::http::detail

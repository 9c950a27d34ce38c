// Where a host is: what its name stands for.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <aio/coroutine.hpp>

namespace aio::http {

/// One address that a host name stands for.
struct Address {
    std::string ip;          ///< "127.0.0.1", "::1"
    std::uint16_t port = 0;  ///< 0: the URL's
};

/// Looks a host name up; an error it throws becomes ClientConnectorDNSError, and so does an empty
/// answer. The name lives until it ends. Not called for hosts that are already addresses, nor again
/// within 10 s (aiohttp's ttl_dns_cache). Requests that need the same name share one lookup: it
/// goes on if one of them is cancelled, and is cancelled when the connector is closed. Empty: the
/// system's resolver.
using Resolver = std::function<Coroutine<std::vector<Address>>(const std::string& host)>;

}  // namespace aio::http

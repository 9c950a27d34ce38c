// TCP to one of several addresses: if one does not answer soon, the next is tried beside it (RFC
// 8305, known as "happy eyeballs"). Not for users.
#pragma once

#include <memory>

#include <http/detail/dns_cache.hpp>
#include <http/detail/stream.hpp>

namespace aio::http::detail {

/// Takes addresses out of `untried` until one answers; ClientConnectorError, the
/// last of them, if none does. On cancellation every attempt is ended first.
Coroutine<std::shared_ptr<Stream>> connect_tcp(Addresses& untried, Url url);

}  // namespace aio::http::detail

// Servers that run in the same loop as their client, reached through socket
// pairs. Under simulated time that keeps figures exact although real bytes move.
//
// It also models how long a connection takes to be opened, under either clock:
// on one machine that takes no time, and could not be shown.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include <http/detail/stream.hpp>

namespace aio::http::detail {

/// Told of each connection: its own end of the pair. Empty: never accepts one.
using LocalServer = std::function<void(Stream::Socket)>;

/// From now on `ip`:`port` is that server, for this thread's clients under
/// simulated time; a connection to it takes `connect_delay`.
void serve_locally(const std::string& ip, std::uint16_t port, LocalServer server,
                   duration connect_delay = {});
/// The same delay under the real clock, where the server is on TCP.
void delay_connections(const std::string& ip, std::uint16_t port, duration connect_delay);
/// Forgets all that was said about `ip`:`port`.
void stop_serving_locally(const std::string& ip, std::uint16_t port);

/// Waits as long as a connection takes. Then the client's end, if somebody
/// serves there in this loop; else nothing: connect by TCP. asio::system_error
/// if the server has gone meanwhile.
Coroutine<std::optional<Stream::Socket>> connect_locally(std::string ip, std::uint16_t port);

}  // namespace aio::http::detail

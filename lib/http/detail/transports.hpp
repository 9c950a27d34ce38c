// The transports of the running loop, for the connector. Not for users.
#pragma once

#include <http/transport.hpp>

namespace aio::http::detail {

/// The first connection that one of them returns; nothing: connect by TCP.
Transport::Found connect_by_transport(Address address);

}  // namespace aio::http::detail

// The transports of the running loop, as the connector asks them. Not for users.
#pragma once

#include <http/transport.hpp>

namespace aio::http::detail {

/// The first connection that one of them gives; nothing: connect by TCP.
Transport::Found connect_by_transport(Address address);

}  // namespace aio::http::detail

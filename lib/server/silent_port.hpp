// A port at which no connection is ever accepted or refused: what a client finds at a host that is
// switched off.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <http/transport.hpp>

namespace lesson_server {

class SilentPort {
public:
    /// std::system_error if the port is taken, or is not on this machine.
    SilentPort(std::uint16_t port, const std::string& address);

private:
    std::vector<aio::http::Socket> sockets_;  // one listens, the others fill its queue
};

}  // namespace lesson_server

#include <server/silent_port.hpp>

#include <netdb.h>
#include <sys/socket.h>

#include <cerrno>
#include <memory>
#include <system_error>

namespace lesson_server {
namespace {

using aio::http::Socket;

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> find(const std::string& address,
                                                        std::uint16_t port) {
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
        throw std::system_error(std::make_error_code(std::errc::invalid_argument), address);
    return {found, freeaddrinfo};
}

Socket open_socket(int family, int flags) {
    const int descriptor = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
    if (descriptor < 0) fail("socket");
    return Socket(descriptor);
}

}  // namespace

// Linux takes one connection that nobody accepts; once the queue is full, it
// leaves further ones without an answer.
SilentPort::SilentPort(std::uint16_t port, const std::string& address) {
    constexpr int attempts = 4, yes = 1;
    const auto where = find(address, port);
    const int listening = sockets_.emplace_back(open_socket(where->ai_family, 0)).descriptor();
    ::setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (::bind(listening, where->ai_addr, where->ai_addrlen) != 0) fail("bind");
    if (::listen(listening, 0) != 0) fail("listen");
    for (int i = 0; i < attempts; ++i) {
        const Socket& caller = sockets_.emplace_back(open_socket(where->ai_family, SOCK_NONBLOCK));
        // It would wait for an answer, if it were not for SOCK_NONBLOCK.
        static_cast<void>(::connect(caller.descriptor(), where->ai_addr, where->ai_addrlen));
    }
}

}  // namespace lesson_server

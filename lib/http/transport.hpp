// Transport: another way than TCP from a session to a server. With it, client and
// server of one program talk over a pair of sockets, even under simulated time,
// because they wait for nothing outside the program.
//
//   session                            transport
//   needs a connection to        -->   its function: is that one of mine?
//   10.0.0.1, port 80                  makes a pair of sockets, gives one to a server
//   talks over the other one     <--
//
//   aio::http::Transport network([&](const aio::http::Address& to) -> aio::http::Transport::Found {
//       if (to.ip != "10.0.0.1") co_return std::nullopt;    // by TCP, as usual
//       auto [ours, theirs] = aio::http::connected_pair();
//       server.serve(std::move(theirs));
//       co_return std::move(ours);
//   });
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <aio/coroutine.hpp>
#include <http/address.hpp>

namespace aio::http {

/// Owns the descriptor of a stream socket: closes it, unless it was released.
class Socket {
public:
    /// `in_this_loop`: the other end is served by this same loop, so waiting for it must not stop
    /// simulated time.
    explicit Socket(int descriptor, bool in_this_loop = false)
        : descriptor_(descriptor), in_this_loop_(in_this_loop) {}
    Socket(Socket&& other) noexcept
        : descriptor_(other.release()), in_this_loop_(other.in_this_loop_) {}
    /// Exchanges the two: what this one had is closed with `other`.
    Socket& operator=(Socket&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        std::swap(in_this_loop_, other.in_this_loop_);
        return *this;
    }
    ~Socket();

    [[nodiscard]] int descriptor() const { return descriptor_; }
    [[nodiscard]] bool in_this_loop() const { return in_this_loop_; }
    /// Releases the descriptor to the caller; from now on this has -1.
    int release() { return std::exchange(descriptor_, -1); }

private:
    int descriptor_;
    bool in_this_loop_;
};

/// Two sockets, connected to each other, for both sides of a conversation in this
/// loop. std::system_error if the system has none left.
std::pair<Socket, Socket> connected_pair();

/// While it lives, the sessions of this loop ask it for each new connection. If there are
/// several, the newest is asked first. It has no effect once the loop has ended.
class Transport {
public:
    using Found = Coroutine<std::optional<Socket>>;
    /// Gets the address that the host's name stands for, which lives until this ends; returns a
    /// connection, or nothing if it does not handle that address. A std::system_error, such as
    /// ECONNREFUSED, becomes ClientConnectorError. It may take its time, and is cancelled when
    /// ClientTimeout::connect is up.
    using Connect = std::function<Found(const Address&)>;

    /// RuntimeError outside a loop.
    explicit Transport(Connect connect);
    ~Transport();
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;

private:
    std::shared_ptr<const Connect> connect_;
};

}  // namespace aio::http

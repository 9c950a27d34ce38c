// A stream of bytes to a server, or to a server's client: TCP, TLS over TCP, or what a transport
// has given. Not for users: includes Asio and OpenSSL.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include <asio/generic/stream_protocol.hpp>
#include <asio/ssl.hpp>

#include <aio/asio.hpp>
#include <aio/lane.hpp>
#include <http/transport.hpp>
#include <http/url.hpp>

namespace aio::http::detail {

/// Shared by the lease that owns it and the operations that use it: one that is
/// under way when the lease lets go still ends properly.
class Stream : public std::enable_shared_from_this<Stream> {
public:
    using Socket = asio::generic::stream_protocol::socket;

    /// `local`: the other end is served by this same loop, so waiting for it must not stop
    /// simulated time.
    explicit Stream(Socket socket, bool local = false);
    ~Stream();
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    /// TLS from here on. The certificate and the host's name in it are checked if
    /// the context says so. ClientConnectorCertificateError, ClientConnectorSSLError.
    Coroutine<> start_tls(asio::ssl::context& context, Url url);

    /// Fills the buffer with at least one byte; returns how many, 0 at the end of the stream.
    /// Throws asio::system_error.
    Coroutine<std::size_t> read_block();
    /// The same without waiting: nothing if nothing is there.
    std::optional<std::size_t> read_ready();
    [[nodiscard]] std::string_view block(std::size_t size) const { return {buffer_.get(), size}; }
    /// The end of the stream came without TLS's own good-bye (close_notify), so somebody on the way
    /// may have cut it. Without TLS there is no way to tell.
    [[nodiscard]] bool ended_early() const { return ended_early_; }
    /// Writes all of it. On cancellation some of it may have been written.
    Coroutine<> write(std::string_view data);
    /// The other side reads the end of the stream; what it sends can still be read.
    void end_writing() noexcept;

    /// For a connection that should be silent: is it still there, with nothing
    /// to read? (A server that closed it, or sent something unasked, says no.)
    [[nodiscard]] bool is_quiet();
    /// Calls f once it is no longer quiet, unless unwatch() came first. The loop does not count
    /// this as something to wait for.
    void watch(std::function<void(Stream&)> f);
    void unwatch() noexcept;

    void close() noexcept;
    [[nodiscard]] bool is_open() const { return socket_ && socket_->is_open(); }

    Lane lane;  // its row in the picture

private:
    friend class StreamsOfLoop;
    class Operation;
    void forget_loop() noexcept;
    [[nodiscard]] bool is_end(const asio::error_code& error);
    asio::mutable_buffer room();

    std::optional<Socket> socket_;  // gone if its loop is
    use_coroutine_t token_;
    std::optional<asio::ssl::stream<Socket&>> tls_;
    std::unique_ptr<char[]> buffer_;  // made at the first read
    std::size_t full_blocks_ = 0;     // read in a row
    std::size_t writes_ = 0;
    int operations_ = 0;  // under way
    bool ended_early_ = false;
};

/// A stream of the running loop on that socket. std::system_error if it is not a socket.
std::shared_ptr<Stream> adopt(Socket socket);

}  // namespace aio::http::detail

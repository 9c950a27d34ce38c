#include <http/detail/stream.hpp>

#include <asio/write.hpp>

#include <sys/socket.h>

#include <cerrno>
#include <set>
#include <system_error>

#include <http/errors.hpp>

namespace aio::http::detail {
namespace {

constexpr std::size_t block_size = 64 * 1024;

// This many blocks are read or written without going through the loop, if the system has or takes
// them at once. Then other tasks get a turn.
constexpr std::size_t blocks_in_a_row = 16;

/// OpenSSL's reasons to refuse a certificate, in its own words.
class VerificationCategory final : public std::error_category {
public:
    [[nodiscard]] const char* name() const noexcept override { return "certificate"; }
    [[nodiscard]] std::string message(int code) const override {
        return X509_verify_cert_error_string(code);
    }
};
const std::error_category& verification_category() {
    static const VerificationCategory category;
    return category;
}

/// The server we want, and the name that its certificate must have. The name is also sent in the
/// clear (SNI), for servers with several certificates.
void expect_host(SSL* ssl, std::string host) {
    if (host.ends_with('.')) host.pop_back();  // it belongs to DNS: certificates do not have it
    if (is_ip_address(host)) {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str());
    } else {
        SSL_set_tlsext_host_name(ssl, host.c_str());
        SSL_set1_host(ssl, host.c_str());
    }
}

}  // namespace

std::shared_ptr<Stream> adopt(Socket socket) {
    int family = 0;
    socklen_t size = sizeof family;
    if (::getsockopt(socket.descriptor(), SOL_SOCKET, SO_DOMAIN, &family, &size) != 0)
        throw std::system_error(errno, std::generic_category(), "aio::http::Socket");
    const asio::generic::stream_protocol protocol(family, 0);
    const bool local = socket.in_this_loop();
    return std::make_shared<Stream>(Stream::Socket(io_context(), protocol, socket.release()),
                                    local);
}

/// The streams whose sockets belong to one io_context. A session or a response
/// may live longer than the loop that it was used in, but a socket must not
/// outlive its io_context: the service ends just before it, and closes them.
class StreamsOfLoop final : public asio::execution_context::service {
public:
    static inline asio::execution_context::id id;

    explicit StreamsOfLoop(asio::execution_context& context) : service(context) {}
    void add(Stream& stream) { streams_.insert(&stream); }
    void remove(Stream& stream) { streams_.erase(&stream); }

private:
    void shutdown() noexcept override {
        for (Stream* stream : streams_) stream->forget_loop();
        streams_.clear();
    }
    std::set<Stream*> streams_;
};

Stream::Stream(Socket socket, bool local)
    : socket_(std::move(socket)), token_{.holds_time = !local} {
    asio::error_code ignored;
    socket_->non_blocking(true, ignored);  // calls without co_await must not wait
    asio::use_service<StreamsOfLoop>(asio::query(socket_->get_executor(), asio::execution::context))
        .add(*this);
}

Stream::~Stream() {
    close();
    if (!socket_) return;
    asio::use_service<StreamsOfLoop>(asio::query(socket_->get_executor(), asio::execution::context))
        .remove(*this);
}

/// An operation under way: keeps the stream alive.
class Stream::Operation {
public:
    explicit Operation(Stream& stream) : stream_(stream.shared_from_this()) {
        ++stream_->operations_;
    }
    Operation(const Operation&) = delete;
    Operation& operator=(const Operation&) = delete;
    ~Operation() { --stream_->operations_; }

private:
    std::shared_ptr<Stream> stream_;
};

void Stream::forget_loop() noexcept {
    tls_.reset();
    socket_.reset();
}

Coroutine<> Stream::start_tls(asio::ssl::context& context, Url url) {
    const Operation operation(*this);
    tls_.emplace(*socket_, context);
    expect_host(tls_->native_handle(), url.host());
    asio::error_code error;
    try {
        co_await tls_->async_handshake(asio::ssl::stream_base::client, token_);
        co_return;
    } catch (const asio::system_error& e) {
        error = e.code();
    }
    const long verified = SSL_get_verify_result(tls_->native_handle());
    if (verified == X509_V_OK) throw ClientConnectorSSLError(url, error);
    throw ClientConnectorCertificateError(url,
                                          {static_cast<int>(verified), verification_category()});
}

Coroutine<std::size_t> Stream::read_block() {
    const Operation operation(*this);
    if (!is_open()) throw asio::system_error(asio::error::bad_descriptor);
    // After a full block there is usually another one.
    if (!tls_ && full_blocks_ % blocks_in_a_row != 0)
        if (const auto size = read_ready()) co_return *size;
    std::size_t size = 0;
    try {
        if (tls_)
            size = co_await tls_->async_read_some(room(), token_);
        else
            size = co_await socket_->async_read_some(room(), token_);
    } catch (const asio::system_error& e) {
        if (!is_end(e.code())) throw;
    }
    full_blocks_ = size == block_size ? full_blocks_ + 1 : 0;
    co_return size;
}

// Many servers close without TLS's own good-bye; what came is complete if HTTP
// says so.
bool Stream::is_end(const asio::error_code& error) {
    ended_early_ = error == asio::ssl::error::stream_truncated;
    return ended_early_ || error == asio::error::eof;
}

std::optional<std::size_t> Stream::read_ready() {
    asio::error_code error;
    const std::size_t size =
        tls_ ? tls_->read_some(room(), error) : socket_->read_some(room(), error);
    if (error == asio::error::would_block) return std::nullopt;
    if (error && !is_end(error)) throw asio::system_error(error);
    full_blocks_ = size == block_size ? full_blocks_ + 1 : 0;
    return error ? 0 : size;
}

asio::mutable_buffer Stream::room() {
    if (!buffer_) buffer_.reset(new char[block_size]);
    return asio::buffer(buffer_.get(), block_size);
}

// The system usually takes a whole request at once: waiting for that through the loop would cost
// more than the request itself.
Coroutine<> Stream::write(std::string_view data) {
    const Operation operation(*this);
    if (!is_open()) throw asio::system_error(asio::error::bad_descriptor);
    if (tls_) {
        co_await asio::async_write(*tls_, asio::buffer(data), token_);
        co_return;
    }
    if (++writes_ % blocks_in_a_row != 0) {
        asio::error_code error;
        data.remove_prefix(socket_->write_some(asio::buffer(data), error));
        if (error && error != asio::error::would_block) throw asio::system_error(error);
    }
    if (!data.empty()) co_await asio::async_write(*socket_, asio::buffer(data), token_);
}

void Stream::end_writing() noexcept {
    asio::error_code ignored;
    if (is_open()) socket_->shutdown(Socket::shutdown_send, ignored);
}

bool Stream::is_quiet() {
    if (!is_open()) return false;
    if (tls_) {  // bytes that OpenSSL has already taken from the socket
        SSL* ssl = tls_->native_handle();
        if (SSL_has_pending(ssl) || BIO_pending(SSL_get_rbio(ssl)) > 0) return false;
    }
    char byte;
    const auto n = ::recv(socket_->native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

void Stream::watch(std::function<void(Stream&)> f) {
    socket_->async_wait(Socket::wait_read,
                        [weak = weak_from_this(), f = std::move(f)](asio::error_code error) {
                            if (error) return;
                            if (const auto stream = weak.lock()) f(*stream);
                        });
}

void Stream::unwatch() noexcept {
    asio::error_code ignored;
    if (socket_) socket_->cancel(ignored);
}

// TLS has a good-bye of its own (RFC 8446, section 6.1). The socket does not wait, and neither does
// this: the good-bye is sent if there is room for it, and the server's is not read. In the middle
// of an operation none is sent.
void Stream::close() noexcept {
    lane.close();
    asio::error_code ignored;
    if (tls_ && is_open() && operations_ == 0) tls_->shutdown(ignored);
    if (socket_) socket_->close(ignored);
}

}  // namespace aio::http::detail

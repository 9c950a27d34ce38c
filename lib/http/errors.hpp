// What can go wrong with a request. The names and the tree are aiohttp's:
//
//   ClientError
//     ClientConnectionError           there is no connection, or no longer one
//       ConnectionClosedError           ... because this program closed it
//       ClientConnectionResetError      ... while a request was being written
//       ClientOSError                   the operating system reports it: code()
//         ClientConnectorError            it could not be opened
//           ClientConnectorDNSError         no address for the name
//           ClientSSLError                  no TLS
//             ClientConnectorSSLError           the handshake failed
//             ClientConnectorCertificateError   the certificate was refused
//       ServerConnectionError
//         ServerDisconnectedError       the server hung up before an answer
//         ServerTimeoutError              also an aio::TimeoutError
//           ConnectionTimeoutError          opening took too long
//           SocketTimeoutError              reading took too long
//     ClientPayloadError              the body is damaged or cut short
//     ClientResponseError             a bad answer, or one that reports an error: status()
//       ContentTypeError                it is not JSON
//       TooManyRedirects
//     InvalidURL                      also a std::invalid_argument
//       InvalidUrlClientError
//         InvalidUrlRedirectClientError   also a RedirectClientError
//     NonHttpUrlClientError
//       NonHttpUrlRedirectClientError     also a RedirectClientError
//
// Every error that is thrown is a std::exception, too; ClientError alone is not, so catch the
// one or the other (error_families.hpp says why).
//
// ClientTimeout.total is outside: it throws a plain aio::TimeoutError. A closed
// session is an aio::RuntimeError, a bad argument a std::invalid_argument.
//
// Every text is one line, "where: what happened"; a password in a URL is not shown. The other
// errors of aiohttp are about proxies, Unix sockets, fingerprints of certificates and WebSockets,
// which are not here.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <aio/errors.hpp>
#include <http/error_families.hpp>
#include <http/headers.hpp>
#include <http/url.hpp>

namespace aio::http {

/// A response read after it was released, or after the session was closed.
/// aiohttp throws a bare ClientConnectionError here.
class ConnectionClosedError : public detail::ErrorOf<ClientConnectionError, std::runtime_error> {
public:
    using ErrorOf::ErrorOf;
    /// The session was closed before there was a connection.
    explicit ConnectionClosedError(const Url& url);
};

/// The connection was closed while the request was being written to it.
class ClientConnectionResetError
    : public detail::ErrorOf<ClientConnectionError, std::runtime_error> {
public:
    using ErrorOf::ErrorOf;
};

/// The operating system reports a failure: code() says which. Its own text
/// follows the one given.
class ClientOSError : public detail::ErrorOf<ClientConnectionError, std::system_error> {
public:
    ClientOSError(const Url& url, std::error_code cause, const std::string& what_failed);
};

/// The connection could not be opened: refused, unreachable, ...
class ClientConnectorError : public ClientOSError {
public:
    ClientConnectorError(const Url& url, std::error_code cause);
    [[nodiscard]] const std::string& host() const noexcept { return host_; }
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] bool is_ssl() const noexcept { return is_ssl_; }

protected:
    ClientConnectorError(const Url& url, std::error_code cause, const std::string& what_failed);

private:
    std::string host_;
    std::uint16_t port_;
    bool is_ssl_;
};

/// The host's name has no address.
class ClientConnectorDNSError : public ClientConnectorError {
public:
    ClientConnectorDNSError(const Url& url, std::error_code cause);
};

/// TLS could not be set up.
class ClientSSLError : public ClientConnectorError {
public:
    ClientSSLError(const Url& url, std::error_code cause, const std::string& what_failed)
        : ClientConnectorError(url, cause, what_failed) {}
};

/// The two sides did not agree, or one does not speak TLS at all.
class ClientConnectorSSLError : public ClientSSLError {
public:
    ClientConnectorSSLError(const Url& url, std::error_code cause);
};

/// The server's certificate is not for this host, has expired, or is not signed by a trusted
/// authority.
class ClientConnectorCertificateError : public ClientSSLError {
public:
    ClientConnectorCertificateError(const Url& url, std::error_code cause);
};

/// The server closed the connection before it had answered. On a reused connection this may be bad
/// luck: a method that may be repeated is sent once more.
class ServerDisconnectedError : public detail::ErrorOf<ServerConnectionError, std::runtime_error> {
public:
    explicit ServerDisconnectedError(const Url& url);
};

/// A step took too long. Caught as an aio::TimeoutError, too.
class ServerTimeoutError : public detail::ErrorOf<ServerConnectionError, TimeoutError> {
public:
    using ErrorOf::ErrorOf;
};

/// No connection within ClientTimeout.connect or sock_connect.
class ConnectionTimeoutError : public ServerTimeoutError {
public:
    explicit ConnectionTimeoutError(const Url& url);
};

/// Nothing was received for ClientTimeout.sock_read.
class SocketTimeoutError : public ServerTimeoutError {
public:
    explicit SocketTimeoutError(const Url& url);
};

/// The body ended early, or is not encoded as its headers say.
class ClientPayloadError : public detail::ErrorOf<ClientError, std::runtime_error> {
public:
    ClientPayloadError(const Url& url, const std::string& what_happened);
};

/// What is known about the answer that an error is about.
struct ResponseInfo {
    Url url;
    int status = 0;            ///< 400, too, if the answer could not be parsed
    std::string message = {};  ///< the reason of the status line, or what is wrong
    Headers headers = {};
    std::vector<Url> history = {};  ///< where redirects came from, in order
};

/// raise_for_status and a status of 400 or more; or the answer is not HTTP, or
/// exceeds a limit: then the status is 400, and the connection was closed.
class ClientResponseError : public detail::ErrorOf<ClientError, std::runtime_error> {
public:
    explicit ClientResponseError(ResponseInfo info);
    [[nodiscard]] int status() const noexcept { return info_.status; }
    [[nodiscard]] const std::string& message() const noexcept { return info_.message; }
    [[nodiscard]] const Headers& headers() const noexcept { return info_.headers; }
    [[nodiscard]] const Url& url() const noexcept { return info_.url; }
    [[nodiscard]] const std::vector<Url>& history() const noexcept { return info_.history; }

private:
    ResponseInfo info_;
};

/// json() of an answer whose Content-Type is something else.
class ContentTypeError : public ClientResponseError {
public:
    using ClientResponseError::ClientResponseError;
};

/// SessionOptions.max_redirects were not enough.
class TooManyRedirects : public ClientResponseError {
public:
    using ClientResponseError::ClientResponseError;
};

/// The URL cannot be used. Caught as a std::invalid_argument, too.
class InvalidURL : public detail::ErrorOf<ClientError, std::invalid_argument>,
                   public detail::BadUrl {
public:
    InvalidURL(std::string_view url, std::string_view description);
};

/// Relative, without a host, with a bad host or port.
class InvalidUrlClientError : public InvalidURL {
public:
    using InvalidURL::InvalidURL;
};

/// The same, in a redirect's Location.
class InvalidUrlRedirectClientError : public InvalidUrlClientError, public RedirectClientError {
public:
    using InvalidUrlClientError::InvalidUrlClientError;
};

/// ftp://, mailto: and the like.
class NonHttpUrlClientError : public detail::ErrorOf<ClientError, std::runtime_error>,
                              public detail::BadUrl {
public:
    NonHttpUrlClientError(std::string_view url, std::string_view description);
};

/// The same, in a redirect's Location.
class NonHttpUrlRedirectClientError : public NonHttpUrlClientError, public RedirectClientError {
public:
    using NonHttpUrlClientError::NonHttpUrlClientError;
};

}  // namespace aio::http

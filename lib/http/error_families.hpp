// The families of errors, and how one error is of two kinds.
//
// A timeout must be caught as a ClientError and as an aio::TimeoutError, a bad
// URL as a ClientError and as a std::invalid_argument, and each as a
// std::exception. If ClientError were a std::exception, too, they would be one
// twice over, and `catch (const std::exception&)`, not knowing which is meant,
// would not catch them.
//
// So the families are interfaces: ClientError, ClientConnectionError,
// ServerConnectionError and RedirectClientError have a what() and no state, and
// are not thrown themselves. Each error that is thrown adds one standard
// exception to its family, once: detail::ErrorOf.
#pragma once

#include <string>
#include <string_view>

namespace aio::http {

/// Any failure of a request, except its total timeout and its cancellation.
class ClientError {
public:
    virtual ~ClientError() = default;
    [[nodiscard]] virtual const char* what() const noexcept = 0;

protected:
    ClientError() = default;
    ClientError(const ClientError&) = default;
    ClientError& operator=(const ClientError&) = default;
};

/// No connection, or no longer one.
class ClientConnectionError : public virtual ClientError {};

/// The server's end of the connection failed.
class ServerConnectionError : public ClientConnectionError {};

/// The server redirected to a URL that cannot be requested.
class RedirectClientError : public virtual ClientError {};

namespace detail {

/// An error that is of this family and also this standard exception.
template <class Family, class Standard>
class ErrorOf : public virtual Family, public Standard {
public:
    using Standard::Standard;
    [[nodiscard]] const char* what() const noexcept override { return Standard::what(); }
};

/// What an error about a URL knows.
class BadUrl {
public:
    /// As it was given, including a password if it has one; it need not be printable.
    [[nodiscard]] const std::string& url() const noexcept { return url_; }
    [[nodiscard]] const std::string& description() const noexcept { return description_; }

protected:
    BadUrl(std::string_view url, std::string_view description)
        : url_(url), description_(description) {}

private:
    std::string url_;
    std::string description_;
};

}  // namespace detail

}  // namespace aio::http

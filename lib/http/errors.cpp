#include <http/errors.hpp>

#include <http/detail/ascii.hpp>

namespace aio::http {
namespace {

constexpr std::size_t longest_shown = 200;

std::string shown(const Url& url) { return url.without_credentials().to_string(); }

// The same for text that is not a URL: anything that looks like a password is left out.
std::string without_password(std::string_view text) {
    const auto slashes = text.find("//");
    if (slashes == std::string_view::npos) return std::string(text);
    const auto start = slashes + 2;
    const std::string_view authority = text.substr(start, text.find_first_of("/?#", start) - start);
    const auto at = authority.rfind('@');
    if (at == std::string_view::npos) return std::string(text);
    return std::string(text.substr(0, start)) + "***" + std::string(text.substr(start + at));
}

// It came from outside, and must become one readable line.
std::string shown(std::string_view text) {
    std::string out;
    for (const char c : without_password(text)) {
        if (out.size() >= longest_shown) return out + "...";
        out += detail::is_control(c) ? '?' : c;
    }
    return out.empty() ? "(an empty URL)" : out;
}

std::string about(std::string_view url, std::string_view description) {
    return shown(url) + ": " + std::string(description);
}

std::string summary(const ResponseInfo& info) {
    std::string message;
    for (const char c : info.message) message += detail::is_control(c) ? '?' : c;
    return shown(info.url) + ": " + std::to_string(info.status) + ' ' + message;
}

std::string endpoint(const Url& url) { return url.host() + " port " + std::to_string(url.port()); }

}  // namespace

ConnectionClosedError::ConnectionClosedError(const Url& url)
    : ErrorOf("Connection closed: the session was closed before there was a connection for " +
              shown(url)) {}

ClientOSError::ClientOSError(const Url& url, std::error_code cause, const std::string& what_failed)
    : ErrorOf(cause, shown(url) + ": " + what_failed) {}

ClientConnectorError::ClientConnectorError(const Url& url, std::error_code cause,
                                           const std::string& what_failed)
    : ClientOSError(url, cause, what_failed),
      host_(url.host()),
      port_(url.port()),
      is_ssl_(url.is_secure()) {}

ClientConnectorError::ClientConnectorError(const Url& url, std::error_code cause)
    : ClientConnectorError(url, cause, "cannot connect to " + endpoint(url)) {}

ClientConnectorDNSError::ClientConnectorDNSError(const Url& url, std::error_code cause)
    : ClientConnectorError(url, cause, "no address was found for " + url.host()) {}

ClientConnectorSSLError::ClientConnectorSSLError(const Url& url, std::error_code cause)
    : ClientSSLError(url, cause, "no TLS with " + endpoint(url)) {}

ClientConnectorCertificateError::ClientConnectorCertificateError(const Url& url,
                                                                 std::error_code cause)
    : ClientSSLError(url, cause, "the certificate of " + endpoint(url) + " is not trusted") {}

ServerDisconnectedError::ServerDisconnectedError(const Url& url)
    : ErrorOf(shown(url) + ": the server disconnected before it answered") {}

ConnectionTimeoutError::ConnectionTimeoutError(const Url& url)
    : ServerTimeoutError("Connection timeout to host " + shown(url)) {}

SocketTimeoutError::SocketTimeoutError(const Url& url)
    : ServerTimeoutError(shown(url) +
                         ": read timeout: nothing received for ClientTimeout's sock_read") {}

ClientPayloadError::ClientPayloadError(const Url& url, const std::string& what_happened)
    : ErrorOf(shown(url) + ": " + what_happened) {}

ClientResponseError::ClientResponseError(ResponseInfo info)
    : ErrorOf(summary(info)), info_(std::move(info)) {}

InvalidURL::InvalidURL(std::string_view url, std::string_view description)
    : ErrorOf(about(url, description)), BadUrl(url, description) {}

NonHttpUrlClientError::NonHttpUrlClientError(std::string_view url, std::string_view description)
    : ErrorOf(about(url, description)), BadUrl(url, description) {}

}  // namespace aio::http

// lib/http/errors.hpp: what a request throws, and what catches it.
#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include <http/errors.hpp>

using namespace aio::http;

namespace {

// To be caught as a Base, an error must derive from it exactly once.
template <class Error, class Base>
constexpr bool is_a = std::is_convertible_v<Error*, Base*>;

template <class Error, class Base>
bool caught_as(const Error& error) {
    try {
        throw error;
    } catch (const Base& caught) {
        return std::string(caught.what()) == error.what();
    } catch (...) {
        return false;
    }
}

const Url page("http://user:secret@a.test:81/x");
const std::error_code refused = std::make_error_code(std::errc::connection_refused);

// Every error that is thrown: a ClientError once, and a std::exception once.
template <class... Errors>
constexpr bool all_caught_both_ways =
    (... && (is_a<Errors, ClientError> && is_a<Errors, std::exception>));

static_assert(all_caught_both_ways<ConnectionClosedError, ClientConnectionResetError, ClientOSError,
                                   ClientConnectorError, ClientConnectorDNSError, ClientSSLError,
                                   ClientConnectorSSLError, ClientConnectorCertificateError>);
static_assert(all_caught_both_ways<ServerDisconnectedError, ServerTimeoutError,
                                   ConnectionTimeoutError, SocketTimeoutError, ClientPayloadError,
                                   ClientResponseError, ContentTypeError, TooManyRedirects>);
static_assert(all_caught_both_ways<InvalidURL, InvalidUrlClientError, InvalidUrlRedirectClientError,
                                   NonHttpUrlClientError, NonHttpUrlRedirectClientError>);

// aiohttp's tree.
static_assert(is_a<ClientConnectorDNSError, ClientConnectorError>);
static_assert(is_a<ClientConnectorCertificateError, ClientSSLError>);
static_assert(is_a<ClientConnectorSSLError, ClientConnectorError>);
static_assert(is_a<ClientConnectorError, ClientOSError>);
static_assert(is_a<ClientOSError, ClientConnectionError>);
static_assert(is_a<ClientOSError, std::system_error>);
static_assert(is_a<ServerDisconnectedError, ServerConnectionError>);
static_assert(is_a<SocketTimeoutError, ServerConnectionError>);
static_assert(is_a<ServerConnectionError, ClientConnectionError>);
static_assert(is_a<InvalidUrlRedirectClientError, InvalidUrlClientError>);
static_assert(is_a<InvalidUrlRedirectClientError, RedirectClientError>);
static_assert(is_a<NonHttpUrlRedirectClientError, RedirectClientError>);
static_assert(!is_a<NonHttpUrlClientError, InvalidURL>);
static_assert(!is_a<ClientPayloadError, ClientConnectionError>);
static_assert(!is_a<aio::TimeoutError, ClientError>);

// The families are not thrown themselves.
static_assert(std::is_abstract_v<ClientError> && std::is_abstract_v<ClientConnectionError> &&
              std::is_abstract_v<ServerConnectionError> && std::is_abstract_v<RedirectClientError>);

}  // namespace

TEST_CASE("T08 a timeout of a step is a ClientError and an aio::TimeoutError") {
    const SocketTimeoutError error(page);
    CHECK(caught_as<SocketTimeoutError, ClientError>(error));
    CHECK(caught_as<SocketTimeoutError, ServerTimeoutError>(error));
    CHECK(caught_as<SocketTimeoutError, aio::TimeoutError>(error));
    CHECK(caught_as<SocketTimeoutError, std::runtime_error>(error));
    CHECK(caught_as<SocketTimeoutError, std::exception>(error));
    CHECK(caught_as<ConnectionTimeoutError, aio::TimeoutError>(ConnectionTimeoutError(page)));
    CHECK_FALSE(caught_as<SocketTimeoutError, ConnectionTimeoutError>(error));
}

TEST_CASE("T01 the total timeout is not a ClientError") {
    CHECK_FALSE(caught_as<aio::TimeoutError, ClientError>(aio::TimeoutError("too late")));
}

TEST_CASE("a bad URL is a ClientError and a std::invalid_argument") {
    const InvalidUrlClientError error("http://", "it has no host");
    CHECK(caught_as<InvalidUrlClientError, ClientError>(error));
    CHECK(caught_as<InvalidUrlClientError, InvalidURL>(error));
    CHECK(caught_as<InvalidUrlClientError, std::invalid_argument>(error));
    CHECK(caught_as<InvalidUrlClientError, std::exception>(error));
    CHECK_FALSE(caught_as<InvalidUrlClientError, std::runtime_error>(error));
    CHECK(error.what() == std::string("http://: it has no host"));
    CHECK(error.url() == "http://");
    CHECK(error.description() == "it has no host");

    const InvalidUrlRedirectClientError redirected("http://", "it has no host");
    CHECK(caught_as<InvalidUrlRedirectClientError, RedirectClientError>(redirected));
    CHECK(caught_as<InvalidUrlRedirectClientError, ClientError>(redirected));
}

TEST_CASE("a connector error has its destination and the system's code") {
    const ClientConnectorError error(page, refused);
    CHECK(error.what() ==
          "http://a.test:81/x: cannot connect to a.test port 81: " + refused.message());
    CHECK(bool(error.code() == std::errc::connection_refused));
    CHECK(error.host() == "a.test");
    CHECK(error.port() == 81);
    CHECK_FALSE(error.is_ssl());
    CHECK(ClientConnectorCertificateError(Url("https://a.test"), refused).is_ssl());
    CHECK(caught_as<ClientConnectorError, std::system_error>(error));
}

TEST_CASE("a response error has what came") {
    const ClientResponseError error({.url = page,
                                     .status = 404,
                                     .message = "Not Found",
                                     .headers = {{"X-A", "1"}},
                                     .history = {Url("http://a.test/")}});
    CHECK(error.what() == std::string("http://a.test:81/x: 404 Not Found"));
    CHECK(error.status() == 404);
    CHECK(error.message() == "Not Found");
    CHECK(error.headers().get("x-a") == "1");
    CHECK(error.url() == page);
    CHECK(error.history().size() == 1);
}

TEST_CASE("a text is one line, not too long, and shows no password") {
    const InvalidUrlClientError strange("http://me:secret@h:x/\r\nSet-Cookie: a=1", "bad");
    CHECK(strange.what() == std::string("http://***@h:x/??Set-Cookie: a=1: bad"));
    CHECK(InvalidUrlClientError("", "it is not absolute").what() ==
          std::string("(an empty URL): it is not absolute"));
    CHECK(std::string(InvalidUrlClientError(std::string(5000, 'a'), "bad").what()).size() < 300);
    // The same as aiohttp's (http-semantics.md, section 1); the others have no text there.
    CHECK(ConnectionTimeoutError(page).what() ==
          std::string("Connection timeout to host http://a.test:81/x"));
    const std::vector<std::string> texts = {SocketTimeoutError(page).what(),
                                            ServerDisconnectedError(page).what(),
                                            ClientPayloadError(page, "cut short").what(),
                                            ClientConnectorDNSError(page, refused).what()};
    for (const std::string& text : texts) {
        CAPTURE(text);
        CHECK(text.starts_with("http://a.test:81/x: "));
        CHECK(text.find("secret") == std::string::npos);
    }
}

// Options of a session, and of a single request.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <aio/coroutine.hpp>
#include <http/address.hpp>
#include <http/client_timeout.hpp>
#include <http/connector.hpp>
#include <http/cookies.hpp>
#include <http/form_data.hpp>
#include <http/headers.hpp>
#include <http/limits.hpp>
#include <http/url.hpp>

namespace aio::http {

/// HTTP's own login, RFC 7617, in UTF-8: an Authorization header. std::invalid_argument
/// from the request if the name has a colon, or beside an Authorization header or
/// credentials in the URL. Like aiohttp.BasicAuth.
struct BasicAuth {
    std::string login = {}, password = {};
};

/// Like the arguments of aiohttp.ClientSession and TCPConnector.
struct SessionOptions {
    ClientTimeout timeout = {};
    int limit = 100;         ///< connections in use at once, and idle at once; 0: no limit
    int limit_per_host = 0;  ///< in use at once to one server; 0: no limit
    duration keepalive_timeout = std::chrono::seconds(15);  ///< how long an idle one is kept
    bool force_close = false;                               ///< a connection for each request
    std::shared_ptr<CookieJar> cookie_jar = nullptr;        ///< default: a new CookieJar
    std::string base_url = {};                              ///< absolute; its path ends in "/"
    Headers headers = {};                                   ///< sent with every request
    /// Sent to any origin that a request names, like in aiohttp, but not to another
    /// origin to which it is redirected.
    std::optional<BasicAuth> auth = std::nullopt;
    bool raise_for_status = false;  ///< ClientResponseError for a status of 400 or more
    int max_redirects = 10;         ///< at this many: TooManyRedirects; 0: no limit
    /// Spell the escapes of a Location in the usual way: "%7e" becomes "~". Characters that a URL
    /// may not contain are escaped in any case.
    bool requote_redirect_url = true;
    Limits limits = {};
    Resolver resolver = nullptr;  ///< null: the system's
    TlsOptions tls = {};
    /// Names of headers that should not be added, such as User-Agent or Accept-Encoding.
    /// One that is in `headers` is still sent.
    std::vector<std::string> skip_auto_headers = {};
    /// Decompress bodies as their Content-Encoding says. False: leave them as they came.
    bool auto_decompress = true;
    /// Used instead of one of its own. Then the limits, keepalive_timeout, force_close,
    /// resolver and tls are those of the connector. The session's close() also closes it,
    /// unless connector_owner is false.
    std::shared_ptr<Connector> connector = nullptr;
    bool connector_owner = true;
};

/// A body produced while it is sent: returns the next piece, or nothing at its end. Sent chunked,
/// unless its size is known, and only once: a redirect that asks for it again is a
/// ClientPayloadError. Cancelled with the request, and when the server has answered before the
/// body's end. An error that it throws closes the connection, and is thrown to the task that awaits
/// the answer.
using BodyStream = std::function<Coroutine<std::optional<std::string>>()>;

using Fields = Params;

/// Fields, or none: {{"name", "value"}, {"other", "value"}}.
struct OptionalFields : std::optional<Fields> {
    using std::optional<Fields>::optional;
    OptionalFields(std::initializer_list<Fields::value_type> fields) : optional(Fields(fields)) {}
};

/// Like the arguments of aiohttp's session.request. At most one body. For what is left
/// empty, the session's options hold.
struct RequestOptions {
    Fields params = {};                              ///< added to the URL's query
    Headers headers = {};                            ///< win over the session's, by name
    Fields cookies = {};                             ///< for this request only; not stored
    std::optional<std::string> data = std::nullopt;  ///< as application/octet-stream
    std::optional<std::string> json = std::nullopt;  ///< JSON text, as application/json
    OptionalFields form = std::nullopt;              ///< as application/x-www-form-urlencoded
    BodyStream stream = nullptr;
    /// How many bytes the stream has, if known: then it is sent with a Content-Length, which
    /// some servers require. A stream that has more or fewer ends the request with
    /// std::invalid_argument, and closes the connection.
    std::optional<std::uint64_t> stream_size = std::nullopt;
    std::optional<FormData> multipart = std::nullopt;     ///< as multipart/form-data: files
    std::optional<BasicAuth> auth = std::nullopt;         ///< instead of the session's
    ClientTimeout timeout = ClientTimeout::of_session();  ///< instead of the session's, all of it
    std::optional<bool> allow_redirects = std::nullopt;   ///< default: yes, except for head()
    std::optional<int> max_redirects = std::nullopt;      ///< 0: no limit
    std::optional<bool> raise_for_status = std::nullopt;
    bool expect100 = false;  ///< ask before the body is sent: RFC 9110, section 10.1.1
    RequestLimits limits = {};
    std::vector<std::string> skip_auto_headers = {};  ///< beside the session's
    std::optional<bool> auto_decompress = std::nullopt;
};

}  // namespace aio::http

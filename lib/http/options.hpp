// What can be said about a session and about one request.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <aio/coroutine.hpp>
#include <http/address.hpp>
#include <http/client_timeout.hpp>
#include <http/cookies.hpp>
#include <http/headers.hpp>
#include <http/limits.hpp>
#include <http/url.hpp>

namespace aio::http {

/// For https. By default the certificate must be signed by an authority that
/// the system trusts, and be for the host.
struct TlsOptions {
    bool verify = true;
    std::string ca_file = {};  ///< trust the authorities in this PEM file instead
};

/// As the arguments of aiohttp.ClientSession and TCPConnector.
struct SessionOptions {
    ClientTimeout timeout = {};
    int limit = 100;         ///< connections in use at once; 0: no limit
    int limit_per_host = 0;  ///< ... to one server; 0: no limit
    duration keepalive_timeout = std::chrono::seconds(15);  ///< how long an idle one is kept
    bool force_close = false;                               ///< a connection for each request
    std::shared_ptr<CookieJar> cookie_jar = nullptr;        ///< default: a new CookieJar
    std::string base_url = {};                              ///< absolute; its path ends in "/"
    Headers headers = {};                                   ///< sent with every request
    bool raise_for_status = false;
    int max_redirects = 10;
    /// Spell the escapes of a Location in the usual way: "%7e" becomes "~". What
    /// may not stand in a URL at all is escaped in any case.
    bool requote_redirect_url = true;
    Limits limits = {};
    Resolver resolver = nullptr;
    TlsOptions tls = {};
    std::vector<std::string> skip_auto_headers = {};
};

/// A body that is made while it is sent: gives the next piece, or nothing at
/// its end. Sent chunked, and once only.
using BodyStream = std::function<Coroutine<std::optional<std::string>>()>;

using Fields = Params;

/// As the arguments of aiohttp's session.request. At most one body.
struct RequestOptions {
    Fields params = {};                              ///< added to the URL's query
    Headers headers = {};                            ///< win over the session's, by name
    Fields cookies = {};                             ///< for this request only; not stored
    std::optional<std::string> data = std::nullopt;  ///< as application/octet-stream
    std::optional<std::string> json = std::nullopt;  ///< JSON text, as application/json
    std::optional<Fields> form = std::nullopt;       ///< as application/x-www-form-urlencoded
    BodyStream stream = nullptr;
    std::optional<ClientTimeout> timeout = std::nullopt;  ///< instead of the session's
    std::optional<bool> allow_redirects = std::nullopt;   ///< default: yes, except for head()
    std::optional<int> max_redirects = std::nullopt;      ///< 0: no limit
    std::optional<bool> raise_for_status = std::nullopt;
    bool expect100 = false;  ///< ask before the body is sent
    std::optional<Limits> limits = std::nullopt;
    std::vector<std::string> skip_auto_headers = {};
};

}  // namespace aio::http

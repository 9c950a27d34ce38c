// CookieJar: keeps what servers set, and knows what to send where.
//
//   CookieJar jar;
//   jar.update_cookies_from_headers({"id=7; Path=/cart"}, Url("http://shop.test/"));
//   cookie_header(jar, Url("http://shop.test/cart/add"));    // "id=7"
//   cookie_header(jar, Url("http://other.test/cart"));       // ""
//
// A session has one, and uses it at every request and redirect.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <http/set_cookie.hpp>
#include <http/url.hpp>

namespace aio::http {

/// The current time. A clock other than the system's is for tests.
using WallClock = std::function<std::chrono::system_clock::time_point()>;

struct CookieJarOptions {
    bool unsafe = false;       ///< keep and send cookies of IP addresses, too
    bool quote_cookie = true;  ///< false: values are sent as they are, if that is safe
    /// "http://127.0.0.1:8080": send Secure cookies there although it is not https.
    std::vector<std::string> treat_as_secure_origin = {};
    WallClock clock = std::chrono::system_clock::now;
};

/// RFC 6265, like aiohttp's CookieJar, for one thread. Beyond that, like browsers (RFC 6265bis): no
/// server can set a cookie for a public suffix, such as co.uk, or for all of a single label; the
/// promises of `__Secure-` and `__Host-` in a name are enforced; and plain http neither sets nor
/// replaces a Secure cookie.
///
/// A cookie that is set without the URL of an answer and without a Domain is
/// shared: it goes to every host, including IP addresses.
class CookieJar {
    // Domain, path and name tell cookies apart. A path comes before the longer ones that begin with
    // it.
    struct Order {
        using is_transparent = void;
        bool operator()(const Cookie& a, const Cookie& b) const;
        bool operator()(const Cookie& a, std::string_view domain) const {
            return a.domain < domain;
        }
        bool operator()(std::string_view domain, const Cookie& b) const {
            return domain < b.domain;
        }
    };

public:
    using const_iterator = std::set<Cookie, Order>::const_iterator;

    /// InvalidURL if one of treat_as_secure_origin is not a URL.
    explicit CookieJar(CookieJarOptions options = {});
    virtual ~CookieJar() = default;

    /// Shared cookies. std::invalid_argument for a name that no cookie may have.
    virtual void update_cookies(const Params& cookies);
    /// What an answer from `response_url` set: one value for each Set-Cookie
    /// header. Those that are not allowed, or not cookies at all, are dropped,
    /// each alone. Without a URL: trusted; see above.
    virtual void update_cookies_from_headers(const std::vector<std::string_view>& set_cookie,
                                             const std::optional<Url>& response_url = {});

    /// What is sent with a request for this URL: values as they are sent, one for each name, sorted
    /// by name. If several cookies have that name, the one of the longest domain, and then of the
    /// longest path.
    [[nodiscard]] virtual Params filter_cookies(const Url& request_url);

    void clear();
    /// Removes the cookies that the predicate chooses, and those that expired.
    void clear(const std::function<bool(const Cookie&)>& predicate);
    /// Removes the cookies of the domain and of all below it, but no shared ones.
    void clear_domain(std::string_view domain);

    /// Writes all that have not expired to a file, as JSON, which its owner alone can
    /// read: anyone holding these cookies can act as that user. std::system_error.
    void save(const std::filesystem::path& file);
    /// Replaces the cookies with what save() has written. std::system_error; std::invalid_argument
    /// if it is not such a file. The jar is then unchanged.
    void load(const std::filesystem::path& file);

    /// All that have not expired, sorted by domain, path and name.
    [[nodiscard]] const_iterator begin();
    [[nodiscard]] const_iterator end() const { return cookies_.end(); }
    [[nodiscard]] std::size_t size();

    [[nodiscard]] bool unsafe() const { return options_.unsafe; }
    [[nodiscard]] bool quote_cookie() const { return options_.quote_cookie; }

private:
    [[nodiscard]] CookieTime now() const;
    [[nodiscard]] bool is_secure(const Url& url) const;
    [[nodiscard]] std::vector<std::string_view> domains_for(std::string_view host) const;
    void store(Cookie cookie, const std::optional<Url>& response_url);
    [[nodiscard]] bool would_hide_secure(const Cookie& cookie) const;
    void keep(Cookie cookie);
    void remove_expired();

    CookieJarOptions options_;
    std::set<std::string> secure_origins_;
    std::set<Cookie, Order> cookies_;
    // No cookie expires before this; it may be the time of one that is no longer there.
    CookieTime next_expiry_ = CookieTime::max();
};

/// Keeps nothing and sends nothing. Cookies given with a request are still sent.
class DummyCookieJar final : public CookieJar {
public:
    void update_cookies(const Params&) override {}
    void update_cookies_from_headers(const std::vector<std::string_view>&,
                                     const std::optional<Url>&) override {}
    [[nodiscard]] Params filter_cookies(const Url&) override { return {}; }
};

/// The Cookie header of a request: "a=1; b=2", sorted by name; empty if there is nothing to send.
/// Those of the request's own Cookie header come first; the jar's cookies for the URL replace them
/// by name; and so do, for both, the cookies given with the request (std::invalid_argument for a
/// bad name), which the jar does not keep.
[[nodiscard]] std::string cookie_header(CookieJar& jar, const Url& url,
                                        const Params& request_cookies = {},
                                        std::string_view own_header = {});

}  // namespace aio::http

#include <http/cookies.hpp>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <tuple>

#include <http/detail/ascii.hpp>
#include <http/detail/cookie_file.hpp>
#include <http/detail/parameters.hpp>
#include <http/detail/public_suffix.hpp>

namespace aio::http {
namespace {

using ByName = std::map<std::string, std::string>;

Cookie shared_cookie(const std::string& name, const std::string& value) {
    if (!is_cookie_name(name))
        throw std::invalid_argument(
            "CookieJar: a cookie cannot have this name; use letters, digits, '-' and '_', and no "
            "name of an attribute, such as Path");
    return {.name = name, .value = value, .coded = value, .path = "/"};
}

bool is_safe(char c) { return c != ';' && !detail::is_control(c); }

// The value as it is sent. What the server quoted goes back as it came, and anything that could end
// the cookie or the header is quoted even if quoting is switched off.
std::string coded_value(const Cookie& cookie, bool quote) {
    const std::string& plain = quote ? cookie.coded : cookie.value;
    const bool safe = std::all_of(plain.begin(), plain.end(), is_safe);
    return safe && (!quote || plain.starts_with('"')) ? plain : quote_cookie_value(cookie.value);
}

// The request's own Cookie header: "a=1; b=2", values taken as they are.
ByName parse_cookie_header(std::string_view header) {
    ByName cookies;
    while (!header.empty()) {
        const auto [name, value] = detail::take_parameter(header);
        if (detail::is_cookie_word(name)) cookies[std::string(name)] = value;
    }
    return cookies;
}

/// A domain in which anybody may have a name belongs to nobody: a cookie for it is for that host
/// alone.
void make_host_only_if_public(Cookie& cookie) {
    if (cookie.domain.empty() || is_ip_address(cookie.domain)) return;
    cookie.host_only |= detail::is_public_suffix(cookie.domain);
}

// RFC 6265bis, section 4.1.3: these names guarantee the attributes.
bool keeps_promise_of_name(const Cookie& cookie) {
    const std::string name = detail::lower(cookie.name);
    if (name.starts_with("__secure-")) return cookie.secure;
    if (name.starts_with("__host-")) return cookie.secure && cookie.host_only && cookie.path == "/";
    return true;
}

Params sorted(ByName cookies) {
    return {std::make_move_iterator(cookies.begin()), std::make_move_iterator(cookies.end())};
}

}  // namespace

bool CookieJar::Order::operator()(const Cookie& a, const Cookie& b) const {
    return std::tie(a.domain, a.path, a.name) < std::tie(b.domain, b.path, b.name);
}

CookieJar::CookieJar(CookieJarOptions options) : options_(std::move(options)) {
    for (const std::string& url : options_.treat_as_secure_origin)
        secure_origins_.insert(Url(url).origin());
}

void CookieJar::update_cookies(const Params& cookies) {
    for (const auto& [name, value] : cookies) keep(shared_cookie(name, value));
    remove_expired();
}

void CookieJar::update_cookies_from_headers(const std::vector<std::string_view>& set_cookie,
                                            const std::optional<Url>& response_url) {
    if (set_cookie.empty()) return;
    // Addresses change hands, and have no subdomains: nothing is kept for them.
    if (response_url && !unsafe() && is_ip_address(response_url->host())) return;
    remove_expired();
    for (const std::string_view header : set_cookie)
        if (std::optional<Cookie> cookie = parse_set_cookie(header))
            store(*std::move(cookie), response_url);
    remove_expired();
}

// RFC 6265bis, section 5.7: the storage model.
void CookieJar::store(Cookie cookie, const std::optional<Url>& response_url) {
    if (response_url) {
        const std::string& host = response_url->host();
        if (cookie.domain.empty()) {
            cookie.domain = host;
            cookie.host_only = true;
        }
        // A server cannot set cookies for others, nor for all of .com.
        if (!domain_match(cookie.domain, host)) return;
        if (cookie.domain != host && detail::is_public_suffix(cookie.domain)) return;
    }
    make_host_only_if_public(cookie);
    if (!keeps_promise_of_name(cookie)) return;
    if (cookie.path.empty())
        cookie.path = default_cookie_path(response_url ? response_url->path() : "/");
    if (response_url && !is_secure(*response_url) && (cookie.secure || would_hide_secure(cookie)))
        return;
    if (cookie.max_age) cookie.expires = now() + *cookie.max_age;
    keep(std::move(cookie));
}

/// Plain http can be tampered with: it must not put a cookie of its own where a Secure one is or
/// would go. Of several cookies with one name the jar sends the one of the longest domain, so for
/// such a domain even one with a shorter path would hide it.
bool CookieJar::would_hide_secure(const Cookie& cookie) const {
    return std::any_of(cookies_.begin(), cookies_.end(), [&](const Cookie& old) {
        if (!old.secure || old.name != cookie.name) return false;
        if (domain_match(old.domain, cookie.domain))
            return path_match(old.path, cookie.path) ||
                   (old.domain != cookie.domain && path_match(cookie.path, old.path));
        return domain_match(cookie.domain, old.domain) && path_match(old.path, cookie.path);
    });
}

void CookieJar::keep(Cookie cookie) {
    if (cookie.expires) next_expiry_ = std::min(next_expiry_, *cookie.expires);
    // Its attributes are replaced, too, including host-only. One that has expired removes its
    // predecessor.
    cookies_.erase(cookie);
    cookies_.insert(std::move(cookie));
}

Params CookieJar::filter_cookies(const Url& request_url) {
    remove_expired();
    if (cookies_.empty()) return {};
    const bool secure = is_secure(request_url);

    // From the most general to the most specific: the last one of each name counts.
    ByName chosen;
    for (const std::string_view domain : domains_for(request_url.host())) {
        const auto [first, last] = cookies_.equal_range(domain);
        std::for_each(first, last, [&](const Cookie& cookie) {
            const bool right_host = !cookie.host_only || domain == request_url.host();
            if (right_host && (secure || !cookie.secure) &&
                path_match(cookie.path, request_url.path()))
                chosen[cookie.name] = coded_value(cookie, quote_cookie());
        });
    }
    return sorted(std::move(chosen));
}

// What a cookie's domain may be, shortest first: nothing (shared), com,
// example.com, www.example.com.
std::vector<std::string_view> CookieJar::domains_for(std::string_view host) const {
    std::vector<std::string_view> domains{""};
    if (is_ip_address(host)) {
        if (unsafe()) domains.push_back(host);
        return domains;
    }
    for (auto dot = host.rfind('.'); dot != std::string_view::npos && dot > 0;
         dot = host.rfind('.', dot - 1))
        domains.push_back(host.substr(dot + 1));
    domains.push_back(host);
    return domains;
}

bool CookieJar::is_secure(const Url& url) const {
    return url.is_secure() || secure_origins_.contains(url.origin());
}

CookieTime CookieJar::now() const {
    return std::chrono::floor<std::chrono::milliseconds>(options_.clock());
}

void CookieJar::remove_expired() {
    if (cookies_.empty()) return;
    const CookieTime time = now();
    if (time < next_expiry_) return;
    clear([](const Cookie&) { return false; });
}

void CookieJar::clear() {
    cookies_.clear();
    next_expiry_ = CookieTime::max();
}

void CookieJar::clear(const std::function<bool(const Cookie&)>& predicate) {
    const CookieTime time = now();
    std::erase_if(cookies_, [&](const Cookie& cookie) {
        return (cookie.expires && *cookie.expires <= time) || predicate(cookie);
    });
    next_expiry_ = CookieTime::max();
    for (const Cookie& cookie : cookies_)
        if (cookie.expires) next_expiry_ = std::min(next_expiry_, *cookie.expires);
}

void CookieJar::clear_domain(std::string_view domain) {
    clear([&](const Cookie& cookie) { return domain_match(domain, cookie.domain); });
}

void CookieJar::save(const std::filesystem::path& file) {
    detail::save_cookies({begin(), end()}, file);
}

void CookieJar::load(const std::filesystem::path& file) {
    std::vector<Cookie> all = detail::load_cookies(file);
    clear();
    for (Cookie& cookie : all) {
        make_host_only_if_public(cookie);
        keep(std::move(cookie));
    }
    remove_expired();
}

CookieJar::const_iterator CookieJar::begin() {
    remove_expired();
    return cookies_.begin();
}

std::size_t CookieJar::size() {
    remove_expired();
    return cookies_.size();
}

std::string cookie_header(CookieJar& jar, const Url& url, const Params& request_cookies,
                          std::string_view own_header) {
    const Params from_jar = jar.filter_cookies(url);
    if (from_jar.empty() && request_cookies.empty()) return std::string(own_header);

    ByName cookies = parse_cookie_header(own_header);
    for (const auto& [name, value] : from_jar) cookies[name] = value;
    for (const auto& [name, value] : request_cookies)
        cookies[name] = coded_value(shared_cookie(name, value), jar.quote_cookie());

    std::string out;
    for (const auto& [name, value] : cookies) {
        if (!out.empty()) out += "; ";
        out += name + '=' + value;
    }
    return out;
}

}  // namespace aio::http

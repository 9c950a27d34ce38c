#include <http/detail/session_state.hpp>

#include <algorithm>

#include <openssl/evp.h>

#include <http/detail/ascii.hpp>
#include <http/detail/deadline.hpp>
#include <http/detail/percent.hpp>
#include <http/errors.hpp>

namespace aio::http::detail {
namespace {

// To take a URL apart costs more than all else that a request needs, and most
// programs ask for the same ones again and again. So many are remembered, of so
// many bytes at most; then all are forgotten.
constexpr std::size_t most_urls = 256, longest_remembered = 1024;

constexpr const char* user_agent = "nine-to-three/1.0 aio::http";

bool one_of(std::string_view what, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), what) != list.end();
}

/// Asking twice does no harm, so a request that a dead connection swallowed may
/// be sent again. RFC 9110, section 9.2.2; QUERY is a GET that has a body.
bool is_idempotent(const std::string& method) {
    return one_of(method, {"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY"});
}

bool usually_has_a_body(const std::string& method) {
    return one_of(method, {"POST", "PUT", "PATCH"});
}

std::string basic_authorization(const std::string& user, const std::string& password) {
    const std::string plain = user + ":" + password;
    std::string coded(4 * ((plain.size() + 2) / 3) + 1, '\0');
    const int n = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(coded.data()),
                                  reinterpret_cast<const unsigned char*>(plain.data()),
                                  static_cast<int>(plain.size()));
    coded.resize(static_cast<std::size_t>(n));
    return "Basic " + coded;
}

std::string checked_method(std::string method) {
    if (!all_of(method, [](char c) { return is_alnum(c) || is_one_of(c, "!#$%&'*+-.^_`|~"); }))
        throw std::invalid_argument("Session: a method is a word, as GET; this is none: \"" +
                                    method + "\"");
    for (char& c : method)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return method;
}

/// As servers expect it. A Host that was given stays.
void put_host_first(Outgoing& request) {
    Headers headers{{"Host", request.headers.get("Host").value_or(request.url.host_header())}};
    for (const auto& [name, value] : request.headers)
        if (!equal_ignoring_case(name, "Host")) headers.add(name, value);
    request.headers = std::move(headers);
}

/// The server went away before it had answered: it may have closed an idle
/// connection just as the request was sent.
bool is_disconnection(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const ServerDisconnectedError&) {
        return true;
    } catch (const ClientConnectorError&) {
        return false;
    } catch (const ClientOSError&) {
        return true;
    } catch (...) {
        return false;
    }
}

bool has_body(const RequestOptions& options) {
    return options.data || options.json || options.form || options.stream;
}

std::string server_key(const Url& url) {
    std::string key;
    key.reserve(url.scheme().size() + url.host().size() + 9);
    key.append(url.scheme()).append("://").append(url.host()).append(":");
    return key.append(std::to_string(url.port()));
}

}  // namespace

SessionState::SessionState(SessionOptions given) : options(std::move(given)) {
    if (options.limit < 0 || options.limit_per_host < 0)
        throw std::invalid_argument("Session: a limit must not be negative; 0 is no limit");
    options.timeout = options.timeout.effective();
    if (!options.cookie_jar) options.cookie_jar = std::make_shared<CookieJar>();
    if (!options.base_url.empty() && !Url(options.base_url).path().ends_with('/'))
        throw std::invalid_argument("Session: the path of base_url must end in '/': " +
                                    options.base_url);
    pool = std::make_shared<Pool>(
        PoolLimits{.total = static_cast<std::size_t>(options.limit),
                   .per_server = static_cast<std::size_t>(options.limit_per_host),
                   .keepalive = to_duration(options.keepalive_timeout),
                   .force_close = options.force_close});
    connector = std::make_shared<Connector>(options.resolver, options.tls);
    if (options.force_close && options.keepalive_timeout != SessionOptions().keepalive_timeout)
        throw std::invalid_argument(
            "Session: force_close keeps no connection, so a keepalive_timeout "
            "means nothing; give one of the two");
}

void SessionState::close() noexcept {
    if (std::exchange(closed, true)) return;
    pool->close();
    connector->close();
}

Url SessionState::resolve_url(const std::string& url, const RequestOptions& request) {
    if (const auto known = urls_.find(url); known != urls_.end())
        return known->second.with_params(request.params);
    Url resolved = options.base_url.empty() ? Url(url) : Url(options.base_url).join(url);
    resolved = resolved.without_fragment();
    if (urls_.size() >= most_urls) urls_.clear();
    if (url.size() <= longest_remembered) urls_.emplace(url, resolved);
    return resolved.with_params(request.params);
}

Call SessionState::prepare(std::string method, const std::string& url, RequestOptions& given) {
    if (closed) throw RuntimeError("Session: the session is closed; make requests before close()");
    Call call(Outgoing(checked_method(std::move(method)), resolve_url(url, given)), given);
    call.timeout = given.timeout ? given.timeout->effective() : options.timeout;
    call.deadline = after(call.timeout.total);
    call.follow_redirects = given.allow_redirects.value_or(true);
    call.max_redirects = given.max_redirects.value_or(options.max_redirects);
    call.request.expect100 = given.expect100;
    set_headers(call);
    set_body(call);
    return call;
}

// Host comes first, as servers expect; what the caller gives wins by name.
void SessionState::set_headers(Call& call) const {
    Headers& headers = call.request.headers;
    Url& url = call.request.url;
    headers = options.headers.merged_with(call.options.headers);
    put_host_first(call.request);
    for (const std::string_view cookies : headers.get_all("Cookie"))
        call.own_cookies.append(call.own_cookies.empty() ? "" : "; ").append(cookies);
    if (equal_ignoring_case(headers.get("Expect").value_or(""), "100-continue"))
        call.request.expect100 = true;
    const auto automatic = [&](std::string_view name, std::string_view value) {
        const auto skips = [&](const std::vector<std::string>& list) {
            return std::any_of(list.begin(), list.end(),
                               [&](const std::string& s) { return equal_ignoring_case(s, name); });
        };
        if (!headers.contains(name) && !skips(options.skip_auto_headers) &&
            !skips(call.options.skip_auto_headers))
            headers.add(name, value);
    };
    if (url.has_credentials()) {
        if (headers.contains("Authorization"))
            throw std::invalid_argument(
                "Session: credentials both in the URL and in an Authorization "
                "header; give one of them");
        headers.add("Authorization", basic_authorization(url.user(), url.password()));
        url = url.without_credentials();
    }
    automatic("Accept", "*/*");
    automatic("Accept-Encoding", "gzip, deflate");
    automatic("User-Agent", user_agent);
    const RequestOptions& o = call.options;
    if (usually_has_a_body(call.request.method) || has_body(o)) {
        automatic("Content-Type", o.json   ? "application/json"
                                  : o.form ? "application/x-www-form-urlencoded"
                                           : "application/octet-stream");
    }
    if (options.force_close) automatic("Connection", "close");
    if (call.request.expect100) automatic("Expect", "100-continue");
}

void SessionState::set_body(Call& call) const {
    RequestOptions& o = call.options;
    if (o.data.has_value() + o.json.has_value() + o.form.has_value() + (o.stream != nullptr) > 1)
        throw std::invalid_argument("Session: give one body: data, json, form or stream");
    Headers& headers = call.request.headers;
    Payload& payload = call.request.payload;
    // Whoever could say that a body ends elsewhere could hide a second request in it.
    if (headers.contains("Transfer-Encoding"))
        throw std::invalid_argument(
            "Session: Transfer-Encoding is the session's to set; leave that header out, and give "
            "the body as a stream to have it sent chunked");
    if (o.stream) {
        if (headers.contains("Content-Length"))
            throw std::invalid_argument(
                "Session: a stream is sent chunked, without a Content-Length; "
                "leave that header out, or give the body as data");
        payload.stream = std::move(o.stream);
        headers.set("Transfer-Encoding", "chunked");
        return;
    }
    if (has_body(o))
        payload.text = std::make_shared<const std::string>(o.data   ? std::move(*o.data)
                                                           : o.json ? std::move(*o.json)
                                                                    : url_encode_form(*o.form));
    const std::string size = std::to_string(payload.size());
    if (headers.get("Content-Length").value_or(size) != size)
        throw std::invalid_argument("Session: the body has " + size +
                                    " bytes, and the Content-Length that is given is another; "
                                    "leave that header out");
    if (!one_of(call.request.method, {"GET", "HEAD", "OPTIONS", "TRACE"}) || !payload.empty())
        headers.set("Content-Length", size);
}

/// The jar's cookies for this URL, those of the request over them, by name, and
/// a Cookie header that was given below both.
void SessionState::set_cookies(Call& call) const {
    const std::string cookies = cookie_header(*options.cookie_jar, call.request.url,
                                              call.options.cookies, call.own_cookies);
    if (cookies.empty())
        call.request.headers.remove("Cookie");
    else
        call.request.headers.set("Cookie", cookies);
}

Coroutine<std::shared_ptr<Exchange>> SessionState::request(std::string method,
                                                           const std::string& url,
                                                           RequestOptions& given) {
    const auto self = shared_from_this();
    const bool raises = given.raise_for_status.value_or(options.raise_for_status);
    Call call = prepare(std::move(method), url, given);
    auto answer = co_await until(
        call.deadline, [&] { return self->follow(call); },
        [&] { return total_is_up(call.request.url); });
    answer->request_headers = std::move(call.request.headers);
    answer->history = std::move(call.history);
    if (raises && answer->answer().status >= 400) {
        answer->release();
        throw ClientResponseError(answer->info());
    }
    co_return answer;
}

Coroutine<std::shared_ptr<Exchange>> SessionState::follow(Call& call) {
    for (;;) {
        auto answer = co_await exchange_with_retry(call);
        options.cookie_jar->update_cookies_from_headers(
            answer->answer().headers.get_all("Set-Cookie"), call.request.url);
        const int status = answer->answer().status;
        const bool redirects =
            status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
        if (!redirects || !call.follow_redirects) co_return answer;
        const Headers& headers = answer->answer().headers;
        std::string_view location = headers.get("Location").value_or("");
        if (location.empty()) location = headers.get("URI").value_or("");
        if (location.empty()) co_return answer;
        call.history.push_back({.status = status, .url = answer->url, .headers = headers});
        answer->release();
        if (call.max_redirects > 0 && static_cast<int>(call.history.size()) >= call.max_redirects) {
            answer->history = call.history;
            ResponseInfo info = answer->info();
            info.message += " (too many redirects: max_redirects is " +
                            std::to_string(call.max_redirects) + ")";
            throw TooManyRedirects(std::move(info));
        }
        redirect(call, *answer, std::string(location));
    }
}

// RFC 9110, section 15.4: 303, and POST as browsers do it, become GET.
void SessionState::redirect(Call& call, const Exchange& answer, const std::string& location) const {
    Outgoing& next = call.request;
    const int status = answer.answer().status;
    if ((status == 303 && next.method != "HEAD") ||
        ((status == 301 || status == 302) && next.method == "POST")) {
        next.method = "GET";
        next.payload = {};
        next.stream_begun = next.expect100 = false;
        for (const char* name :
             {"Content-Length", "Content-Type", "Content-Encoding", "Transfer-Encoding", "Expect"})
            next.headers.remove(name);
    }
    if (next.stream_begun)
        throw ClientPayloadError(answer.url,
                                 "it redirects the body, but a stream is sent once only");
    const Url target =
        answer.url.redirect(options.requote_redirect_url ? percent_normalize(location) : location);
    if (!target.same_origin(answer.url)) {
        for (const char* name : {"Authorization", "Proxy-Authorization"}) next.headers.remove(name);
        call.own_cookies.clear();
        call.options.cookies.clear();
    }
    next.headers.remove("Host");
    next.url = target.without_fragment();
    if (target.has_credentials()) {
        next.headers.set("Authorization", basic_authorization(target.user(), target.password()));
        next.url = next.url.without_credentials();
    }
}

// The second time on a new connection: where one was dead, others may be, too.
Coroutine<std::shared_ptr<Exchange>> SessionState::exchange_with_retry(Call& call) {
    const bool may_retry = is_idempotent(call.request.method) && !call.request.payload.stream;
    std::exception_ptr error;
    try {
        co_return co_await exchange(call, false);
    } catch (...) {
        error = std::current_exception();
    }
    if (!may_retry || !is_disconnection(error)) std::rethrow_exception(error);
    co_return co_await exchange(call, true);
}

Coroutine<Lease> SessionState::connect(Call& call, bool fresh) {
    const Url& url = call.request.url;
    Lease lease = co_await pool->acquire(server_key(url), fresh);
    if (!lease.stream()) lease.put(co_await connector->connect(url, call.timeout.sock_connect));
    co_return lease;
}

Coroutine<std::shared_ptr<Exchange>> SessionState::exchange(Call& call, bool fresh) {
    Outgoing& request = call.request;
    set_cookies(call);
    if (!request.headers.contains("Host")) put_host_first(request);  // after a redirect
    Lease lease = co_await until(
        after(call.timeout.connect), [&, this] { return connect(call, fresh); },
        [&] { return std::make_exception_ptr(ConnectionTimeoutError(request.url)); });
    auto answer = std::make_shared<Exchange>(std::move(lease), request,
                                             call.options.limits.value_or(options.limits),
                                             call.timeout.sock_read, call.deadline);
    co_await answer->start(request);
    co_return answer;
}

}  // namespace aio::http::detail

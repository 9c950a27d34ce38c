#include <http/detail/session_state.hpp>

#include <algorithm>
#include <stdexcept>

#include <http/detail/deadline.hpp>
#include <http/errors.hpp>

namespace aio::http::detail {
namespace {

// To take a URL apart costs more than all else that a request needs, and most
// programs ask for the same ones again and again. So many are remembered, of so
// many bytes at most; then all are forgotten.
constexpr std::size_t most_urls = 256, longest_remembered = 1024;

/// Asking twice does no harm, so a request that a dead connection swallowed may
/// be sent again. RFC 9110, section 9.2.2; QUERY is a GET that has a body.
bool is_idempotent(std::string_view method) {
    static constexpr std::string_view all[] = {"GET", "HEAD",   "OPTIONS", "TRACE",
                                               "PUT", "DELETE", "QUERY"};
    return std::find(std::begin(all), std::end(all), method) != std::end(all);
}

bool may_be_repeated(const RequestMessage& request) {
    return is_idempotent(request.method) && !request.body.stream;
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

std::string server_key(const Url& url) {
    std::string key;
    key.reserve(url.scheme().size() + url.host().size() + 9);
    key.append(url.scheme()).append("://").append(url.host()).append(":");
    return key.append(std::to_string(url.port()));
}

[[noreturn]] void throw_too_many(const Exchange& answer, int max_redirects) {
    ResponseInfo info = answer.info();
    info.message += " (too many redirects: max_redirects is " + std::to_string(max_redirects) + ")";
    throw TooManyRedirects(std::move(info));
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
    pool = std::make_shared<ConnectionPool>(
        PoolLimits{.total = static_cast<std::size_t>(options.limit),
                   .per_server = static_cast<std::size_t>(options.limit_per_host),
                   .keepalive = to_duration(options.keepalive_timeout),
                   .force_close = options.force_close});
    opener = std::make_shared<ConnectionOpener>(options.resolver, options.tls);
    if (options.force_close && options.keepalive_timeout != SessionOptions().keepalive_timeout)
        throw std::invalid_argument(
            "Session: force_close keeps no connection, so a keepalive_timeout "
            "means nothing; give one of the two");
}

void SessionState::close() noexcept {
    if (std::exchange(closed, true)) return;
    pool->close();
    opener->close();
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

Coroutine<std::shared_ptr<Exchange>> SessionState::request(std::string method,
                                                           const std::string& url,
                                                           RequestOptions& given) {
    const auto self = shared_from_this();
    if (closed) throw RuntimeError("Session: the session is closed; make requests before close()");
    Call call(options, std::move(method), resolve_url(url, given), given);
    auto answer = co_await with_deadline(
        call.deadline, [&] { return self->follow(call); },
        [&] { return total_timeout_error(call.request.url); });
    answer->request_headers = std::move(call.request.headers);
    answer->history = std::move(call.history);
    if (given.raise_for_status.value_or(options.raise_for_status) &&
        answer->answer().status >= 400) {
        answer->release();
        throw ClientResponseError(answer->info());
    }
    co_return answer;
}

Coroutine<std::shared_ptr<Exchange>> SessionState::follow(Call& call) {
    for (;;) {
        auto answer = co_await exchange_with_retry(call);
        const int status = answer->answer().status;
        const Headers& headers = answer->answer().headers;
        options.cookie_jar->update_cookies_from_headers(headers.get_all("Set-Cookie"),
                                                        call.request.url);
        const auto location = call.redirection(status, headers);
        if (!location) co_return answer;
        call.history.push_back({.status = status, .url = answer->url, .headers = headers});
        answer->release();
        if (call.max_redirects > 0 && static_cast<int>(call.history.size()) >= call.max_redirects) {
            answer->history = call.history;
            throw_too_many(*answer, call.max_redirects);
        }
        call.redirect(status, *location);
    }
}

// The second time on a new connection: where one was dead, others may be, too.
Coroutine<std::shared_ptr<Exchange>> SessionState::exchange_with_retry(Call& call) {
    std::exception_ptr error;
    try {
        co_return co_await exchange(call, false);
    } catch (...) {
        error = std::current_exception();
    }
    if (!may_be_repeated(call.request) || !is_disconnection(error)) std::rethrow_exception(error);
    co_return co_await exchange(call, true);
}

Coroutine<Lease> SessionState::connect(Call& call, bool fresh) {
    const Url& url = call.request.url;
    Lease lease = co_await pool->acquire(server_key(url), fresh);
    if (!lease.stream()) lease.put(co_await opener->open(url, call.timeout.sock_connect));
    co_return lease;
}

Coroutine<std::shared_ptr<Exchange>> SessionState::exchange(Call& call, bool fresh) {
    RequestMessage& request = call.request;
    call.set_cookies();
    if (!request.headers.contains("Host")) call.put_host_first();  // after a redirect
    Lease lease = co_await with_deadline(
        deadline_after(call.timeout.connect), [&, this] { return connect(call, fresh); },
        [&] { return std::make_exception_ptr(ConnectionTimeoutError(request.url)); });
    auto answer = std::make_shared<Exchange>(
        std::move(lease), request,
        ExchangeLimits{.head = call.options.limits.value_or(options.limits),
                       .sock_read = call.timeout.sock_read,
                       .total = call.deadline});
    co_await answer->start(request);
    co_return answer;
}

}  // namespace aio::http::detail

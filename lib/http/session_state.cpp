#include <http/detail/session_state.hpp>

#include <algorithm>
#include <stdexcept>

#include <http/detail/deadline.hpp>
#include <http/errors.hpp>

namespace aio::http::detail {
namespace {

// Parsing a URL costs more than everything else that a request needs, and most programs request the
// same ones again and again. This many are remembered, of at most this many bytes each; then all
// are forgotten.
constexpr std::size_t most_urls = 256, longest_remembered = 1024;

/// Repeating these does no harm, so a request lost on a dead connection may be sent again. RFC
/// 9110, section 9.2.2; QUERY is a GET that has a body.
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

/// The session's own connector, or the one that it was given.
std::shared_ptr<ConnectorState> connector_of(const SessionOptions& options) {
    const ConnectorOptions own{.limit = options.limit,
                               .limit_per_host = options.limit_per_host,
                               .keepalive_timeout = options.keepalive_timeout,
                               .force_close = options.force_close,
                               .resolver = options.resolver,
                               .tls = options.tls};
    if (!options.connector) return std::make_shared<ConnectorState>(own);
    const ConnectorOptions unset;
    if (own.limit != unset.limit || own.limit_per_host != unset.limit_per_host ||
        own.keepalive_timeout != unset.keepalive_timeout || own.force_close || own.resolver ||
        own.tls != unset.tls)
        throw std::invalid_argument(
            "Session: limits, keepalive_timeout, force_close, resolver and tls are the "
            "connector's; give them in its ConnectorOptions");
    return ConnectorState::of(*options.connector);
}

[[noreturn]] void throw_too_many(const Exchange& answer, int max_redirects) {
    ResponseInfo info = answer.info();
    info.message += " (too many redirects: max_redirects is " + std::to_string(max_redirects) + ")";
    throw TooManyRedirects(std::move(info));
}

}  // namespace

SessionState::SessionState(SessionOptions given)
    : options(std::move(given)), connector(connector_of(options)) {
    options.timeout = options.timeout.effective();
    if (!options.cookie_jar) options.cookie_jar = std::make_shared<CookieJar>();
    if (!options.base_url.empty() && !Url(options.base_url).path().ends_with('/'))
        throw std::invalid_argument("Session: the path of base_url must end in '/': " +
                                    options.base_url);
}

void SessionState::close() noexcept {
    if (!std::exchange(closed_, true) && options.connector_owner) connector->close();
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
    if (closed())
        throw RuntimeError("Session: the session is closed; make requests before close()");
    Call call(options, connector->options.force_close, std::move(method), resolve_url(url, given),
              given);
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

// The second time on a new connection: if one was dead, others may be, too.
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

Coroutine<std::shared_ptr<Exchange>> SessionState::exchange(Call& call, bool fresh) {
    RequestMessage& request = call.request;
    call.set_cookies();
    if (!request.headers.contains("Host")) call.put_host_first();  // after a redirect
    const Wanted wanted = fresh                      ? Wanted::fresh
                          : may_be_repeated(request) ? Wanted::any_now
                                                     : Wanted::any;
    Lease lease = co_await with_deadline(
        deadline_after(call.timeout.connect),
        [&, this] { return connector->connect(request.url, wanted, call.timeout.sock_connect); },
        [&] { return std::make_exception_ptr(ConnectionTimeoutError(request.url)); });
    const RequestOptions& given = call.options;
    auto answer = std::make_shared<Exchange>(
        std::move(lease), request,
        ExchangeOptions{
            .limits = given.limits.over(options.limits),
            .sock_read = call.timeout.sock_read,
            .total = call.deadline,
            .auto_decompress = given.auto_decompress.value_or(options.auto_decompress)});
    co_await answer->start(request);
    co_return answer;
}

}  // namespace aio::http::detail

// What a session holds, and how it makes a request. Not for users.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include <http/detail/connector.hpp>
#include <http/detail/exchange.hpp>
#include <http/detail/pool.hpp>
#include <http/options.hpp>

namespace aio::http::detail {

/// One call of Session::request: what stays the same over redirects.
struct Call {
    Call(Outgoing first, RequestOptions& given) : request(std::move(first)), options(given) {}

    Outgoing request;
    RequestOptions& options;
    ClientTimeout timeout;
    std::optional<time_point> deadline;
    std::vector<Hop> history;
    std::string own_cookies;  // what the caller's Cookie header says
    bool follow_redirects = true;
    int max_redirects = 10;
};

class SessionState : public std::enable_shared_from_this<SessionState> {
public:
    explicit SessionState(SessionOptions options);

    /// The caller keeps `options` until it is done.
    Coroutine<std::shared_ptr<Exchange>> request(std::string method, const std::string& url,
                                                 RequestOptions& options);
    void close() noexcept;
    /// Refuses requests from now on; those under way go on.
    void detach() noexcept { closed = true; }

    SessionOptions options;
    std::shared_ptr<Pool> pool;
    std::shared_ptr<Connector> connector;
    bool closed = false;

private:
    [[nodiscard]] Url resolve_url(const std::string& url, const RequestOptions& options);
    [[nodiscard]] Call prepare(std::string method, const std::string& url, RequestOptions& options);
    void set_body(Call& call) const;
    void set_headers(Call& call) const;
    void set_cookies(Call& call) const;

    Coroutine<std::shared_ptr<Exchange>> follow(Call& call);
    Coroutine<std::shared_ptr<Exchange>> exchange_with_retry(Call& call);
    Coroutine<std::shared_ptr<Exchange>> exchange(Call& call, bool fresh);
    Coroutine<Lease> connect(Call& call, bool fresh);
    void redirect(Call& call, const Exchange& answer, const std::string& location) const;

    std::unordered_map<std::string, Url> urls_;  // taken apart already
};

}  // namespace aio::http::detail

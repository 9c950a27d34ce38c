// What a session holds, and how it makes a request. Not for users.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include <http/detail/call.hpp>
#include <http/detail/connector_state.hpp>
#include <http/detail/exchange.hpp>
#include <http/options.hpp>

namespace aio::http::detail {

class SessionState : public std::enable_shared_from_this<SessionState> {
public:
    explicit SessionState(SessionOptions options);

    /// The caller keeps `options` until this is done.
    Coroutine<std::shared_ptr<Exchange>> request(std::string method, const std::string& url,
                                                 RequestOptions& options);
    /// And its connector, unless that is only borrowed.
    void close() noexcept;
    /// Refuses requests from now on; those under way go on.
    void detach() noexcept { closed_ = true; }
    [[nodiscard]] bool closed() const { return closed_ || connector->closed(); }

    SessionOptions options;
    std::shared_ptr<ConnectorState> connector;

private:
    [[nodiscard]] Url resolve_url(const std::string& url, const RequestOptions& options);
    Coroutine<std::shared_ptr<Exchange>> follow(Call& call);
    Coroutine<std::shared_ptr<Exchange>> exchange_with_retry(Call& call);
    Coroutine<std::shared_ptr<Exchange>> exchange(Call& call, bool fresh);

    std::unordered_map<std::string, Url> urls_;  // already parsed
    bool closed_ = false;
};

}  // namespace aio::http::detail

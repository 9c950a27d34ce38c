// Looks host names up, and keeps the answers for a while. Not for users.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <system_error>

#include <aio/task.hpp>
#include <http/options.hpp>
#include <http/url.hpp>

namespace aio::http::detail {

using Addresses = std::deque<Address>;

class DnsCache : public std::enable_shared_from_this<DnsCache> {
public:
    /// Without a resolver: the system's.
    explicit DnsCache(Resolver resolver) : resolver_(std::move(resolver)) {}

    /// The addresses of the URL's host, in the order in which they should be tried;
    /// the next request begins with another of them. ClientConnectorDNSError;
    /// ConnectionClosedError if close() comes first. Requests that need the same
    /// name at once share one lookup, and it goes on if the one that began it is
    /// cancelled.
    Coroutine<Addresses> look_up(Url url);
    /// Ends what is being looked up.
    void close() noexcept;

private:
    struct Answer {
        Addresses addresses;
        std::error_code error;  // why there are none
        time_point until;       // how long the answer is kept
    };

    Coroutine<Answer> share_lookup(Url url);
    // Keeps the cache alive, which might otherwise be gone when the answer comes.
    static Coroutine<Answer> ask(std::shared_ptr<DnsCache> self, std::string host);
    Coroutine<Answer> resolve(std::string host);
    void remember(const std::string& host, Answer answer);

    Resolver resolver_;
    std::map<std::string, Answer> known_;
    std::map<std::string, Task<Answer>> lookups_;  // under way
    bool closed_ = false;
};

}  // namespace aio::http::detail

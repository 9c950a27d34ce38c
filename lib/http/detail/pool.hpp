// The connection pool: connections that are kept for the next request to the
// same server, and a bound on how many are in use at once.
#pragma once

#include <deque>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include <aio/loop.hpp>
#include <http/detail/stream.hpp>
#include <http/pool_stats.hpp>

namespace aio::http::detail {

struct PoolLimits {
    std::size_t total = 100;     // 0: none
    std::size_t per_server = 0;  // 0: none
    duration keepalive{};
    bool force_close = false;
};

class Pool;

/// A place in the pool, and the connection in it: given back when it goes.
class Lease {
public:
    Lease(std::shared_ptr<Pool> pool, std::string server)
        : pool_(std::move(pool)), server_(std::move(server)) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&& other) = delete;
    ~Lease() { give_back(false); }

    /// The connection has just been opened.
    void put(std::shared_ptr<Stream> stream);
    /// Gives the place up. The connection is kept for another request, or closed.
    void give_back(bool reusable) noexcept;
    /// Null once it was given back.
    [[nodiscard]] const std::shared_ptr<Stream>& stream() const { return stream_; }

    bool reused = false;       // it had carried a request before
    std::uint64_t number = 0;  // of the connection: 1, 2, 3, ... in order of opening

private:
    friend class Pool;
    std::shared_ptr<Pool> pool_;
    std::string server_;
    std::shared_ptr<Stream> stream_;
};

class Pool : public std::enable_shared_from_this<Pool> {
public:
    explicit Pool(PoolLimits limits) : limits_(limits) {}
    ~Pool() { close(); }

    /// Waits for a place, first come first served; the lease then holds the
    /// oldest idle connection to that server that is still good, or none: the
    /// caller opens one. `fresh`: none in any case. Cancelled while waiting: no
    /// place is taken. ConnectionClosedError if the pool is closed.
    Coroutine<Lease> acquire(std::string server, bool fresh);
    /// Closes what is idle and in use, and cancels who waits. Later ones are refused.
    void close() noexcept;

    [[nodiscard]] const PoolStats& stats() const { return stats_; }

private:
    friend class Lease;
    struct Idle {
        std::shared_ptr<Stream> stream;
        std::uint64_t number;
        time_point since;
    };
    struct Waiting {
        std::string server;
        Future<> turn;
        bool granted = false;
    };

    [[nodiscard]] bool has_room(const std::string& server) const;
    [[nodiscard]] bool must_wait(const std::string& server) const;
    Coroutine<> wait_for_place(std::string server);
    void require_open() const;
    void take_place(const std::string& server);
    void free_place(const std::string& server) noexcept;
    void grant_places() noexcept;
    void keep(Lease& lease);
    void take_idle(Lease& lease);
    void drop_if_disturbed(Stream& stream);
    void sweep();
    void sweep_at(time_point when);

    PoolLimits limits_;
    PoolStats stats_;
    std::map<std::string, std::deque<Idle>> idle_;
    std::map<std::string, std::size_t> in_use_;
    std::list<Waiting> waiting_;
    std::optional<TimerHandle> sweeper_;
    std::set<Stream*> carrying_;  // in use, so that close() finds them
    std::uint64_t opened_ = 0;
    bool closed_ = false;
};

}  // namespace aio::http::detail

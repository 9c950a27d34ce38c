// The connection pool: connections that are kept for the next request to the
// same server, and a bound on how many are in use at once.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <aio/loop.hpp>
#include <http/detail/stream.hpp>
#include <http/pool_stats.hpp>

namespace aio::http::detail {

struct PoolLimits {
    std::size_t total = 100;     // in use, and as many idle; 0: none
    std::size_t per_server = 0;  // in use; 0: none
    duration keepalive{};
    bool force_close = false;
};

/// Which connection a request may have.
enum class Wanted {
    any,      // one that was used before is checked first: the server may have closed it
    any_now,  // ... but not if it rested only for a moment: the request may be sent again
    fresh,    // a new one
};

/// It goes from list to list, from those that are idle to those in use and back.
struct Connection {
    std::shared_ptr<Stream> stream;
    std::uint64_t number = 0;  // 1, 2, 3, ... in order of opening
    time_point idle_since{};
    bool watched = false;
};
using Connections = std::list<Connection>;

/// The connections of one server, as long as it has any.
struct ServerConnections {
    Connections idle;         // the oldest first
    std::size_t in_use = 0;   // places, including those whose connection is being opened
    std::size_t waiting = 0;  // how many wait for a place
};
using Servers = std::map<std::string, ServerConnections, std::less<>>;

class ConnectionPool;

/// A place in the pool, and the connection in it: given back by the destructor.
class Lease {
public:
    Lease(std::shared_ptr<ConnectionPool> pool, Servers::iterator server)
        : pool_(std::move(pool)), server_(server) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&& other) = delete;
    ~Lease() { give_back(false); }

    /// The connection has just been opened.
    void put(std::shared_ptr<Stream> stream);
    /// Gives the place up. The connection is kept for another request, or closed.
    void give_back(bool reusable) noexcept;
    /// Null before there is a connection, and once it was given back.
    [[nodiscard]] const std::shared_ptr<Stream>& stream() const {
        static const std::shared_ptr<Stream> none;
        return has_connection_ ? connection_->stream : none;
    }
    [[nodiscard]] std::uint64_t number() const { return connection_->number; }

private:
    friend class ConnectionPool;
    std::shared_ptr<ConnectionPool> pool_;
    Servers::iterator server_;
    Connections::iterator connection_;
    bool has_connection_ = false;
};

class ConnectionPool : public std::enable_shared_from_this<ConnectionPool> {
public:
    explicit ConnectionPool(PoolLimits limits) : limits_(limits) {}
    ~ConnectionPool() { close(); }

    /// Waits for a place, first come first served; the lease then holds the oldest idle connection
    /// to that server that is still good, or none: then the caller opens one. Cancelled while
    /// waiting: no place is taken. ConnectionClosedError if the pool is closed.
    Coroutine<Lease> acquire(std::string server, Wanted wanted);
    /// Closes what is idle and in use, and cancels those who wait. Later requests are refused.
    void close() noexcept;

    [[nodiscard]] const PoolStats& stats() const { return stats_; }
    [[nodiscard]] bool closed() const { return closed_; }

private:
    friend class Lease;
    struct Waiting {
        Servers::iterator server;
        Future<> turn;
        bool granted = false;
    };
    class Queued;

    [[nodiscard]] bool is_full() const;
    [[nodiscard]] bool has_room(const ServerConnections& server) const;
    [[nodiscard]] bool must_wait(const ServerConnections& server) const;
    Coroutine<> wait_for_place(Servers::iterator server);
    void require_open() const;
    void take_place(Servers::iterator server) noexcept;
    void free_place(Servers::iterator server) noexcept;
    void forget_if_unused(Servers::iterator server) noexcept;
    void grant_places() noexcept;
    void keep(Lease& lease);
    void take_idle(Lease& lease, Wanted wanted);
    void bound_idle() noexcept;
    [[nodiscard]] Servers::iterator oldest_idle(bool of_wanted_servers) noexcept;
    void watch(Stream& stream);
    void drop_if_disturbed(Stream& stream);
    void sweep();
    [[nodiscard]] std::optional<time_point> sweep(Connections& idle, time_point now);
    void sweep_at(time_point when);

    PoolLimits limits_;
    PoolStats stats_;
    Servers servers_;
    Connections carrying_;  // in use, so that close() finds them
    std::list<Waiting> waiting_;
    std::optional<TimerHandle> sweeper_;
    std::weak_ptr<Stream> swept_for_;  // the connection for which it was set
    bool closed_ = false;
};

}  // namespace aio::http::detail

#include <http/detail/connection_pool.hpp>

#include <algorithm>

#include <aio/extend.hpp>
#include <http/errors.hpp>

namespace aio::http::detail {

namespace {

// A connection that has been idle this long is watched, so that it is noticed at once when the
// server closes it. Until then it is only checked when it is used again, which costs a request in a
// busy program far less.
constexpr auto soon = std::chrono::milliseconds(10);

// After a rest this short it is not even checked, if the request can be sent again: that would be
// one more system call, which usually finds nothing.
constexpr auto a_moment = std::chrono::milliseconds(1);

}  // namespace

void Lease::put(std::shared_ptr<Stream> stream) {
    if (pool_->closed_) stream->close();
    Connections& all = pool_->carrying_;
    connection_ = all.insert(all.end(), {std::move(stream), ++pool_->stats_.opened});
    has_connection_ = true;
}

void Lease::give_back(bool reusable) noexcept {
    const auto pool = std::exchange(pool_, nullptr);
    if (!pool) return;
    if (std::exchange(has_connection_, false)) {
        if (reusable && connection_->stream->is_open() && !pool->closed_ &&
            !pool->limits_.force_close && extend::running_loop()) {  // else the loop is gone
            pool->keep(*this);
            pool->bound_idle();
        } else {
            connection_->stream->close();
            pool->carrying_.erase(connection_);
        }
    }
    pool->free_place(server_);
}

bool ConnectionPool::is_full() const { return limits_.total > 0 && stats_.in_use >= limits_.total; }

bool ConnectionPool::has_room(const ServerConnections& server) const {
    return !is_full() && (limits_.per_server == 0 || server.in_use < limits_.per_server);
}

/// Newcomers queue behind those who wait for the same room. (In aiohttp they may overtake.)
bool ConnectionPool::must_wait(const ServerConnections& server) const {
    if (!has_room(server)) return true;
    return std::any_of(waiting_.begin(), waiting_.end(), [&](const Waiting& w) {
        return !w.granted && !w.turn.done() && has_room(w.server->second);
    });
}

void ConnectionPool::take_place(Servers::iterator server) noexcept {
    ++stats_.in_use;
    ++server->second.in_use;
}

void ConnectionPool::free_place(Servers::iterator server) noexcept {
    --stats_.in_use;
    --server->second.in_use;
    forget_if_unused(server);
    grant_places();
}

void ConnectionPool::forget_if_unused(Servers::iterator server) noexcept {
    const ServerConnections& s = server->second;
    if (s.in_use == 0 && s.waiting == 0 && s.idle.empty()) servers_.erase(server);
}

/// A place is taken for a waiter when it is woken, so that no other gets it first; if the waiter is
/// cancelled before it runs, it gives the place back.
void ConnectionPool::grant_places() noexcept {
    for (Waiting& w : waiting_) {
        if (is_full()) return;
        if (w.granted || w.turn.done() || !has_room(w.server->second)) continue;
        w.granted = true;
        take_place(w.server);
        w.turn.set_result();
    }
}

/// A waiter's entry, for as long as it waits. Whatever ends the wait, a place that
/// was granted and not taken goes to the next one.
class ConnectionPool::Queued {
public:
    Queued(ConnectionPool& pool, Servers::iterator server)
        : pool_(pool), entry_(pool.waiting_.insert(pool.waiting_.end(), {server, {}})) {
        ++server->second.waiting;
    }
    Queued(const Queued&) = delete;
    Queued& operator=(const Queued&) = delete;
    ~Queued() {
        const Waiting entry = *entry_;
        pool_.waiting_.erase(entry_);
        --entry.server->second.waiting;
        if (entry.granted)
            pool_.free_place(entry.server);
        else
            pool_.forget_if_unused(entry.server);
    }
    [[nodiscard]] Future<> turn() const { return entry_->turn; }
    void take_place() { entry_->granted = false; }

private:
    ConnectionPool& pool_;
    std::list<Waiting>::iterator entry_;
};

Coroutine<> ConnectionPool::wait_for_place(Servers::iterator server) {
    Queued queued(*this, server);
    co_await queued.turn();
    queued.take_place();
}

void ConnectionPool::require_open() const {
    if (closed_)
        throw ConnectionClosedError("Connection closed: the session was closed during the request");
}

Coroutine<Lease> ConnectionPool::acquire(std::string server, Wanted wanted) {
    const auto self = shared_from_this();
    require_open();
    const Servers::iterator place = servers_.try_emplace(std::move(server)).first;
    if (must_wait(place->second))
        co_await wait_for_place(place);
    else
        take_place(place);
    Lease lease(self, place);
    require_open();
    if (wanted != Wanted::fresh) take_idle(lease, wanted);
    co_return lease;
}

void ConnectionPool::take_idle(Lease& lease, Wanted wanted) {
    Connections& idle = lease.server_->second.idle;
    const time_point now = this_loop().now();
    while (!idle.empty()) {
        Connection& oldest = idle.front();
        --stats_.idle;
        if (std::exchange(oldest.watched, false)) oldest.stream->unwatch();
        const duration rested = now - oldest.idle_since;
        const bool is_trusted =
            wanted == Wanted::any_now && rested < a_moment && oldest.stream->is_open();
        if (rested > limits_.keepalive || (!is_trusted && !oldest.stream->is_quiet())) {
            idle.pop_front();
            continue;
        }
        lease.connection_ = idle.begin();
        lease.has_connection_ = true;
        carrying_.splice(carrying_.end(), idle, lease.connection_);
        ++stats_.reused;
        return;
    }
}

void ConnectionPool::keep(Lease& lease) {
    const time_point now = this_loop().now();
    Connections& idle = lease.server_->second.idle;
    lease.connection_->idle_since = now;
    idle.splice(idle.end(), carrying_, lease.connection_);
    ++stats_.idle;
    // A timer of a loop that has ended never fires; its connections are no longer open.
    const auto last = swept_for_.lock();
    const bool will_sweep = sweeper_ && last && last->is_open() && sweeper_->when() >= now;
    const time_point when = now + std::min<duration>(soon, limits_.keepalive);
    if (will_sweep && sweeper_->when() <= when) return;
    swept_for_ = lease.connection_->stream;
    sweep_at(when);
}

/// Otherwise a program that visits many servers would run out of descriptors. The oldest one goes,
/// but preferably one that nobody waits for.
void ConnectionPool::bound_idle() noexcept {
    if (limits_.total == 0 || stats_.idle <= limits_.total) return;
    Servers::iterator oldest = oldest_idle(false);
    if (oldest == servers_.end()) oldest = oldest_idle(true);
    oldest->second.idle.pop_front();
    --stats_.idle;
    forget_if_unused(oldest);
}

Servers::iterator ConnectionPool::oldest_idle(bool of_wanted_servers) noexcept {
    auto oldest = servers_.end();
    for (auto server = servers_.begin(); server != servers_.end(); ++server) {
        const Connections& idle = server->second.idle;
        if (idle.empty() || (server->second.waiting > 0 && !of_wanted_servers)) continue;
        if (oldest == servers_.end() ||
            idle.front().idle_since < oldest->second.idle.front().idle_since)
            oldest = server;
    }
    return oldest;
}

void ConnectionPool::watch(Stream& stream) {
    stream.watch([weak = weak_from_this()](Stream& disturbed) {
        if (const auto pool = weak.lock()) pool->drop_if_disturbed(disturbed);
    });
}

/// The server has closed an idle connection, or said something unasked.
void ConnectionPool::drop_if_disturbed(Stream& stream) {
    if (stream.is_quiet()) return;
    for (auto server = servers_.begin(); server != servers_.end(); ++server) {
        Connections& idle = server->second.idle;
        const auto found = std::find_if(idle.begin(), idle.end(), [&](const Connection& c) {
            return c.stream.get() == &stream;
        });
        if (found == idle.end()) continue;
        idle.erase(found);
        --stats_.idle;
        return forget_if_unused(server);
    }
}

void ConnectionPool::sweep_at(time_point when) {
    if (sweeper_) sweeper_->cancel();
    sweeper_ = this_loop().call_at(when, [weak = weak_from_this()] {
        if (const auto pool = weak.lock()) pool->sweep();
    });
}

/// Closes what has been idle too long, watches what has been idle for a while,
/// and comes back when there will be more of either.
void ConnectionPool::sweep() {
    sweeper_.reset();
    const time_point now = this_loop().now();
    std::optional<time_point> next;
    for (auto server = servers_.begin(); server != servers_.end();) {
        const auto when = sweep(server->second.idle, now);
        if (when && (!next || *when < *next)) next = when;
        forget_if_unused(server++);
    }
    if (next) sweep_at(*next);
}

std::optional<time_point> ConnectionPool::sweep(Connections& idle, time_point now) {
    stats_.idle -= idle.remove_if([&](const Connection& connection) {
        // Not open: it belonged to a loop that has ended.
        return now - connection.idle_since >= limits_.keepalive || !connection.stream->is_open();
    });
    std::optional<time_point> next;
    if (!idle.empty()) next = idle.front().idle_since + limits_.keepalive;
    for (Connection& connection : idle) {
        if (connection.watched) continue;
        const time_point when = connection.idle_since + soon;
        if (when > now) return std::min(*next, when);
        connection.watched = true;
        watch(*connection.stream);
    }
    return next;
}

void ConnectionPool::close() noexcept {
    closed_ = true;
    if (sweeper_ && extend::running_loop()) sweeper_->cancel();
    sweeper_.reset();
    for (auto server = servers_.begin(); server != servers_.end();) {
        server->second.idle.clear();
        forget_if_unused(server++);
    }
    stats_.idle = 0;
    for (const Connection& connection : carrying_) connection.stream->close();
    for (Waiting& w : waiting_) w.turn.cancel("the session was closed");
}

}  // namespace aio::http::detail

#include <http/detail/connection_pool.hpp>

#include <algorithm>

#include <aio/extend.hpp>
#include <http/errors.hpp>

namespace aio::http::detail {

namespace {

// A connection that has been idle for so long is watched: a server that closes
// it is noticed at once. Before, it is only looked at when it is used again,
// which costs a request in a busy program far less.
constexpr auto soon = std::chrono::milliseconds(10);

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
        } else {
            connection_->stream->close();
            pool->carrying_.erase(connection_);
        }
    }
    pool->free_place(server_);
}

bool ConnectionPool::has_room(const std::string& server) const {
    if (limits_.total > 0 && stats_.in_use >= limits_.total) return false;
    if (limits_.per_server == 0) return true;
    const auto used = servers_.find(server);
    return used == servers_.end() || used->second.in_use < limits_.per_server;
}

/// Newcomers go behind those who wait for the same room. (In aiohttp they may
/// be faster.)
bool ConnectionPool::must_wait(const std::string& server) const {
    if (!has_room(server)) return true;
    return std::any_of(waiting_.begin(), waiting_.end(), [&](const Waiting& w) {
        return !w.granted && !w.turn.done() && has_room(w.server);
    });
}

Servers::iterator ConnectionPool::take_place(const std::string& server) {
    ++stats_.in_use;
    const auto taken = servers_.try_emplace(server).first;
    ++taken->second.in_use;
    return taken;
}

void ConnectionPool::free_place(Servers::iterator server) noexcept {
    --stats_.in_use;
    --server->second.in_use;
    forget_if_unused(server);
    grant_places();
}

void ConnectionPool::forget_if_unused(Servers::iterator server) noexcept {
    if (server->second.in_use == 0 && server->second.idle.empty()) servers_.erase(server);
}

/// A place is taken for a waiter when it is woken, so that nobody else comes
/// between; if it is cancelled before it runs, it gives the place back.
void ConnectionPool::grant_places() noexcept {
    for (Waiting& w : waiting_) {
        if (limits_.total > 0 && stats_.in_use >= limits_.total) return;
        if (w.granted || w.turn.done() || !has_room(w.server)) continue;
        w.granted = take_place(w.server);
        w.turn.set_result();
    }
}

Coroutine<Servers::iterator> ConnectionPool::wait_for_place(std::string server) {
    const auto waiter =
        waiting_.insert(waiting_.end(), {.server = std::move(server), .turn = {}, .granted = {}});
    try {
        co_await waiter->turn;
    } catch (...) {
        const auto granted = waiter->granted;
        waiting_.erase(waiter);
        if (granted) free_place(*granted);
        throw;
    }
    const Servers::iterator granted = *waiter->granted;
    waiting_.erase(waiter);
    co_return granted;
}

void ConnectionPool::require_open() const {
    if (closed_)
        throw ConnectionClosedError("Connection closed: the session was closed during the request");
}

Coroutine<Lease> ConnectionPool::acquire(std::string server, bool fresh) {
    const auto self = shared_from_this();
    require_open();
    Servers::iterator place;
    if (must_wait(server))
        place = co_await wait_for_place(server);
    else
        place = take_place(server);
    Lease lease(self, place);
    require_open();
    if (!fresh) take_idle(lease);
    co_return lease;
}

void ConnectionPool::take_idle(Lease& lease) {
    Connections& idle = lease.server_->second.idle;
    const time_point now = this_loop().now();
    while (!idle.empty()) {
        Connection& oldest = idle.front();
        --stats_.idle;
        if (std::exchange(oldest.watched, false)) oldest.stream->unwatch();
        if (now - oldest.idle_since > limits_.keepalive || !oldest.stream->is_quiet()) {
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
    // A timer of a loop that has ended never comes; its connections are not open any more.
    const auto last = swept_for_.lock();
    const bool will_sweep = sweeper_ && last && last->is_open() && sweeper_->when() >= now;
    const time_point when = now + std::min<duration>(soon, limits_.keepalive);
    if (will_sweep && sweeper_->when() <= when) return;
    swept_for_ = lease.connection_->stream;
    sweep_at(when);
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

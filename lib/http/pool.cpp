#include <http/detail/pool.hpp>

#include <algorithm>

#include <http/errors.hpp>

namespace aio::http::detail {

void Lease::put(std::shared_ptr<Stream> stream) {
    stream_ = std::move(stream);
    if (pool_->closed_) stream_->close();
    number = ++pool_->stats_.opened;
    pool_->carrying_.insert(stream_.get());
}

void Lease::give_back(bool reusable) noexcept {
    const auto pool = std::exchange(pool_, nullptr);
    if (!pool) return;
    if (stream_) pool->carrying_.erase(stream_.get());
    if (reusable && stream_->is_open() && !pool->closed_ && !pool->limits_.force_close)
        pool->keep(*this);
    if (stream_) std::exchange(stream_, nullptr)->close();
    pool->free_place(server_);
}

bool Pool::has_room(const std::string& server) const {
    if (limits_.total > 0 && stats_.in_use >= limits_.total) return false;
    if (limits_.per_server == 0) return true;
    const auto used = in_use_.find(server);
    return used == in_use_.end() || used->second < limits_.per_server;
}

/// Newcomers go behind those who wait for the same room. (In aiohttp they may
/// be faster.)
bool Pool::must_wait(const std::string& server) const {
    if (!has_room(server)) return true;
    return std::any_of(waiting_.begin(), waiting_.end(), [&](const Waiting& w) {
        return !w.granted && !w.turn.done() && has_room(w.server);
    });
}

void Pool::take_place(const std::string& server) {
    ++stats_.in_use;
    ++in_use_[server];
}

void Pool::free_place(const std::string& server) noexcept {
    --stats_.in_use;
    const auto used = in_use_.find(server);
    if (--used->second == 0) in_use_.erase(used);
    grant_places();
}

/// A place is taken for a waiter when it is woken, so that nobody else comes
/// between; if it is cancelled before it runs, it gives the place back.
void Pool::grant_places() noexcept {
    for (Waiting& w : waiting_) {
        if (limits_.total > 0 && stats_.in_use >= limits_.total) return;
        if (w.granted || w.turn.done() || !has_room(w.server)) continue;
        w.granted = true;
        take_place(w.server);
        w.turn.set_result();
    }
}

Coroutine<> Pool::wait_for_place(std::string server) {
    const auto place = waiting_.insert(waiting_.end(), {.server = server, .turn = {}});
    try {
        co_await place->turn;
    } catch (...) {
        const bool granted = place->granted;
        waiting_.erase(place);
        if (granted) free_place(server);
        throw;
    }
    waiting_.erase(place);
}

void Pool::require_open() const {
    if (closed_)
        throw ConnectionClosedError("Connection closed: the session was closed during the request");
}

Coroutine<Lease> Pool::acquire(std::string server, bool fresh) {
    const auto self = shared_from_this();
    require_open();
    if (must_wait(server))
        co_await wait_for_place(server);
    else
        take_place(server);
    Lease lease(self, std::move(server));
    require_open();
    if (!fresh) take_idle(lease);
    co_return lease;
}

void Pool::take_idle(Lease& lease) {
    const auto found = idle_.find(lease.server_);
    if (found == idle_.end()) return;
    const time_point now = this_loop().now();
    while (!found->second.empty() && !lease.stream_) {
        const Idle oldest = std::move(found->second.front());
        found->second.pop_front();
        --stats_.idle;
        oldest.stream->unwatch();
        if (now - oldest.since > limits_.keepalive || !oldest.stream->is_quiet()) continue;
        lease.stream_ = oldest.stream;
        lease.number = oldest.number;
    }
    if (found->second.empty()) idle_.erase(found);
    if (!lease.stream_) return;
    lease.reused = true;
    carrying_.insert(lease.stream_.get());
    ++stats_.reused;
}

void Pool::keep(Lease& lease) {
    if (!aio::detail::core) return;  // the loop is gone
    const time_point now = this_loop().now();
    lease.stream_->watch([weak = weak_from_this()](Stream& stream) {
        if (const auto pool = weak.lock()) pool->drop_if_disturbed(stream);
    });
    idle_[lease.server_].push_back({std::exchange(lease.stream_, nullptr), lease.number, now});
    ++stats_.idle;
    if (!sweeper_ || sweeper_->when() < now) sweep_at(now + limits_.keepalive);
}

/// The server has closed an idle connection, or said something unasked.
void Pool::drop_if_disturbed(Stream& stream) {
    if (stream.is_quiet()) return;
    for (auto server = idle_.begin(); server != idle_.end(); ++server) {
        auto& queue = server->second;
        const auto found = std::find_if(queue.begin(), queue.end(), [&](const Idle& idle) {
            return idle.stream.get() == &stream;
        });
        if (found == queue.end()) continue;
        queue.erase(found);
        --stats_.idle;
        if (queue.empty()) idle_.erase(server);
        return;
    }
}

void Pool::sweep_at(time_point when) {
    sweeper_ = this_loop().call_at(when, [weak = weak_from_this()] {
        if (const auto pool = weak.lock()) pool->sweep();
    });
}

/// Closes what has been idle too long, and comes back when the next one will be.
void Pool::sweep() {
    sweeper_.reset();
    const time_point now = this_loop().now();
    std::optional<time_point> next;
    for (auto server = idle_.begin(); server != idle_.end();) {
        auto& queue = server->second;
        while (!queue.empty() && now - queue.front().since >= limits_.keepalive) {
            queue.pop_front();
            --stats_.idle;
        }
        if (!queue.empty() && (!next || queue.front().since < *next)) next = queue.front().since;
        server = queue.empty() ? idle_.erase(server) : std::next(server);
    }
    if (next) sweep_at(*next + limits_.keepalive);
}

void Pool::close() noexcept {
    closed_ = true;
    if (sweeper_ && aio::detail::core) sweeper_->cancel();
    sweeper_.reset();
    idle_.clear();
    stats_.idle = 0;
    for (Stream* stream : carrying_) stream->close();
    for (Waiting& w : waiting_) w.turn.cancel("the session was closed");
}

}  // namespace aio::http::detail

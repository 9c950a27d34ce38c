// What tasks share, over time: who held a lock when, how many items a queue held, and, if the run
// ended in a deadlock, who waited for whom. Kept by a RecordBuilder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <timeline/tape.hpp>

namespace timeline {

/// A lock, a semaphore or a queue that has a name, over time.
struct Track {
    enum class Of { lock, places, items };
    struct Level {
        aio::time_point when{};
        std::uint32_t level = 0;  ///< places taken, items held; a lock: 1 while it is held
        std::string holder;       ///< of a lock: the task's name
    };

    Of of = Of::lock;
    std::uint32_t number = 0;  ///< on the tape
    std::string name;
    std::uint32_t most = 0;     ///< places, or room; 0: no bound, or a lock
    std::vector<Level> levels;  ///< each lasts until the next; those beyond 10,000 are left out

    struct Stretch {
        aio::time_point begin{}, end{};
        std::uint32_t level = 0;
        std::string holder;
    };
    /// The levels that lasted some time, until `now`. Between two neighbours of the same level
    /// there was another one, for no time.
    [[nodiscard]] std::vector<Stretch> stretches(aio::time_point now) const;
    /// The height of a full bar: all places, all room, or else the highest level.
    [[nodiscard]] std::uint32_t scale() const;
};

/// Tasks that wait for each other, in a ring: each for the next, and the last for the first.
struct Deadlock {
    struct Link {
        std::string task;       ///< its name
        Place waits_at;         ///< the co_await
        std::string waits_for;  ///< "the lock 'B'", "task 'reader'"
        /// What the previous task in the ring waits for, and where this one took it; empty if it
        /// waits for this task itself.
        std::string holds;
        Place taken_at;
    };

    aio::time_point when{};
    std::vector<Link> ring;
};

/// Follows, event by event, who holds what and who waits for what.
class Sharing {
public:
    void add(const Tape&, const Event&);
    [[nodiscard]] const std::vector<Track>& tracks() const { return tracks_; }
    /// Nothing if there was no deadlock, or not one of tasks that wait for each other: a task that
    /// ended without releasing its lock, say.
    [[nodiscard]] const std::optional<Deadlock>& deadlock() const { return deadlock_; }

private:
    using Id = std::uint32_t;
    struct Wait {
        aio::Cause why = aio::Cause::none;
        Id what = 0, place = 0, text = 0;
    };
    struct Holder {
        Id task = 0, place = 0;
    };
    struct Resource {
        bool is_lock = false;
        Id name = 0;
        std::vector<Holder> holders;
        std::optional<std::size_t> track;
    };
    struct Edge {
        Id to = 0, resource = 0;  // 0: the task itself is waited for
    };
    struct Step {
        Id task = 0;
        Id resource = 0;         // that it holds, and that the previous one waits for
        std::vector<Edge> left;  // ways to go on
    };

    void take(const Tape&, const Event&);
    void track(const Tape&, const Event&, Resource&, Track::Of);
    void find_deadlock(const Tape&, aio::time_point when);
    [[nodiscard]] std::vector<Edge> waits_for(const Tape&, Id task) const;
    [[nodiscard]] std::vector<Step> find_ring(const Tape&) const;
    [[nodiscard]] Deadlock::Link link(const Tape&, Id task, Id resource_it_holds) const;

    std::map<Id, Id> names_;  // of tasks that have not ended
    std::map<Id, Wait> waits_;
    std::map<Id, Resource> resources_;
    std::map<Id, Id> parts_;  // of futures, in Tape::parts
    std::vector<Track> tracks_;
    std::optional<Deadlock> deadlock_;
};

}  // namespace timeline

// The slow half of counting: handles on threads other than their loop's. Rare, so there is one
// mutex for all.
#include <aio/detail/ref_counted.hpp>

#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include <aio/detail/core.hpp>

namespace aio::detail {
namespace {

/// What the other threads have counted for one object.
struct Elsewhere {
    std::int64_t handles = 0;  // less than 0: more were dropped there than made
    bool returned = false;     // its loop's thread has been asked to add up
};

struct Home {
    Core* loop;
    std::thread::id thread = std::this_thread::get_id();
    bool paused = false;  // between two runs of a Runner
    std::vector<RefCounted*> returned = {};
};

struct Table {
    std::mutex mutex;  // guards all of it; the user's code is never called meanwhile
    std::unordered_map<LoopId, Home> loops;
    std::unordered_map<const RefCounted*, Elsewhere> objects;
    LoopId last = no_loop;

    Home* home(LoopId id) {
        const auto found = loops.find(id);
        return found == loops.end() ? nullptr : &found->second;
    }
    Elsewhere& entry(const RefCounted* object) {
        const auto [found, is_new] = objects.try_emplace(object);
        if (is_new) ++counted_elsewhere;
        return found->second;
    }
    void forget(const RefCounted* object) { counted_elsewhere -= objects.erase(object) > 0; }
    /// Removes from the table what was counted on other threads.
    std::int64_t take(const RefCounted* object) {
        const auto found = objects.find(object);
        if (found == objects.end()) return 0;
        const std::int64_t handles = found->second.handles;
        forget(object);
        return handles;
    }
};

Table& table() {
    static Table& the_one = *new Table;  // outlives every thread and every static handle
    return the_one;
}

}  // namespace

// Its loop has ended, or it never had one: no thread is left with a count of its own.
void RefCounted::settle() {
    references_ = static_cast<std::uint32_t>(references_ + table().take(this));
}

void RefCounted::add_ref_elsewhere() {
    const std::lock_guard lock(table().mutex);
    if (!table().home(loop())) {
        settle();
        ++references_;
        return;
    }
    Elsewhere& counted = table().entry(this);
    if (++counted.handles == 0 && !counted.returned) table().forget(this);
}

void RefCounted::release_elsewhere() {
    {
        const std::lock_guard lock(table().mutex);
        if (Home* home = table().home(loop())) {
            Elsewhere& counted = table().entry(this);
            --counted.handles;
            if (counted.returned) return;
            if (counted.handles == 0) return table().forget(this);
            if (counted.handles > 0) return;
            counted.returned = true;
            home->returned.push_back(this);
            home->loop->wake_up();
            return;
        }
        settle();
        if (--references_ > 0) return;
    }
    pass_blocks_on();
    destroy();
}

// Here means the loop's thread. If it was asked to add up, it still will, and must find the object:
// so that is not destroyed before.
void RefCounted::add_up() {
    {
        const std::lock_guard lock(table().mutex);
        const auto found = table().objects.find(this);
        if (found != table().objects.end()) {
            references_ =
                static_cast<std::uint32_t>(references_ + std::exchange(found->second.handles, 0));
            if (found->second.returned) return;
            table().forget(this);
        }
        if (references_ > 0) return;
    }
    destroy();
}

void RefCounted::come_here(bool from_an_ended_loop) {
    const std::lock_guard lock(table().mutex);
    const LoopId before = loop();
    if (const Home* home = table().home(before)) {
        const bool between_runs = home->paused && home->thread == std::this_thread::get_id();
        if (between_runs && loop_here == no_loop) return;
        throw RuntimeError(
            std::string(kind()) +
            " is attached to a different loop, which runs on another thread; only that thread may "
            "use it. Give it the work: loop.call_soon_threadsafe([f] { f.set_result(1); }), where "
            "`loop` is what this_loop() gave there");
    }
    if (loop_here == no_loop || (before != unattached && !from_an_ended_loop)) return;
    settle();
    loop_.store(loop_here, std::memory_order_relaxed);
}

bool RefCounted::loop_has_ended() const {
    const std::lock_guard lock(table().mutex);
    return loop() != unattached && !table().home(loop());
}

LoopId add_loop(Core& loop) {
    const std::lock_guard lock(table().mutex);
    LoopId& id = table().last;
    do
        if (++id == unattached) id = no_loop + 1;
    while (table().home(id));
    table().loops.emplace(id, Home{.loop = &loop});
    return id;
}

LoopId be_in_loop(LoopId loop) {
    loop_of_new = loop == no_loop ? unattached : loop;
    return std::exchange(loop_here, loop);
}

void set_paused(LoopId loop, bool paused) {
    const std::lock_guard lock(table().mutex);
    table().home(loop)->paused = paused;
}

void add_up_returned() {
    std::vector<RefCounted*> returned;
    {
        const std::lock_guard lock(table().mutex);
        returned.swap(table().home(loop_here)->returned);
    }
    // One after another: destroying one may drop the last handle of another, which must then be
    // found.
    for (RefCounted* object : returned) {
        {
            const std::lock_guard lock(table().mutex);
            table().entry(object).returned = false;
        }
        object->add_up();
    }
}

bool leave_loop(LoopId before) {
    const std::lock_guard lock(table().mutex);
    if (!table().home(loop_here)->returned.empty()) return false;
    table().loops.erase(loop_here);
    be_in_loop(table().home(before) ? before : no_loop);
    return true;
}

bool call_at_home(const RefCounted& object, std::function<void()>& f) {
    const std::lock_guard lock(table().mutex);
    Home* home = table().home(object.loop());
    return home && home->loop->call_from_elsewhere(f);
}

}  // namespace aio::detail

#include <aio/detail/loops.hpp>

#include <map>
#include <mutex>

#include <aio/detail/running_loop.hpp>

namespace aio::detail {
namespace {

// Never destroyed: a thread may look at its handles while the program ends.
struct Loops {
    std::mutex mutex;
    std::map<LoopId, RunningLoop*> running;
    LoopId last = 0;
};

Loops& loops() {
    static Loops& all = *new Loops;
    return all;
}

}  // namespace

LoopId add_loop(RunningLoop& loop) {
    Loops& all = loops();
    const std::lock_guard lock(all.mutex);
    do ++all.last;
    while (all.last == 0 || all.running.contains(all.last));
    all.running[all.last] = &loop;
    return all.last;
}

void remove_loop(LoopId id) noexcept {
    Loops& all = loops();
    const std::lock_guard lock(all.mutex);
    all.running.erase(id);
}

bool is_running(LoopId id) {
    Loops& all = loops();
    const std::lock_guard lock(all.mutex);
    return all.running.contains(id);
}

bool hand_over(RefCounted& object, LoopId to) {
    Loops& all = loops();
    const std::lock_guard lock(all.mutex);
    const auto loop = all.running.find(to);
    return loop != all.running.end() && loop->second->take_to_destroy(object);
}

}  // namespace aio::detail

// What tasks share: a lock has one holder, a semaphore a number of places, a queue a bound; and a
// task that waits for one goes before those that come later.
#include <timeline/tape_checker.hpp>

namespace timeline {

// Resources are numbered as they are first mentioned.
TapeChecker::Resource& TapeChecker::resource(Id id) {
    must(id > 0 && id <= resources_.size(), "resources are numbered as they are first mentioned");
    if (id == resources_.size()) resources_.emplace_back();
    return resources_[id];
}

// Its first event says what a resource is, and how full it was before: it may be older than the
// run.
void TapeChecker::take_resource(const Event& event) {
    using Is = Resource::Is;
    require_by(event.by, event);
    const bool is_lock = event.kind == Kind::lock_taken || event.kind == Kind::lock_released;
    const bool is_item = event.kind == Kind::item_put || event.kind == Kind::item_got;
    const bool rises = event.kind == Kind::lock_taken || event.kind == Kind::place_taken ||
                       event.kind == Kind::item_put;
    const Is is = is_lock ? Is::lock : is_item ? Is::queue : Is::semaphore;
    Resource& known = resource(event.number);
    if (known.is == Is::unknown)
        known = {.is = is,
                 .level = is_lock ? (rises ? 0u : 1u)
                          : rises ? event.level - 1
                                  : event.level + 1,
                 .most = event.most,
                 .text = event.text,
                 .woken = known.woken};
    must(known.is == is && known.text == event.text,
         named("resource", event.number) + " is not what it was before");
    if (event.kind == Kind::lock_taken || event.kind == Kind::place_taken) require_its_turn(event);
    if (is_lock) return take_lock(event, known);
    is_item ? take_item(event, known) : take_place(event, known);
}

void TapeChecker::take_lock(const Event& event, Resource& lock) {
    const bool taken = event.kind == Kind::lock_taken;
    must(!taken || lock.level == 0,
         named("lock", event.number) + " is taken, but somebody holds it");
    must(taken || lock.level == 1,
         named("lock", event.number) + " is released, but nobody holds it");
    lock.level = taken ? 1 : 0;
}

// More places may be given back than were taken: from then on there are more.
void TapeChecker::take_place(const Event& event, Resource& semaphore) {
    const bool taken = event.kind == Kind::place_taken;
    const bool is_new = !taken && semaphore.level == 0;
    const std::uint32_t most = semaphore.most + (is_new ? 1 : 0);
    const std::uint32_t level = semaphore.level + (taken ? 1 : is_new ? 0 : -1);
    must(event.level == level && event.most == most && level <= most,
         named("semaphore", event.number) + " cannot have so many places taken now");
    semaphore.level = level;
    semaphore.most = most;
}

// shutdown() may drop all that are left.
void TapeChecker::take_item(const Event& event, Resource& queue) {
    const bool one_more = event.level == queue.level + 1;
    const bool fewer = event.level + 1 == queue.level || (event.level == 0 && queue.level > 0);
    must(event.most == queue.most && (event.most == 0 || event.level <= event.most),
         named("queue", event.number) + " has no room for so many items");
    must(event.kind == Kind::item_put ? one_more : fewer,
         named("queue", event.number) + " cannot hold so many items now");
    queue.level = event.level;
}

// --- Whose turn it is -----------------------------------------------------------

// No task takes what others wait for, unless it was woken for it.
void TapeChecker::require_its_turn(const Event& event) {
    if (std::exchange(tasks_[event.by].got_on, 0) == event.number) return;
    const auto others = waiting_for_.find({Cause::resource, event.number});
    must((others == waiting_for_.end() || others->second.empty()) &&
             resources_[event.number].woken == 0,
         named("task", event.by) + " takes what others have waited for longer");
}

// A task waits only if it cannot have it at once, or, for a lock or a place, if others come first.
void TapeChecker::wait_for_resource(Id id) {
    const Resource& known = resource(id);
    const auto others = waiting_for_.find({Cause::resource, id});
    const bool is_first =
        known.woken == 0 && (others == waiting_for_.end() || others->second.empty());
    switch (known.is) {
        case Resource::Is::unknown:
            return;
        case Resource::Is::lock:
            return must(known.level == 1 || !is_first, "nobody holds " + named("lock", id));
        case Resource::Is::semaphore:
            return must(known.level == known.most || !is_first,
                        named("semaphore", id) + " has a free place");
        case Resource::Is::queue:
            return must(known.level == 0, named("queue", id) + " has an item");
    }
}

void TapeChecker::wake_for(Id id, Task& task) {
    ++resources_[id].woken;
    task.woken_by = id;
}

}  // namespace timeline

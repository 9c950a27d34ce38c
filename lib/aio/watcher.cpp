#include <aio/detail/watcher.hpp>

#include <aio/detail/task_base.hpp>

namespace aio::detail {

void Watcher::watch_all() {
    owner_.add_ref(static_cast<std::uint32_t>(links_.size()));
    for (Link& link : links_) {
        if (link.future.done())
            core->push(&link);
        else
            link.future.add_waiter(&link);
    }
}

std::vector<std::size_t> Watcher::watch_pending() {
    std::vector<std::size_t> done;
    owner_.add_ref(static_cast<std::uint32_t>(links_.size()));
    for (Link& link : links_) {
        if (!link.future.done()) {
            link.future.add_waiter(&link);
        } else {
            done.push_back(static_cast<std::size_t>(&link - links_.data()));
            owner_.release();
        }
    }
    return done;
}

void Watcher::Link::run() {
    Watcher& w = watcher;
    w.child_ended(static_cast<std::size_t>(this - w.links_.data()));
    w.owner_.release();  // perhaps the last: nothing after this
}

void Watcher::stop_watching() {
    for (Link& link : links_) unlink(link);
}

void Watcher::stop_watching_futures() {
    for (Link& link : links_) {
        if (dynamic_cast<TaskBase*>(&link.future)) continue;
        link.future.mark_retrieved();  // nobody will be told of its error; nor reported
        unlink(link);
    }
}

void Watcher::unlink(Link& link) {
    if (!link.future.done() && link.future.remove_waiter(&link)) owner_.release();
}

}  // namespace aio::detail

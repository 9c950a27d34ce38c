#include <aio/detail/watcher.hpp>

namespace aio::detail {

void Watcher::watch(std::size_t index) {
    Link& link = links_[index];
    link.watched = true;
    owner_.add_ref();
    if (link.future.done())
        core->push(&link);
    else
        link.future.add_waiter(&link);
}

void Watcher::Link::run() {
    watched = false;
    Watcher& w = watcher;
    w.child_ended(static_cast<std::size_t>(this - w.links_.data()));
    w.owner_.release();  // perhaps the last: nothing after this
}

void Watcher::stop_watching() {
    for (Link& link : links_) {
        if (!link.watched || link.future.done() || !link.future.remove_waiter(&link)) continue;
        link.watched = false;
        owner_.release();
    }
}

}  // namespace aio::detail

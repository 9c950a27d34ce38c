#include <aio/detail/watcher.hpp>

#include <aio/detail/task_base.hpp>
#include <aio/detail/tracer.hpp>

namespace aio::detail {

void Watcher::tell_made(const FutureBase& whole, const char* what,
                        std::source_location call) const {
    if (!observed) return;
    std::vector<Target> parts;
    for (const Link& link : links_) parts.push_back(link.future.target());
    core->tracer->future_made(whole, what, parts, call);
}

void Watcher::watch(std::size_t index) {
    Link& link = links_[index];
    if (watching_++ == 0) owner_.add_ref();
    if (link.future.done())
        core->push(&link, Cause::future);
    else
        link.future.add_waiter(&link);
}

void Watcher::Link::run() {
    Watcher& w = watcher;
    w.child_ended(static_cast<std::size_t>(this - w.links_.data()));
    w.one_less();  // perhaps the last one: do nothing after this
}

void Watcher::stop_watching() {
    for (Link& link : links_) unlink(link);
}

void Watcher::stop_watching_futures() {
    for (Link& link : links_) {
        if (dynamic_cast<TaskBase*>(&link.future)) continue;
        link.future.mark_retrieved();  // nobody will get its error; and it is not to be reported
        unlink(link);
    }
}

void Watcher::unlink(Link& link) {
    if (!link.future.done() && link.future.remove_waiter(&link)) one_less();
}

}  // namespace aio::detail

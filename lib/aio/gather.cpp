#include <aio/gather.hpp>

namespace aio::detail {

// Children that are done when the gather is made count at once; if all are, it
// is done without a turn.
void GatherBase::begin() {
    if (children_.empty()) return collect();
    for (Child& child : children_) {
        if (child.future.done()) continue;
        outer_.add_ref();
        child.future.add_waiter(&child);
        ++waiting_;
    }
    if (waiting_ == children_.size()) return;
    for (Child& child : children_)
        if (child.future.done()) child_ended(child.future);
}

void GatherBase::Child::run() {
    gather.child_ended(future);
    gather.outer_.release();  // perhaps the last: nothing after this
}

void GatherBase::child_ended(FutureBase& child) {
    ++ended_;
    const bool failed = child.failed() || child.cancelled();
    if (outer_.done()) {
        child.mark_retrieved();  // too late to be told; not to be reported either
    } else if (failed && !errors_are_results_) {
        child.mark_retrieved();
        outer_.fail(child.failure());
    } else if (ended_ == children_.size()) {
        if (cancel_requested_)
            outer_.fail(std::make_exception_ptr(CancelledError()));
        else
            collect();
    }
}

bool GatherBase::cancel_children(const std::string& message) {
    if (outer_.done()) return false;
    bool any = false;
    for (Child& child : children_) any |= child.future.cancel(message);
    cancel_requested_ |= any;
    return any;
}

std::string GatherBase::describe_children() const {
    return "gather (" + std::to_string(ended_) + " of " + std::to_string(children_.size()) +
           " done)";
}

}  // namespace aio::detail

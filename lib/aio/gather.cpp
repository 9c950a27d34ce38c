#include <aio/gather.hpp>

namespace aio::detail {

// Children that are done when the gather is made count at once; if all are, it
// is done without a turn.
void GatherBase::begin(std::source_location call) {
    tell_made(outer_, "a gather", call);
    if (size() == 0) return complete_outer();
    std::vector<std::size_t> done_already;
    for (std::size_t i = 0; i < size(); ++i) {
        if (child(i).done())
            done_already.push_back(i);
        else
            watch(i);
    }
    for (const std::size_t i : done_already) child_ended(i);
}

void GatherBase::child_ended(std::size_t index) {
    FutureBase& ended = child(index);
    ++ended_;
    if (outer_.done()) {
        ended.mark_retrieved();  // too late for this gather; not to be reported, either
    } else if ((ended.failed() || ended.cancelled()) && !errors_are_results_) {
        ended.mark_retrieved();
        outer_.fail(ended.failure());
        if (ended.cancelled()) outer_.mark_retrieved();  // not an error that must be looked at
        stop_watching_futures();  // one that never ends would keep this one alive
    } else if (ended_ == size()) {
        if (!cancel_requested_) return complete_outer();
        // The message is the last child's in argument order, if there is one, as in asyncio.
        FutureBase& last = child(size() - 1);
        outer_.fail(last.cancelled() ? last.failure() : std::make_exception_ptr(CancelledError()));
        outer_.mark_retrieved();
    }
}

// Copying or moving a result may throw, too: a result that was moved out before does.
void GatherBase::complete_outer() {
    try {
        collect();
    } catch (...) {
        return outer_.fail(std::current_exception());
    }
    outer_.complete(FutureBase::State::finished);
}

bool GatherBase::cancel_children(const std::string& message) {
    if (outer_.done()) return false;
    bool any = false;
    for (std::size_t i = 0; i < size(); ++i) any |= child(i).cancel(message);
    cancel_requested_ |= any;
    return any;
}

std::string GatherBase::describe_children() const {
    constexpr std::size_t most_named = 3;
    std::string text =
        "gather (" + std::to_string(ended_) + " of " + std::to_string(size()) + " done)";
    std::size_t named = 0;
    for (std::size_t i = 0; i < size() && named <= most_named; ++i) {
        if (child(i).done()) continue;
        if (named++ == most_named)
            text += ", ...";
        else
            text += (named == 1 ? " of " : ", ") + child(i).describe();
    }
    return text;
}

}  // namespace aio::detail

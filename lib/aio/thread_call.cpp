// Threads of the pool that wait for simulated time.
#include <aio/detail/thread_call.hpp>

#include <algorithm>
#include <utility>

#include <aio/detail/running_loop.hpp>

namespace aio::detail {

void ThreadCall::block_for(duration d) {
    std::unique_lock lock(mutex_);
    if (given_up_) return;
    blocks_for_ = d;
    goes_on_ = false;
    rests_ = true;
    if (is_watched_)
        changed_.notify_all();
    else
        loop_.park(*this);
    changed_.wait(lock, [this] { return goes_on_; });
}

void ThreadCall::has_ended() {
    const std::lock_guard lock(mutex_);
    ended_ = rests_ = true;
    changed_.notify_all();
}

void ThreadCall::give_up() {
    const std::lock_guard lock(mutex_);
    given_up_ = goes_on_ = true;
    rests_ = is_watched_ = false;
    changed_.notify_all();
}

// One thread at a time: so what they do comes in the same order in every run.
void ThreadCall::fire() {
    time_ = due();
    std::unique_lock lock(mutex_);
    goes_on_ = is_watched_ = true;
    rests_ = false;
    changed_.notify_all();
    changed_.wait(lock, [this] { return rests_; });
    lock.unlock();
    if (ended_) return loop_.goes_on(*this);
    loop_.arm(*this, due());
}

std::shared_ptr<ThreadCall> RunningLoop::begin_thread_call() {
    outside_begins(true);
    // It begins now if a thread is free, otherwise when one is.
    const bool at_once = ++thread_calls_under_way_ <= pool_threads_;
    return std::make_shared<ThreadCall>(*this, ++thread_calls_,
                                        at_once ? std::optional(now()) : std::nullopt);
}

void RunningLoop::end_thread_call() {
    outside_ends(true);
    --thread_calls_under_way_;
}

// Calls that no thread has begun yet stop nothing: they wait for those that are parked.
bool RunningLoop::time_is_held() const {
    return outside_ > std::max<std::int64_t>(0, thread_calls_under_way_ - pool_threads_);
}

void RunningLoop::block_for(duration d) {
    if (tracer) tracer->blocks(simulated_now_ + d);
    simulated_now_ += d;
}

// Called on a thread of the pool, the rest on the loop's.
void RunningLoop::park(ThreadCall& call) {
    asio::post(io_, [this, &call] {
        outside_ends(true);
        parked_.push_back(&call);
        call.begun(now());
        if (closing_threads_) release_threads();
    });
}

// In the order of their calls, in whatever order the threads came here.
void RunningLoop::arm_parked() {
    std::ranges::sort(parked_, {}, &ThreadCall::number);
    for (ThreadCall* call : parked_)
        if (!call->is_armed()) arm(*call, call->due());
}

void RunningLoop::goes_on(ThreadCall& call) {
    std::erase(parked_, &call);
    outside_begins(true);
}

void RunningLoop::release_threads() {
    closing_threads_ = true;
    for (ThreadCall* call : std::exchange(parked_, {})) {
        if (call->is_armed()) disarm(*call);
        outside_begins(true);
        call->give_up();
    }
}

}  // namespace aio::detail

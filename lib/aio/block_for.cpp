#include <aio/block_for.hpp>

#include <chrono>
#include <thread>

#include <aio/detail/running_loop.hpp>

namespace aio::extend {

void block_for(duration d) {
    if (d <= duration::zero()) return;
    detail::ThreadCall* call = detail::thread_call;
    auto* loop = call ? &call->loop() : static_cast<detail::RunningLoop*>(detail::core);
    if (!loop) return std::this_thread::sleep_for(d);
    if (!loop->time_is_simulated())
        return std::this_thread::sleep_for(std::chrono::duration<double>(d) /
                                           loop->options().speed);
    call ? call->block_for(d) : loop->block_for(d);
}

}  // namespace aio::extend

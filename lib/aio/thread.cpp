#include <aio/thread.hpp>

#include <aio/detail/running_loop.hpp>

#include <asio/post.hpp>

#include <pthread.h>

#include <algorithm>
#include <thread>

namespace aio::detail {

asio::thread_pool& RunningLoop::pool() {
    // asyncio's size: the threads are meant to wait, so there may be more of
    // them than processors.
    if (!pool_) pool_.emplace(std::min(32u, std::thread::hardware_concurrency() + 4));
    return *pool_;
}

void run_on_thread(std::function<void()> work, std::function<void()> finish) {
    auto& loop = static_cast<RunningLoop&>(running_core("aio::to_thread"));
    loop.outside_begins(true);
    // One closure is made on this thread and ends on it: the last owner of
    // `finish`, and of the future in it, must not be the pool's thread.
    auto* done = new std::function<void()>([&loop, finish = std::move(finish)] {
        loop.outside_ends(true);
        finish();
    });
    asio::post(loop.pool(), [&loop, done, work = std::move(work)]() mutable {
        pthread_setname_np(pthread_self(), "aio-pool");
        work();
        work = nullptr;
        loop.call_soon_threadsafe([done] {
            (*done)();
            delete done;
        });
    });
}

}  // namespace aio::detail

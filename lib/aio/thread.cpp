#include <aio/thread.hpp>

#include <aio/detail/running_loop.hpp>

#include <asio/post.hpp>

#include <memory>

namespace aio::detail {

void run_on_thread(std::function<void()> work, std::function<void()> finish) {
    auto& loop = static_cast<RunningLoop&>(running_core("aio::to_thread"));
    // One closure is made on this thread and ends on it: the last owner of
    // `finish`, and of the future in it, must not be the pool's thread.
    auto* done = new std::function<void()>([&loop, finish = std::move(finish)] {
        loop.end_thread_call();
        finish();
    });
    asio::thread_pool& pool = loop.pool();
    asio::post(pool, [call = loop.begin_thread_call(), done, work = std::move(work)]() mutable {
        thread_call = call.get();
        work();
        work = nullptr;
        thread_call = nullptr;
        call->loop().call_soon_threadsafe([done, call] {
            (*done)();
            delete done;
        });
        call->has_ended();
    });
}

}  // namespace aio::detail

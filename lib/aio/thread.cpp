#include <aio/thread.hpp>

#include <aio/detail/running_loop.hpp>

#include <asio/post.hpp>

namespace aio::detail {

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
        work();
        work = nullptr;
        loop.call_soon_threadsafe([done] {
            (*done)();
            delete done;
        });
    });
}

}  // namespace aio::detail

// Wrong: all is well as long as one parcel comes at a time. When
// two come in the same turn, both are taken, and the second is in a
// result that nobody looks at.
//
// Fails at: of two that come at the same moment, one stays

#include <optional>
#include <vector>

#include <aio/aio.hpp>

using namespace std::chrono_literals;

using Door = aio::Queue<int>;
using Doors = std::vector<Door*>;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<int> first_parcel(Doors doors);

aio::Coroutine<int> first_parcel(Doors doors) {
    std::vector<aio::Task<int>> waiting;
    for (Door* door : doors)
        waiting.push_back(aio::create_task(door->get()));

    auto ended = co_await aio::wait(
        waiting, {.return_when = aio::ReturnWhen::first_completed});
    for (auto& task : ended.pending) task.cancel();
    co_await aio::wait(waiting);
    co_return ended.done.front().result();
}

// Wrong: it takes the first, and returns. The others go on waiting
// at their doors, and take the next parcel that comes, for nobody.
//
// Fails at: when it ends, nobody waits at a door

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
    co_return ended.done.front().result();
}

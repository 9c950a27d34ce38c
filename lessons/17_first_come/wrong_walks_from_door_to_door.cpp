// Wrong: it looks at each door again and again, with a pause in
// between. No task waits at a door, and nothing is lost; but it is
// late, and looks a thousand times in vain.
//
// Fails at: the first parcel is there when it comes

#include <optional>
#include <vector>

#include <aio/aio.hpp>

using namespace std::chrono_literals;

using Door = aio::Queue<int>;
using Doors = std::vector<Door*>;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<int> first_parcel(Doors doors);

aio::Coroutine<int> first_parcel(Doors doors) {
    while (true) {
        for (Door* door : doors)
            if (!door->empty()) co_return door->get_nowait();
        co_await aio::sleep(100ms);
    }
}

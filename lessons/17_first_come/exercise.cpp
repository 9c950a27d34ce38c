// Exercise 17: parcels come to several doors, and you want only the
// first one that comes. As it stands, the program waits until there
// is one at every door, and takes all of them.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 17     shows what it does, in real time
//
// Expect: 3 seconds as it stands, and 2 parcels lost; 1 second, and
// none lost, when it is done.

#include <optional>
#include <vector>

#include <aio/aio.hpp>

using namespace std::chrono_literals;

using Door = aio::Queue<int>;
using Doors = std::vector<Door*>;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<int> first_parcel(Doors doors);

// TODO: return the parcel that comes first, as soon as it comes. No
// task may be left waiting at the other doors. Whatever comes to
// those, even at the same moment, must still be there for the next
// one who asks.
aio::Coroutine<int> first_parcel(Doors doors) {
    std::vector<aio::Coroutine<int>> all;
    for (Door* door : doors) all.push_back(door->get());
    auto parcels = co_await aio::gather(all);
    co_return parcels.front();
}

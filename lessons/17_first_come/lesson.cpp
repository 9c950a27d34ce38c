// Lesson 17: the first of three answers will do. `wait` returns
// when the first task has ended, but the others run on: so cancel
// them, and wait until they have ended. But a loser may have taken
// something by then, and has to give it back.
//
//   make lesson N=17
//
// Expect: 1 second, the fastest of 3, 1 and 2 s. Two couriers: 1
// second, and 1 parcel lost; then 1 second, and none lost.

#include <chrono>
#include <vector>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

using aio::ReturnWhen;

// The delay of lesson 03. It returns its number, so that you can
// see whose result it is.
aio::Coroutine<int> delay(int number, std::chrono::seconds d) {
    co_await aio::sleep(d);
    co_return number;
}

// Waits until the first has ended. Then it asks the others to end,
// and waits for them: no task is left behind.
aio::Coroutine<int> first_of(std::vector<aio::Task<int>> tasks) {
    auto ended = co_await aio::wait(
        tasks, {.return_when = ReturnWhen::first_completed});

    for (auto& task : ended.pending) task.cancel();
    co_await aio::wait(tasks);
    co_return ended.done.front().result();
}

aio::Coroutine<> fastest_of_three() {
    int number =
        co_await first_of({aio::create_task(delay(1, 3s)),
                           aio::create_task(delay(2, 1s)),
                           aio::create_task(delay(3, 2s))});
    lesson::say(fmt::format("number {} was first", number));
}

// Parcels that wait to be delivered, by their numbers.
using Parcels = aio::Queue<int>;

// Takes a parcel, and goes on its way. If it is cancelled there,
// the parcel in its hands is lost with it.
aio::Coroutine<int> careless(Parcels& parcels,
                             std::chrono::seconds d) {
    int parcel = co_await parcels.get();
    co_await aio::sleep(d);
    co_return parcel;
}

// The same, but if it cannot deliver, it gives the parcel back.
aio::Coroutine<int> careful(Parcels& parcels,
                            std::chrono::seconds d) {
    int parcel = co_await parcels.get();
    try {
        co_await aio::sleep(d);
    } catch (const aio::CancelledError&) {
        parcels.put_nowait(parcel);
        throw;
    }
    co_return parcel;
}

// Two couriers, two parcels. The quick one delivers its parcel; the
// slow one is cancelled on its way. Where is the other parcel?
template <class Courier>
aio::Coroutine<> race(Courier courier) {
    Parcels parcels;
    parcels.put_nowait(1);
    parcels.put_nowait(2);
    int delivered = co_await first_of(
        {aio::create_task(courier(parcels, 1s), "quick"),
         aio::create_task(courier(parcels, 3s), "slow")});

    lesson::say(
        fmt::format("parcel {} delivered, {} still here, {} "
                    "lost",
                    delivered, parcels.size(), 1 - parcels.size()));
}

int main(int argc, char** argv) {
    lesson::Program lesson(argc, argv,
                           {.name = "17_first_come",
                            .title = "first come",
                            .scale = 9s});
    lesson.run("the fastest of three", fastest_of_three());
    lesson.run("a loser that keeps its parcel", race(careless));
    lesson.run("a loser that gives it back", race(careful));
    return lesson.done();
}

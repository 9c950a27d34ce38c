// Two couriers and two parcels, the second of which is brought a
// second later. One delivery is enough: when the first courier has
// arrived, the other one is told to stop, and gives back what it
// has. Wherever several tasks are ready, you decide which one runs
// next; the loop would take the first of them. Make them lose a
// parcel.

#include <chrono>
#include <utility>
#include <vector>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/every_schedule.hpp>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

using Shelf = aio::Queue<int>;
using Tasks = std::vector<aio::Task<int>>;
using aio::ReturnWhen;

struct Courier {
    std::chrono::seconds way;
    int parcel = 0;  // none
};

// Takes a parcel, and is on its way. If it is told to stop there,
// it gives the parcel back.
aio::Coroutine<int> deliver(Courier& courier, Shelf& shelf) {
    courier.parcel = co_await shelf.get();
    lesson::say(fmt::format("takes parcel {}", courier.parcel));
    try {
        co_await aio::sleep(courier.way);
    } catch (const aio::CancelledError&) {
        lesson::say("gives it back");
        shelf.put_nowait(std::exchange(courier.parcel, 0));
        throw;
    }
    co_return std::exchange(courier.parcel, 0);
}

// Comes after a second, and rings before it brings the parcel.
aio::Coroutine<> postman(Shelf& shelf) {
    co_await aio::sleep(1s);
    co_await aio::sleep(0s);
    lesson::say("brings parcel 2");
    shelf.put_nowait(2);
}

// Tells the losers to stop, and goes.
aio::Coroutine<int> first_and_go(Tasks tasks) {
    auto ended = co_await aio::wait(
        tasks, {.return_when = ReturnWhen::first_completed});
    for (auto& task : ended.pending) task.cancel();
    co_return ended.done.front().result();
}

// Tells them to stop, and waits until they have.
aio::Coroutine<int> first_of(Tasks tasks) {
    auto ended = co_await aio::wait(
        tasks, {.return_when = ReturnWhen::first_completed});
    for (auto& task : ended.pending) task.cancel();
    co_await aio::wait(tasks);
    co_return ended.done.front().result();
}

using First = aio::Coroutine<int> (*)(Tasks);

// One parcel is delivered. The other one should be on the shelf.
aio::Coroutine<> race(First first, Courier& quick, Courier& slow,
                      Shelf& shelf) {
    shelf.put_nowait(1);
    auto one = aio::create_task(deliver(quick, shelf), "quick");
    auto two = aio::create_task(deliver(slow, shelf), "slow");
    auto bringing = aio::create_task(postman(shelf), "postman");
    int parcel = co_await first({one, two});
    lesson::say(
        fmt::format("counts parcel {} as delivered", parcel));
    co_await bringing;
}

namespace {

std::string parcel_of(const Courier& courier) {
    if (courier.parcel == 0) return "nothing";
    return fmt::format("parcel {}", courier.parcel);
}

template <First first>
class TwoCouriers : public lesson::Play {
    aio::Coroutine<> program() override {
        return race(first, quick_, slow_, shelf_);
    }
    std::string wrong() const override {
        if (!shelf_.empty()) return {};
        return "one is delivered, and the other is not on the "
               "shelf";
    }
    lesson::Shown shown() const override {
        return {{"on the shelf",
                 fmt::format("{} parcel{}", shelf_.size(),
                             shelf_.size() == 1 ? "" : "s")},
                {"quick has", parcel_of(quick_)},
                {"slow has", parcel_of(slow_)}};
    }

    Shelf shelf_;
    Courier quick_{.way = 1s}, slow_{.way = 3s};
};

}  // namespace

int main(int argc, char** argv) {
    lesson::EverySchedule every(argc, argv, "lose a parcel");
    every.record<TwoCouriers<first_and_go>>("without waiting");
    every.record<TwoCouriers<first_of>>("with waiting");
    return every.done();
}

// Three accounts, and three transfers, which begin a second apart:
// from a to b, from b to c, from c to a. Each needs two locks.
// Wherever several of them are ready, you decide which one runs
// next; the loop would take the first of them. Make them end in a
// deadlock.

#include <chrono>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/every_schedule.hpp>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

// Takes the one lock, needs a second to think, takes the other.
aio::Coroutine<> transfer(int second, aio::Lock& one,
                          aio::Lock& other) {
    for (int s = 0; s < second; ++s) co_await aio::sleep(1s);
    auto first = co_await one.hold();
    lesson::say("has its first lock");
    co_await aio::sleep(1s);
    auto both = co_await other.hold();
    lesson::say("has both locks");
}

struct Locks {
    aio::Lock a, b, c;
};

// Each locks the account first from which it takes the money.
aio::Coroutine<> in_a_ring(Locks& of) {
    co_await aio::gather(transfer(0, of.a, of.b),
                         transfer(1, of.b, of.c),
                         transfer(2, of.c, of.a));
}

// The same transfers, but all of them take a before b before c.
aio::Coroutine<> in_one_order(Locks& of) {
    co_await aio::gather(transfer(0, of.a, of.b),
                         transfer(1, of.b, of.c),
                         transfer(2, of.a, of.c));
}

namespace {

template <aio::Coroutine<> (*transfers)(Locks&)>
class ThreeLocks : public lesson::Play {
    aio::Coroutine<> program() override {
        return transfers(locks_);
    }
    void after_step(const std::string& task) override {
        a_.after_step(locks_.a, task);
        b_.after_step(locks_.b, task);
        c_.after_step(locks_.c, task);
    }
    lesson::Shown shown() const override {
        return {{"a", a_.shown()},
                {"b", b_.shown()},
                {"c", c_.shown()}};
    }

    Locks locks_;
    lesson::Holder a_, b_, c_;
};

}  // namespace

int main(int argc, char** argv) {
    lesson::EverySchedule every(argc, argv, "end in a deadlock");
    every.record<ThreeLocks<in_a_ring>>("with locks in a ring");
    every.record<ThreeLocks<in_one_order>>(
        "with locks in one order");
    return every.done();
}

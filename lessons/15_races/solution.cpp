// Solution of exercise 15: a lock, held from the read to the end of
// the write, but not while a person thinks.

#include <functional>
#include <vector>

#include <aio/aio.hpp>

// An account that is stored elsewhere: reading it takes a while,
// and so does writing.
struct Account {
    std::function<aio::Coroutine<int>()> read;
    std::function<aio::Coroutine<>(int)> write;
};

// Asks a person how much to pay in. That may take long.
using Ask = std::function<aio::Coroutine<int>()>;

// CHANGED: the lock is taken when the answer is there, and held
// until the new balance is written.
aio::Coroutine<> pay_in(Account account, Ask ask, aio::Lock& lock) {
    const int amount = co_await ask();
    auto held = co_await lock.hold();
    const int before = co_await account.read();
    co_await account.write(before + amount);
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<> pay_in_all(Account account, std::vector<Ask> asks);

aio::Coroutine<> pay_in_all(Account account,
                            std::vector<Ask> asks) {
    // CHANGED: one lock for all payments. It outlives them, because
    // gather waits for all of them.
    aio::Lock lock;
    std::vector<aio::Coroutine<>> paying;
    for (const Ask& ask : asks)
        paying.push_back(pay_in(account, ask, lock));
    co_await aio::gather(paying);
}

// Wrong: it gives the first lock back before it takes the second.
// Nobody can stand still; but in between, the money is in neither
// account, and whoever looks then misses it.
//
// Fails at: the money is never gone, not even for a moment

#include <aio/aio.hpp>

// An account, and what it takes to write to it: which must be done
// in one go, and takes a while.
struct Account {
    int number;
    int balance;
    aio::duration writing;
    aio::Lock lock = {};
};

aio::Coroutine<> add(Account& account, int amount) {
    const int before = account.balance;
    co_await aio::sleep(account.writing);
    account.balance = before + amount;
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<> transfer(Account& from, Account& to, int amount);

aio::Coroutine<> transfer(Account& from, Account& to, int amount) {
    {
        auto held = co_await from.lock.hold();
        co_await add(from, -amount);
    }
    auto held = co_await to.lock.hold();
    co_await add(to, amount);
}

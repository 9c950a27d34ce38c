// Wrong: it releases the first lock before it takes the second. So
// nothing can get stuck; but in between, the money is in neither
// account, and anyone who looks then misses it.
//
// Fails at: the money is never gone, not even for a moment

#include <aio/aio.hpp>

// An account. Writing to it takes a while (`writing`), and no other
// task may come in between.
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

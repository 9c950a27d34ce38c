// Wrong: if the second lock is not free after a while, it releases
// the first one, and begins again. Two that do so in step go on for
// ever: both are busy, and neither makes progress. And nobody has
// undone what it had written to the first account by then.
//
// Fails at: two transfers in opposite directions end

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
    if (&from == &to) co_return;
    while (true) {
        auto first = co_await from.lock.hold();
        co_await add(from, -amount);
        try {
            co_await aio::wait_for(to.lock.acquire(), to.writing);
        } catch (const aio::TimeoutError&) {
            continue;
        }
        co_await add(to, amount);
        to.lock.release();
        co_return;
    }
}

// Solution of exercise 16: the locks have an order, and every
// transfer takes them in that order.

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
    // CHANGED: a transfer from an account to itself has nothing to
    // do, and could not take the same lock twice.
    if (&from == &to) co_return;

    // CHANGED: the lock of the lower number first, whichever way
    // the money goes. So no transfer holds a lock and waits for a
    // lower one, and there can be no circle.
    const bool upwards = from.number < to.number;
    auto first = co_await (upwards ? from : to).lock.hold();
    auto second = co_await (upwards ? to : from).lock.hold();
    co_await add(from, -amount);
    co_await add(to, amount);
}

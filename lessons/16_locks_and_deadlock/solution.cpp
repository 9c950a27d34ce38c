// Solution of exercise 16: the locks have an order, and everybody
// takes them in it.

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
    // CHANGED: from an account to itself nothing has to be done,
    // and its lock cannot be taken twice.
    if (&from == &to) co_return;

    // CHANGED: the lock of the lower number first, whichever way
    // the money goes. So nobody holds one and waits for a lower
    // one, and there can be no circle.
    const bool upwards = from.number < to.number;
    auto first = co_await (upwards ? from : to).lock.hold();
    auto second = co_await (upwards ? to : from).lock.hold();
    co_await add(from, -amount);
    co_await add(to, amount);
}

// Exercise 16: money goes from one account to another, and each is
// locked while it is written to. But the lock of `from` is always
// taken first. So two transfers in opposite directions end in a
// deadlock; and so does one from an account to itself.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 16     shows what it does, in real time
//
// Expect: a deadlock as it stands; when it is done, 4 seconds for
// two transfers, each of which writes twice, for 1 second.

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

// TODO: whatever transfers run at the same time, none may get
// stuck, no money may be lost, and those without a common account
// must not wait for each other. Nobody may see a transfer half
// done: hold both locks until everything is written.
aio::Coroutine<> transfer(Account& from, Account& to, int amount) {
    auto first = co_await from.lock.hold();
    co_await add(from, -amount);
    auto second = co_await to.lock.hold();
    co_await add(to, amount);
}

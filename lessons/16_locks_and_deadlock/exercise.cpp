// Exercise 16: money goes from one account to another, and each is
// locked while it is written to. But the lock of `from` is always
// taken first. Two transfers in opposite directions, and both of
// them stand still; so does one from an account to itself.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 16     shows what it does, in real time
//
// Figure: a deadlock as it stands; 4 seconds for two transfers
// between the same two accounts when it is done.

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

// TODO: whatever transfers there are at the same time, none of them
// may stand still, no money may be lost, and those that have no
// account in common do not wait for each other. Nobody else sees
// the money in between: both locks are held until all is written.
aio::Coroutine<> transfer(Account& from, Account& to, int amount) {
    auto first = co_await from.lock.hold();
    co_await add(from, -amount);
    auto second = co_await to.lock.hold();
    co_await add(to, amount);
}

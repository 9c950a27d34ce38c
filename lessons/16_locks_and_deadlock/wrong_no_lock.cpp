// Wrong: without locks nobody waits, and nobody gets stuck. But two
// transfers may read the same balance, and the second one to write
// knows nothing of the first.
//
// Fails at: no money is lost

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
    co_await add(from, -amount);
    co_await add(to, amount);
}

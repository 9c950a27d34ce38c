// Wrong: one lock for the whole bank. No circle is possible, and
// nothing is lost; but everybody waits for everybody.
//
// Fails at: transfers without a common account run side by side

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
    static aio::Lock bank;
    auto held = co_await bank.hold();
    if (&from == &to) co_return;
    co_await add(from, -amount);
    co_await add(to, amount);
}

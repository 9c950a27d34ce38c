// Wrong: if the second lock is not free within a second, it gives
// up the first one, and begins again. Nobody stands still any more;
// but by then it had written to the first account, and nobody has
// undone that.
//
// Fails at: no money is lost

#include <chrono>

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

using namespace std::chrono_literals;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<> transfer(Account& from, Account& to, int amount);

aio::Coroutine<> transfer(Account& from, Account& to, int amount) {
    if (&from == &to) co_return;
    while (true) {
        auto first = co_await from.lock.hold();
        co_await add(from, -amount);
        try {
            co_await aio::wait_for(to.lock.acquire(), 1s);
        } catch (const aio::TimeoutError&) {
            continue;
        }
        co_await add(to, amount);
        to.lock.release();
        co_return;
    }
}

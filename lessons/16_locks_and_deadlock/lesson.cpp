// Lesson 16: one task at a time holds a lock, even while it awaits
// something. If that is slow, others that want it wait in line. And
// if two tasks take two locks in different orders, each may wait
// for the other forever: a deadlock. The loop sees that nothing
// can run any more, and says which task waits for what, and where.
//
//   make lesson N=16
//
// Expect: 9 seconds with the lock across the slow await; 3 seconds
// with the lock only around the update; a deadlock at 1 second.

#include <chrono>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

// All tasks share this. A lock may have a name, which pictures and
// errors use.
struct Account {
    aio::Lock lock;
    int balance = 0;
};

// Asks a person how much. After 3 s, the answer is 1.
aio::Coroutine<int> ask() { return aio::sleep(3s, 1); }

// `hold` waits for the lock; where `held` goes out of scope, the
// lock is free again. Until then no other task can even ask.
aio::Coroutine<> lock_then_ask(Account& account) {
    auto held = co_await account.lock.hold();
    account.balance += co_await ask();
}

// Asks first, and holds the lock only for as long as it writes: no
// other task may come in between then.
aio::Coroutine<> ask_then_lock(Account& account) {
    int amount = co_await ask();
    auto held = co_await account.lock.hold();
    account.balance += amount;
}

template <class Deposit>
aio::Coroutine<> three_deposits(Deposit deposit) {
    Account account{aio::Lock("account")};
    co_await aio::gather(deposit(account), deposit(account),
                         deposit(account));
    lesson::say(fmt::format("balance {}", account.balance));
}

// Takes one lock, thinks for a second, and takes the other one.
aio::Coroutine<> transfer(Account& from, Account& to) {
    auto first = co_await from.lock.hold();
    co_await aio::sleep(1s);
    auto second = co_await to.lock.hold();
    --from.balance;
    ++to.balance;
}

// Each task holds what the other one needs, and neither lets go.
aio::Coroutine<> crossed() {
    Account a{aio::Lock("account A")};
    Account b{aio::Lock("account B")};
    co_await aio::gather(transfer(a, b), transfer(b, a));
}

int main(int argc, char** argv) {
    lesson::Program lesson(argc, argv,
                           {.name = "16_locks_and_deadlock",
                            .title = "locks, and deadlock",
                            .scale = 9s});
    lesson.run("held across the slow await",
               three_deposits(lock_then_ask));
    lesson.run("held around the update",
               three_deposits(ask_then_lock));
    lesson.run_failing<aio::DeadlockError>(
        "two locks, in two orders", crossed());
    return lesson.done();
}

// Wrong: the lock is taken first of all. No payment is lost, but
// while one person thinks, all the others wait.
//
// Fails at: a slow answer keeps nobody else waiting

#include <functional>
#include <vector>

#include <aio/aio.hpp>

// An account that is stored elsewhere: reading it takes a while,
// and so does writing.
struct Account {
    std::function<aio::Coroutine<int>()> read;
    std::function<aio::Coroutine<>(int)> write;
};

// Asks a person how much to pay in. That may take long.
using Ask = std::function<aio::Coroutine<int>()>;

aio::Coroutine<> pay_in(Account account, Ask ask, aio::Lock& lock) {
    auto held = co_await lock.hold();
    const int amount = co_await ask();
    const int before = co_await account.read();
    co_await account.write(before + amount);
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<> pay_in_all(Account account, std::vector<Ask> asks);

aio::Coroutine<> pay_in_all(Account account,
                            std::vector<Ask> asks) {
    aio::Lock lock;
    std::vector<aio::Coroutine<>> paying;
    for (const Ask& ask : asks)
        paying.push_back(pay_in(account, ask, lock));
    co_await aio::gather(paying);
}

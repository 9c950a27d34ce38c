// Wrong: each payment has a lock of its own. Each gets its lock at
// once, and none is kept waiting.
//
// Fails at: no payment is lost under any of the first 2000 schedules

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

aio::Coroutine<> pay_in(Account account, Ask ask) {
    const int amount = co_await ask();
    aio::Lock lock;
    auto held = co_await lock.hold();
    const int before = co_await account.read();
    co_await account.write(before + amount);
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<> pay_in_all(Account account, std::vector<Ask> asks);

aio::Coroutine<> pay_in_all(Account account,
                            std::vector<Ask> asks) {
    std::vector<aio::Coroutine<>> paying;
    for (const Ask& ask : asks)
        paying.push_back(pay_in(account, ask));
    co_await aio::gather(paying);
}

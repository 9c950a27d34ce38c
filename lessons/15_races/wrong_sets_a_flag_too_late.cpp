// Wrong: a flag says that a payment is under way. But it is set
// after the await, and until then another one finds it unset.
//
// Fails at: no payment is lost under any of the first 2000 schedules

#include <chrono>
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

using namespace std::chrono_literals;

aio::Coroutine<> pay_in(Account account, Ask ask, bool& busy) {
    const int amount = co_await ask();
    while (busy) co_await aio::sleep(100ms);
    const int before = co_await account.read();
    busy = true;
    co_await account.write(before + amount);
    busy = false;
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<> pay_in_all(Account account, std::vector<Ask> asks);

aio::Coroutine<> pay_in_all(Account account,
                            std::vector<Ask> asks) {
    bool busy = false;
    std::vector<aio::Coroutine<>> paying;
    for (const Ask& ask : asks)
        paying.push_back(pay_in(account, ask, busy));
    co_await aio::gather(paying);
}

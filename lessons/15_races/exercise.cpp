// Exercise 15: several people pay money into one account at the
// same time. First each is asked how much, then the balance is
// read, and the new one is written; all of that takes a while. It
// comes out right when you run it, because nobody reads just when
// another one writes. Under other schedules, or if people answer a
// little sooner, a payment is lost.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 15     shows what it does, in real time
//
// Expect: as it stands, 3 payments arrive in plain order, but fewer
// in 648 of 864 schedules; when it is done, all in every schedule.

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

// TODO: no payment may be lost, in whatever order tasks run. But a
// person who thinks for long must not keep the others waiting.
aio::Coroutine<> pay_in(Account account, Ask ask) {
    const int amount = co_await ask();
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

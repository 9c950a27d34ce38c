// What exercise 15 has to show, with amounts that the student has
// not seen, and in every order in which tasks can run.
//
// As shipped it fails at: no payment is lost under any of the first 2000 schedules

#include <algorithm>
#include <functional>

#include <check/check.hpp>
#include <check/schedules.hpp>

using namespace std::chrono_literals;

// As in exercise.cpp.
struct Account {
    std::function<aio::Coroutine<int>()> read;
    std::function<aio::Coroutine<>(int)> write;
};
using Ask = std::function<aio::Coroutine<int>()>;

aio::Coroutine<> pay_in_all(Account account, std::vector<Ask> asks);

namespace {

constexpr std::uint64_t most_schedules = 2000;

struct Payment {
    int amount;
    int thinking;  // seconds
};
struct Plan {
    std::vector<Payment> payments;

    int sum() const {
        int all = 0;
        for (const Payment& payment : payments)
            all += payment.amount;
        return all;
    }
    // "Payments of 12, 40 and 31, after 0, 2 and 4 s".
    std::string given() const {
        std::vector<int> amounts;
        std::vector<aio::duration> times;
        for (const Payment& payment : payments) {
            amounts.push_back(payment.amount);
            times.push_back(std::chrono::seconds(payment.thinking));
        }
        return fmt::format("Payments of {}, after {}",
                           check::list(amounts),
                           check::list(times));
    }
};

// Second by second, so that plain order is the order of payments.
aio::Coroutine<int> think(Payment payment) {
    for (int s = 0; s < payment.thinking; ++s)
        co_await aio::sleep(1s);
    co_return payment.amount;
}
aio::Coroutine<int> read(const int& balance) {
    const int now = balance;
    co_await aio::sleep(1s);
    co_return now;
}
aio::Coroutine<> write(int& balance, int amount) {
    co_await aio::sleep(1s);
    balance = amount;
}

// What is in the account when all have paid.
aio::Coroutine<int> balance_after(Plan plan) {
    int balance = 0;
    const Account account{
        [&] { return read(balance); },
        [&](int amount) { return write(balance, amount); }};
    std::vector<Ask> asks;
    for (const Payment& payment : plan.payments)
        asks.push_back([=] { return think(payment); });
    co_await pay_in_all(account, asks);
    co_return balance;
}

// One after another, each as soon as its answer is there and the
// one before it has been written.
aio::duration least_time(const Plan& plan) {
    std::vector<int> asked;
    for (const Payment& payment : plan.payments)
        asked.push_back(payment.thinking);
    std::ranges::sort(asked);
    int end = 0;
    for (const int s : asked) end = std::max(end, s) + 2;
    return std::chrono::seconds(end);
}

// This many payments, this many seconds apart.
Plan apart(int count, int seconds) {
    Plan plan;
    for (const int amount : check::numbers(count))
        plan.payments.push_back(
            {amount,
             seconds * static_cast<int>(plan.payments.size())});
    return plan;
}

void must_never_lose(const Plan& plan) {
    const auto tried = check::under_every_schedule(
        [&] { return balance_after(plan); },
        [&](int balance) { return balance == plan.sum(); },
        most_schedules);
    const auto& run = tried.run;
    check::require(
        tried.wrong == 0,
        fmt::format(
            "{}: in {} {}{}. The timeline shows one.", plan.given(),
            tried.how_many(), tried.reported_or(),
            run.error
                ? "it ended with " + check::describe(run.error)
                : fmt::format("the balance is not {}; here "
                              "it is {}",
                              plan.sum(), *run.result)));
}

const check::Example example(
    {.name = "15_races", .title = "your exercise", .scale = 9s},
    [](lesson::Program& lesson) {
        const int balance = lesson.run(
            "payments of 1, 2 and 3, after 0, 2 and 4 s",
            balance_after({.payments = {{1, 0}, {2, 2}, {3, 4}}}));
        lesson::say(fmt::format("The balance is {}.", balance));
    },
    "What was read before an await may be out of date after it, "
    "unless something keeps the others away from the first read "
    "to the last write. A lock does that, if everyone who reads or "
    "writes takes it; hold it for no more than that. A program "
    "that "
    "came out right a thousand times may have run a thousand times "
    "in the same order: try the others.",
    {.time = 4s, .output = 64 * 1024});

}  // namespace

// What the exercise satisfies as shipped, or with nothing in it,
// counts only once this holds, too.
constexpr auto the_point =
    "no payment is lost under any of the first 2000 schedules";

TEST_CASE("payments that are far apart arrive" *
          check::needs(the_point)) {
    const Plan plan = apart(3, 3);
    const auto run = check::run(balance_after(plan));
    check::that(*run.result == plan.sum(),
                fmt::format("{}: the balance is {}, not {}.",
                            plan.given(), *run.result, plan.sum()));
}

TEST_CASE(
    "no payment is lost under any of the first 2000 schedules" *
    check::points(2)) {
    must_never_lose(apart(3, 2));
    must_never_lose(apart(2, 1));
    must_never_lose(apart(3, 1));
    must_never_lose(apart(3, 0));
}

TEST_CASE("a slow answer keeps nobody else waiting" *
          check::needs(the_point)) {
    Plan plan = apart(3, 0);
    const auto delays = check::delays(3);
    for (std::size_t i = 0; i < 3; ++i)
        plan.payments[i].thinking =
            static_cast<int>(delays[i] / std::chrono::seconds(1));
    const auto run = check::run(balance_after(plan));
    check::that(
        run.elapsed() < least_time(plan) + 1s,  // some poll
        fmt::format("{}, 1 s for reading and 1 s for writing: paid "
                    "in one by one, each as soon as its answer is "
                    "there, they take {}; it took {}.",
                    plan.given(), check::seconds(least_time(plan)),
                    check::seconds(run.elapsed())));
}

TEST_CASE("when it ends, nobody is left behind" *
          check::needs(the_point)) {
    const auto run = check::run(balance_after(apart(3, 1)));
    const auto left = check::left_behind(run.record);
    check::that(left.empty(),
                fmt::format("When pay_in_all had ended, not every "
                            "task had: {}.",
                            left));
}

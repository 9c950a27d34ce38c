// What exercise 16 has to show, with accounts that the student has
// not seen.
//
// As shipped it fails at: two transfers in opposite directions end

#include <algorithm>
#include <deque>
#include <optional>

#include <check/check.hpp>
#include <check/schedules.hpp>

using namespace std::chrono_literals;

// As in exercise.cpp.
struct Account {
    int number;
    int balance;
    aio::duration writing;
    aio::Lock lock = {};
};

aio::Coroutine<> transfer(Account& from, Account& to, int amount);

namespace {

struct Move {
    std::size_t from, to;
    int amount;
};

struct Plan {
    std::vector<int> balances;
    std::vector<Move> moves;
    bool inspected = false;  // in the middle of it
    aio::duration writing = check::delays(1).front();
    aio::duration patience = 1000s;

    int sum() const {
        int all = 0;
        for (const int balance : balances) all += balance;
        return all;
    }
    std::vector<int> balances_in_the_end() const {
        std::vector<int> all = balances;
        for (const Move& move : moves) {
            all[move.from] -= move.amount;
            all[move.to] += move.amount;
        }
        return all;
    }
    // "10 from account 1 to 2".
    std::string given() const {
        std::vector<std::string> texts;
        for (const Move& move : moves)
            texts.push_back(fmt::format("{} from account {} to {}",
                                        move.amount, move.from + 1,
                                        move.to + 1));
        if (texts.size() == 1) return "A transfer of " + texts[0];
        return "Transfers of " + check::list(texts) +
               " at the same time";
    }
};

using Bank = std::deque<Account>;  // they stay where they are

// Looks at all accounts, as anybody may who holds their locks, in
// the order of their numbers.
aio::Coroutine<int> inspect(Bank& bank) {
    std::vector<aio::ScopedLock<aio::Lock>> held;
    int sum = 0;
    for (auto& account : bank) {
        held.push_back(co_await account.lock.hold());
        sum += account.balance;
    }
    co_return sum;
}

// What was in the bank in the middle of it, and what was in each
// account in the end: nothing, if it had not ended after 1000 s.
using Seen = std::pair<int, std::vector<int>>;

aio::Coroutine<Seen> watched(Plan plan) {
    // Transfers that are stuck exist until the loop has ended, and
    // so must the bank.
    static Bank bank;
    bank.clear();
    for (const int balance : plan.balances)
        bank.emplace_back(static_cast<int>(bank.size()) + 1,
                          balance, plan.writing);
    std::vector<aio::Task<>> moves;
    for (const Move& move : plan.moves)
        moves.push_back(aio::create_task(
            transfer(bank[move.from], bank[move.to], move.amount),
            fmt::format("transfer {}", moves.size() + 1)));
    std::optional<aio::Task<int>> inspector;
    if (plan.inspected) {
        co_await aio::sleep(plan.writing / 2);
        inspector = aio::create_task(inspect(bank), "inspector");
    }
    auto all = aio::gather(moves);
    co_await aio::wait(std::vector{all},
                       {.timeout = plan.patience});
    if (!all.done()) co_return Seen();

    const int meanwhile =
        inspector ? co_await *inspector : plan.sum();
    std::vector<int> balances;
    for (auto& account : bank) balances.push_back(account.balance);
    co_return Seen(meanwhile, balances);
}

// The facts that are not about deadlocks take it for granted that
// there is none.
check::Run<Seen> run(const Plan& plan) {
    auto seen = check::run(watched(plan));
    check::require(
        !seen.result->second.empty(),
        fmt::format("{}: 1000 s later {} had not ended: {}.",
                    plan.given(),
                    plan.moves.size() == 1 ? "it" : "they",
                    check::left_behind(seen.record)));
    return seen;
}

int some() { return check::number(1, 9); }

Plan opposite() {
    return {.balances = {100, 200},
            .moves = {{0, 1, some()}, {1, 0, 10 + some()}}};
}

const check::Example example(
    {.name = "16_locks_and_deadlock",
     .title = "your exercise",
     .scale = 9s},
    [](lesson::Program& lesson) {
        Plan plan = opposite();
        plan.writing = 1s;
        const auto [meanwhile, balances] = lesson.run(
            "two transfers, in opposite directions", watched(plan));
        lesson::say("Balances: " + check::list(balances) + ".");
    },
    "A deadlock needs a circle: each holds what the next one waits "
    "for. Take locks in one order, and there is none. One lock for "
    "all is simpler, but everybody waits; no lock at all is quick, "
    "but wrong. Hold a lock while no other task may interfere, and "
    "ask slow questions before you take it.",
    {.time = 2s, .output = 64 * 1024});

}  // namespace

// What the exercise satisfies as shipped, or with nothing in it,
// counts only once this holds, too.
constexpr auto the_point =
    "two transfers in opposite directions end";

TEST_CASE("one transfer arrives" * check::needs(the_point)) {
    const Plan plan{.balances = {50, 20},
                    .moves = {{0, 1, some()}}};
    const auto seen = run(plan);
    const int amount = plan.moves[0].amount;
    check::that(
        seen.result->second ==
            std::vector{50 - amount, 20 + amount},
        fmt::format("A transfer of {} from an account with 50 to "
                    "one with 20 leaves {}.",
                    amount, check::list(seen.result->second)));
}

TEST_CASE("two transfers in opposite directions end" *
          check::points(2) * check::needs("one transfer arrives")) {
    static_cast<void>(run(opposite()));
}

TEST_CASE("a transfer from an account to itself ends" *
          check::needs("one transfer arrives")) {
    const Plan plan{.balances = {70}, .moves = {{0, 0, some()}}};
    const auto seen = run(plan);
    check::that(
        seen.result->second == std::vector{70},
        fmt::format("{} leaves {} of 70 in it.", plan.given(),
                    check::list(seen.result->second)));
}

TEST_CASE("no money is lost" * check::needs(the_point)) {
    const Plan plan{
        .balances = {100, 200, 300},
        .moves = {{0, 1, some()}, {2, 1, some()}, {0, 2, some()}}};
    const auto seen = run(plan);
    const auto expected = plan.balances_in_the_end();
    check::that(
        seen.result->second == expected,
        fmt::format("{}: the balances are {} instead of {}.",
                    plan.given(), check::list(seen.result->second),
                    check::list(expected)));
}

TEST_CASE("the money is never gone, not even for a moment" *
          check::needs("one transfer arrives")) {
    const Plan plan{.balances = {100, 200},
                    .moves = {{1, 0, some()}},
                    .inspected = true};
    const auto seen = run(plan);
    check::that(
        seen.result->first == plan.sum(),
        fmt::format("A task that held all locks in the middle of "
                    "the transfer found {} in the bank, not "
                    "{}.",
                    seen.result->first, plan.sum()));
}

TEST_CASE("transfers without a common account run side by side" *
          check::needs(the_point)) {
    const Plan plan{.balances = {10, 20, 30, 40},
                    .moves = {{0, 1, some()}, {3, 2, some()}}};
    const auto seen = run(plan);
    check::that(
        seen.elapsed() == 2 * plan.writing,
        fmt::format("Two transfers, each of which writes twice, {} "
                    "each time, took {}. They have no account in "
                    "common.",
                    check::seconds(plan.writing),
                    check::seconds(seen.elapsed())));
}

TEST_CASE("under any of the first 1000 schedules all of it holds") {
    const Plan plan{
        .balances = {100, 200, 300},
        .moves = {{0, 1, some()}, {1, 0, some()}, {2, 1, some()}},
        .patience = 100s};
    const auto expected = plan.balances_in_the_end();
    static_cast<void>(run(plan));  // if not even that one ends
    const auto tried = check::under_every_schedule(
        [&] { return watched(plan); },
        [&](const Seen& seen) { return seen.second == expected; },
        1000);
    check::that(
        tried.wrong == 0,
        fmt::format("{}: in {} {}they do not all end with the "
                    "balances {}. The timeline shows one.",
                    plan.given(), tried.how_many(),
                    tried.reported_or(), check::list(expected)));
}

// For facts that hold in whatever order tasks run, where several are ready at once.
//
//   const auto tried = check::under_every_schedule(
//       [&] { return balance_after(plan); }, [](int balance) { return balance == 9; }, 5'000);
//   check::that(tried.wrong == 0, fmt::format("Under {} the balance is {}.", tried.how_many(),
//                                             check::outcome(tried.run)));
//
// The name of such a fact says how many schedules are tried at most.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include <aio/explore.hpp>
#include <check/check.hpp>

namespace check {

/// What came of trying one schedule after the other.
template <class T>
struct Tried {
    std::uint64_t tried = 0;  ///< no two of them the same
    std::uint64_t wrong = 0;  ///< under how many of these it came out wrong, or failed
    bool all = false;         ///< there are no more
    Run<T> run;               ///< under the first schedule that was wrong, else in plain order

    /// "54 of 72 schedules", "all 72 schedules", "1 of the first 5000 schedules".
    std::string how_many() const {
        if (wrong == tried && all) return fmt::format("all {}", count(tried, "schedule"));
        return fmt::format("{} of {}{}", wrong, all ? "" : "the first ", count(tried, "schedule"));
    }
};

/// Runs make() under every schedule, and under `most` of them at most. It makes the same
/// program each time, which has to do the same whenever it is run the same way: see
/// aio::explore_all. What the check draws is drawn before.
template <class Make, class IsRight>
auto under_every_schedule(Make make, IsRight is_right, std::uint64_t most) {
    using T = typename decltype(make())::value_type;
    struct WrongResult {};
    const auto once = [&]() -> aio::Coroutine<> {
        const T result = co_await make();
        if (!is_right(result)) throw WrongResult();
    };
    const aio::Explored explored = aio::explore_all(once, most);
    Tried<T> tried{
        .tried = explored.tried, .wrong = explored.failed, .all = explored.all, .run = {}};
    tried.run = attempt(make(), explored.first ? aio::follow(explored.first->choices) : nullptr);
    return tried;
}

}  // namespace check

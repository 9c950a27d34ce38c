// For facts that hold whatever the order in which tasks run, where several are ready at once.
//
//   const auto tried = check::under_every_schedule(
//       [&] { return balance_after(plan); }, [](int balance) { return balance == 9; }, 5'000);
//   check::that(tried.wrong == 0, fmt::format("Under {} the balance is {}.", tried.how_many(),
//                                             check::outcome(tried.run)));
//
// The name of such a fact gives the maximum number of schedules tried.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <aio/explore.hpp>
#include <check/check.hpp>

namespace check {

/// What came of trying one schedule after another.
template <class T>
struct Tried {
    std::uint64_t tried = 0;  ///< no two of them the same
    std::uint64_t wrong = 0;  ///< under how many of these it came out wrong, or failed
    bool all = false;         ///< there were no more
    Run<T> run;               ///< under the first schedule that was wrong, else in plain order

    /// "54 of 72 schedules", "all 72 schedules", "1 of the first 5000 schedules".
    std::string how_many() const {
        if (wrong == tried && all) return fmt::format("all {}", count(tried, "schedule"));
        return fmt::format("{} of {}{}", wrong, all ? "" : "the first ", count(tried, "schedule"));
    }

    /// Goes before what came out wrong: under the first such schedule the result may have been
    /// right, and there was a report instead. Otherwise empty.
    std::string reported_or() const {
        return run.reports.empty() ? "" : "the loop reports a mistake, or ";
    }
};

namespace detail {

// What came of each schedule, in the order in which they were tried: the judge counts them
// itself.
template <class T>
struct Shown {
    std::vector<std::optional<T>> results;  // nothing: it failed
    std::uint64_t reported = 0;             // failures besides: the loop made a report
    bool all = false;
};

template <class T, class Make, class IsRight>
Shown<T> shown_of(Make& make, IsRight& is_right, std::uint64_t most,
                  std::optional<aio::FailingSchedule>& first) {
    struct WrongResult {};
    Shown<T> shown;
    std::uint64_t wrong = 0;
    const auto once = [&]() -> aio::Coroutine<> {
        const std::size_t number = shown.results.size();
        shown.results.emplace_back();
        ++wrong;
        shown.results[number] = co_await make();
        if (!is_right(*shown.results[number])) throw WrongResult();
        --wrong;
    };
    const aio::Explored explored = aio::explore_all(once, most);
    shown.reported = explored.failed > wrong ? explored.failed - wrong : 0;
    shown.all = explored.all;
    first = explored.first;
    return shown;
}

}  // namespace detail

/// Runs make() under every schedule, up to `most` of them. It must make the same program each time,
/// one that does the same whenever it is run the same way: see aio::explore_all. What the check
/// draws is drawn before.
template <class Make, class IsRight>
auto under_every_schedule(Make make, IsRight is_right, std::uint64_t most) {
    using T = typename decltype(make())::value_type;
    detail::Shown<T> shown;
    std::optional<aio::FailingSchedule> first;
    if (detail::is_judge()) {
        shown = detail::answered<detail::Shown<T>>(detail::take_answer());
    } else {
        shown = detail::shown_of<T>(make, is_right, most, first);
        if (detail::hands_over()) detail::hand_over(detail::answer_of(shown));
    }
    Tried<T> tried{
        .tried = shown.results.size(), .wrong = shown.reported, .all = shown.all, .run = {}};
    for (const std::optional<T>& result : shown.results)
        if (!result || !is_right(*result)) ++tried.wrong;
    // The judge need not repeat the choices: that there were some is enough.
    tried.run = attempt(
        make(), tried.wrong > 0 ? aio::follow(first ? first->choices : decltype(first->choices)())
                                : nullptr);
    return tried;
}

}  // namespace check

#include <lesson/verdict_endings.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include <lesson/verdict_words.hpp>

namespace lesson {
namespace {

using timeline::Record;
using timeline::Row;
using timeline::State;
using Rows = std::vector<const Row*>;

std::string names(const Rows& rows) {
    std::vector<std::string> all;
    for (const Row* row : rows) all.push_back(row->name);
    constexpr std::size_t most_named = 3;
    if (all.size() > most_named) return fmt::format("{} tasks", all.size());
    return list(all);
}

std::string was(const Rows& rows) { return rows.size() == 1 ? "was" : "were"; }

template <class Wanted>
Rows those(const Rows& rows, Wanted wanted) {
    Rows some;
    std::ranges::copy_if(rows, std::back_inserter(some), wanted);
    return some;
}

bool ended_in(const Row& row, State state) { return row.ended && row.state == state; }

/// Was it asked to end at about this time?
bool asked_at(const Row& row, aio::time_point when) {
    return std::ranges::any_of(row.cancel_requests, [&](const timeline::CancelRequest& request) {
        return same_time(request.when, when);
    });
}

aio::time_point last_end(const Rows& rows) {
    aio::time_point last{};
    for (const Row* row : rows)
        if (row->ended) last = std::max(last, row->ended->when);
    return last;
}

/// Did main go on at about this time, before it ended?
bool went_on_at(const Row& main, aio::time_point when) {
    return std::ranges::any_of(main.spans, [&](const timeline::Span& span) {
        return span.state == State::running && same_time(span.begin, when);
    });
}

// Main ended while these were under way, and so the loop cancelled them.
std::optional<Explanation> cut_off(const Row& main, const Rows& all) {
    const Rows left = those(all, [&](const Row* row) {
        return main.ended && ended_in(*row, State::cancelled) && *main.ended < *row->ended;
    });
    if (left.empty()) return {};
    return Explanation{
        Reason::cut_off,
        fmt::format("main ended at {} s, while {} {} still under way. Nobody waited for {}, and so "
                    "the loop cancelled what was left.",
                    seconds(main.ended->when), names(left), was(left),
                    left.size() == 1 ? "it" : "them")};
}

// A task failed. What became of its siblings, and when did main learn of it?
std::optional<Explanation> failed(const Row& main, const Rows& all) {
    Rows broken = those(all, [](const Row* row) { return ended_in(*row, State::failed); });
    if (broken.empty()) return {};
    std::ranges::sort(broken, {}, [](const Row* row) { return row->ended->order; });
    const aio::time_point when = broken.front()->ended->when;
    const Rows with_it =
        those(broken, [&](const Row* row) { return same_time(row->ended->when, when); });
    const std::string what = fmt::format("{} failed at {} s", names(with_it), seconds(when));

    const Rows stopped = those(all, [&](const Row* row) {
        return ended_in(*row, State::cancelled) && asked_at(*row, when);
    });
    if (!stopped.empty())
        return Explanation{
            Reason::siblings_cancelled,
            fmt::format("{}, and {} {} cancelled for it. The block ended when all of them had, at "
                        "{} s: no task goes on working for nothing.",
                        what, names(stopped), was(stopped), seconds(last_end(all)))};

    const Rows ran_on = those(all, [&](const Row* row) {
        return row->ended && row->ended->when > when && !same_time(row->ended->when, when);
    });
    if (ran_on.empty()) return {};
    if (went_on_at(main, when))
        return Explanation{
            Reason::siblings_ran_on,
            fmt::format("{}, and main learned of it at once. But the others were not stopped: {} "
                        "ran on, and the last one ended at {} s.",
                        what, names(ran_on), seconds(last_end(ran_on)))};
    if (went_on_at(main, last_end(all)))
        return Explanation{
            Reason::errors_kept,
            fmt::format("{}, and the error was kept until all the others had ended, at {} s. An "
                        "error is one of the results.",
                        what, seconds(last_end(all)))};
    return Explanation{
        Reason::nobody_waited,
        fmt::format(
            "{}, and nobody was waiting for {}. The others were not stopped: {} ran on, and "
            "the last one ended at {} s.",
            what, with_it.size() == 1 ? "it" : "them", names(ran_on), seconds(last_end(ran_on)))};
}

// One that ended well, and others that were asked to end when it did.
std::optional<Explanation> first_come(const Rows& all) {
    for (const Row* winner : all) {
        if (!ended_in(*winner, State::finished) || !winner->cancel_requests.empty()) continue;
        const Rows losers = those(all, [&](const Row* row) {
            return row != winner && ended_in(*row, State::cancelled) &&
                   asked_at(*row, winner->ended->when);
        });
        if (losers.empty()) continue;
        return Explanation{
            Reason::first_come,
            fmt::format("{} was the first to end, at {} s. Then {} {} cancelled, and waited for "
                        "until {} s.",
                        winner->name, seconds(winner->ended->when), names(losers), was(losers),
                        seconds(last_end(losers)))};
    }
    return {};
}

bool ended_when_asked(const Row& row) {
    return ended_in(row, State::cancelled) && !row.cancel_requests.empty() &&
           same_time(row.ended->when, row.cancel_requests.front().when);
}

// Those that were asked to end at this time, and did.
Explanation ended_at_once(const Rows& all, aio::time_point when) {
    const Rows ended =
        those(all, [&](const Row* row) { return ended_when_asked(*row) && asked_at(*row, when); });
    const bool is_one = ended.size() == 1;
    return {Reason::cancelled,
            fmt::format("{} {} asked to end at {} s. The request reached {} waited, and {} ended "
                        "at once.",
                        names(ended), was(ended), seconds(when),
                        is_one ? "it where it" : "them where they", is_one ? "it" : "they")};
}

// No task ran, since those that there were had been asked to end before their first step.
std::optional<Explanation> never_began(const Record& record) {
    Rows rows;
    for (const Row& row : record.rows)
        if (!row.is_main() && ended_in(row, State::cancelled)) rows.push_back(&row);
    if (rows.empty()) return {};
    const char* const they = rows.size() == 1 ? "it" : "they";
    return Explanation{Reason::cancelled,
                       fmt::format("{} {} asked to end at {} s, before {} had begun, and so {} "
                                   "never ran.",
                                   names(rows), was(rows), seconds(last_end(rows)), they, they)};
}

// A task was asked to end. When did it, and how?
std::optional<Explanation> asked_to_end(const Rows& all) {
    const auto found = std::ranges::find_if(
        all, [](const Row* row) { return row->ended && !row->cancel_requests.empty(); });
    if (found == all.end()) return {};
    const Row& row = **found;
    const aio::time_point when = row.cancel_requests.front().when;
    if (ended_when_asked(row)) return ended_at_once(all, when);
    const std::string what = fmt::format("{} was asked to end at {} s", row.name, seconds(when));
    const std::string end = seconds(row.ended->when);
    if (row.state != State::cancelled)
        return Explanation{Reason::cancel_ignored,
                           what + ", took no notice, and went on until it ended by itself, at " +
                               end + " s. If a request is swallowed, nothing is cancelled."};
    if (asked_at(row, row.ended->when))
        return Explanation{
            Reason::clean_up_cancelled,
            fmt::format("{}, and began to clean up. At {} s it was asked again. That "
                        "ended its clean-up, which was not complete.",
                        what, end)};
    return Explanation{
        Reason::cleaned_up,
        fmt::format("{}, and then cleaned up for {} s. Only when that was done was it cancelled, "
                    "at {} s.",
                    what, seconds(row.ended->when - when), end)};
}

// "2, 4 and 6".
std::string times(const std::vector<timeline::CancelRequest>& requests) {
    std::vector<std::string> all;
    for (const auto& request : requests) all.push_back(seconds(request.when));
    return list(all);
}

// Nobody has cancelled main, and it did not end by itself: the loop ended it, as it ends every task
// that can never go on.
std::optional<Explanation> deadlock(const Row& main, Rows all) {
    if (!ended_in(main, State::cancelled) || main.cancel_requests.empty() ||
        main.cancel_requests.front().by != 0)
        return {};
    const aio::time_point when = main.cancel_requests.front().when;
    Rows stuck = those(all, [&](const Row* row) { return asked_at(*row, when); });
    stuck.insert(stuck.begin(), &main);
    return Explanation{
        Reason::deadlock,
        fmt::format("from {} s on, {} waited for something that could no longer happen. "
                    "Waiting longer would not have helped, so the run ended at once.",
                    seconds(when), names(stuck))};
}

// Nobody has cancelled main: a limit did.
std::optional<Explanation> limited(const Row& main, const Rows& all) {
    const auto& requests = main.cancel_requests;
    if (requests.empty() || requests.front().by != 0) return {};
    const aio::time_point first = requests.front().when;
    const Rows went_on = those(all, [&](const Row* row) {
        return ended_in(*row, State::finished) && row->ended->when > first &&
               !same_time(row->ended->when, first);
    });
    if (!went_on.empty())
        return Explanation{
            Reason::outlived_its_waiter,
            fmt::format("a limit ended main's waiting at {} s, but not the work: {} went on to the "
                        "end, at {} s.",
                        seconds(first), names(went_on), seconds(last_end(went_on)))};
    if (requests.size() == 1)
        return Explanation{Reason::limit,
                           fmt::format("a limit ended main's waiting at {} s. What it was waiting "
                                       "for was cancelled, whatever limits were inside.",
                                       seconds(first))};
    return Explanation{
        Reason::limits_add_up,
        fmt::format("limits ended main's waiting {} times, at {} s. Each began when the one before "
                    "it had ended.",
                    requests.size(), times(requests))};
}

}  // namespace

std::optional<Explanation> explain_endings(const Record& record) {
    const Row* main = main_of(record);
    if (!main) return {};
    const Rows all = tasks(record);
    if (all.empty())
        if (auto why = never_began(record)) return why;
    if (auto why = deadlock(*main, all)) return why;
    if (auto why = cut_off(*main, all)) return why;
    if (auto why = failed(*main, all)) return why;
    if (auto why = limited(*main, all)) return why;
    if (auto why = first_come(all)) return why;
    return asked_to_end(all);
}

}  // namespace lesson

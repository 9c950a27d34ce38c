#include <lesson/verdict.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <vector>

#include <lesson/verdict_endings.hpp>
#include <lesson/verdict_tape.hpp>
#include <lesson/verdict_words.hpp>
#include <timeline/facts.hpp>

namespace lesson {
namespace {

using Waits = std::vector<aio::duration>;

constexpr std::size_t most_listed = 6;

aio::duration sum(const Waits& waits) {
    return std::accumulate(waits.begin(), waits.end(), aio::duration{});
}

// "3 + 3 + 3"; empty if there are too many to read, or only one.
std::string added_up(const Waits& waits) {
    if (waits.size() < 2 || waits.size() > most_listed) return {};
    std::string text;
    for (const aio::duration wait : waits) text += (text.empty() ? "" : " + ") + seconds(wait);
    return text;
}

bool created_one_after_another(const std::vector<const timeline::Row*>& rows) {
    for (std::size_t i = 1; i < rows.size(); ++i)
        if (!rows[i - 1]->ended || rows[i]->created < *rows[i - 1]->ended) return false;
    return true;
}

Explanation without_tasks(const timeline::Record& record) {
    Waits waits;
    for (const timeline::Row& row : record.rows)
        for (const timeline::Span& span : row.spans)
            if (span.state == timeline::State::waiting && span.end > span.begin)
                waits.push_back(span.end - span.begin);
    if (waits.empty())
        return {Reason::nothing_to_wait_for, "there was no task, and nothing to wait for."};
    const std::string text =
        "no task was created. A coroutine is lazy: it runs when it is awaited, inside whoever "
        "awaits it, here main";
    if (waits.size() == 1) return {Reason::no_task, text + "."};
    const std::string sums = added_up(waits);
    return {Reason::no_task,
            text + ". So one wait followed the other" + (sums.empty() ? "." : ": " + sums + " s.")};
}

// Whether the tasks account for the whole time; main may wait on its own, too.
bool is_total(aio::duration d, aio::duration total) {
    const auto difference = d > total ? d - total : total - d;
    return difference <= total / 50 + std::chrono::milliseconds(50);
}

std::string in_turn(const std::vector<const timeline::Row*>& rows, const Waits& waits,
                    aio::duration total) {
    const std::string text =
        created_one_after_another(rows)
            ? "each task was awaited to its end before the next was created. "
              "Nothing overlapped, so the waits add up"
            : "no two tasks were under way at the same time, so the waits add up";
    if (!is_total(sum(waits), total)) return text + " to " + seconds(sum(waits)) + " s.";
    const std::string list = added_up(waits);
    return text + (list.empty() ? "." : ": " + list + " s.");
}

// Empty if two of them ended together, or if there are too many to read.
std::string in_which_order(const timeline::Record& record) {
    const auto ends = timeline::finish_order(record);
    const auto rows = tasks(record);
    if (ends.size() > most_listed) return {};
    for (const timeline::Row* a : rows)
        for (const timeline::Row* b : rows)
            if (a != b && a->ended && b->ended && same_time(a->ended->when, b->ended->when))
                return {};
    if (ends != timeline::start_order(record))
        return " They ended in the order of their waits: " + list(ends) + ".";
    std::vector<std::string> times;
    for (const timeline::Row* row : rows)
        if (row->ended) times.push_back(seconds(row->ended->when));
    return " They ended one after the other, at " + list(times) + " s.";
}

std::string at_once(const Waits& waits, aio::duration total) {
    const std::string text =
        (waits.size() == 2 ? "both tasks" : fmt::format("all {} tasks", waits.size())) +
        " were under way before the first one ended, so they waited at the same time. ";
    if (!is_total(*std::max_element(waits.begin(), waits.end()), total))
        return text + "One after the other they would have taken " + seconds(sum(waits)) + " s.";
    const std::string list = added_up(waits);
    return text + fmt::format("The total is the longest wait, not the sum ({}{} s).",
                              list.empty() ? "" : list + " = ", seconds(sum(waits)));
}

// How long it took to open connections, and to get answers.
struct Traffic {
    std::size_t connections = 0, requests = 0, cut_off = 0, never_open = 0;
    aio::duration opening{}, answering{};
};

Traffic traffic_of(const timeline::Record& record) {
    Traffic traffic;
    for (const timeline::Row& lane : record.lanes) {
        ++traffic.connections;
        const aio::time_point end = lane.ended ? lane.ended->when : record.now;
        traffic.opening += (lane.started ? lane.started->when : end) - lane.created.when;
        const bool is_cut_off = lane.state == timeline::State::cancelled;
        if (is_cut_off) ++(lane.started ? traffic.cut_off : traffic.never_open);
        for (const timeline::Span& span : lane.spans) {
            if (span.state != timeline::State::running) continue;
            ++traffic.requests;
            traffic.answering += span.end - span.begin;
        }
    }
    return traffic;
}

std::string who_carried(const Traffic& t) {
    if (t.connections == 1)
        return fmt::format("one connection carried all {} requests. ", t.requests);
    if (t.connections == t.requests)
        return fmt::format("each of the {} requests opened a connection of its own. ", t.requests);
    return fmt::format("{} connections carried {} requests. ", t.connections, t.requests);
}

// How long nothing had come when the request was given up, and the longest such time before. The
// task that waited for the answer was woken by each piece of it.
struct Silence {
    aio::duration last{}, before{};
};

Silence silence_at(const timeline::Record& record, aio::time_point end) {
    for (auto row = record.rows.rbegin(); row != record.rows.rend(); ++row) {
        Silence silence;
        bool found = false;
        for (const timeline::Span& span : row->spans) {
            if (span.state != timeline::State::waiting || span.begin >= end) continue;
            found = span.end >= end;
            const aio::duration length = std::min(span.end, end) - span.begin;
            if (found) silence.last = length;
            if (!found) silence.before = std::max(silence.before, length);
        }
        if (found) return silence;
    }
    return {};
}

Explanation given_up(const timeline::Record& record) {
    const timeline::Row& lane = record.lanes.front();
    const Silence silence = silence_at(record, lane.ended ? lane.ended->when : record.now);
    const std::string text = "the answer was not complete by then, and the request was given up. ";
    if (silence.last < silence.before)
        return {Reason::given_up_in_all,
                text + fmt::format("The server had not fallen silent: the last piece had come {} s "
                                   "before. It took too long in all.",
                                   seconds(silence.last))};
    return {Reason::given_up_in_silence,
            text + fmt::format("The server had sent nothing for {} s.", seconds(silence.last))};
}

Explanation over_the_network(const timeline::Record& record) {
    const Traffic t = traffic_of(record);
    const aio::duration sum = t.opening + t.answering;
    if (t.connections == t.never_open)
        return {Reason::never_connected,
                "nobody accepted the connection by then, and the request was given up before it "
                "could be sent."};
    if (t.requests == 1 && t.cut_off == 1) return given_up(record);
    if (sum < std::chrono::milliseconds(50))
        return {Reason::network, who_carried(t) + "None of that took long enough to be seen."};
    const bool opens_at_once = t.opening < std::chrono::milliseconds(50);
    if (t.requests == 1 && opens_at_once)
        return {Reason::slow_answer, "that is how long the server took to answer the one request."};
    const std::string text =
        who_carried(t) + (opens_at_once
                              ? "Answering took " + seconds(t.answering) + " s in all, "
                              : "Opening took " + seconds(t.opening) + " s in all, answering " +
                                    seconds(t.answering) + " s, ");
    if (is_total(sum, record.elapsed()))
        return {t.connections == t.requests ? Reason::own_connections : Reason::kept_connections,
                text + "and nothing overlapped."};
    if (sum > record.elapsed()) return {Reason::side_by_side, text + "but side by side."};
    return {Reason::network, text + "and in between there was no request."};
}

// The last task to end, the one at whose end it began, and so on; in the order in which they ran.
std::vector<const timeline::Row*> chain_of(const std::vector<const timeline::Row*>& rows) {
    const auto last = std::ranges::max_element(rows, {}, [](const timeline::Row* row) {
        return row->ended ? row->ended->when : aio::time_point{};
    });
    std::vector<const timeline::Row*> chain{*last};
    for (bool found = true; found;) {
        const timeline::Row& first = *chain.front();
        found = false;
        for (const timeline::Row* row : rows) {
            if (!row->ended || !(*row->ended < first.created) ||
                !same_time(row->ended->when, first.created.when))
                continue;
            chain.insert(chain.begin(), row);
            found = true;
            break;
        }
    }
    return chain;
}

std::string longest_chain(const timeline::Record& record, aio::duration sum) {
    const auto chain = chain_of(tasks(record));
    aio::duration length{};
    std::vector<std::string> links;
    for (const timeline::Row* row : chain) {
        const aio::duration lasted = timeline::lifetime(record, *row);
        length += lasted;
        links.push_back(fmt::format("{} ({} s)", row->name, seconds(lasted)));
    }
    if (links.size() < 2 || links.size() > most_listed || !is_total(length, record.elapsed()))
        return fmt::format("One after the other they would have taken {} s.", seconds(sum));
    return fmt::format(
        "The total is that of the longest chain, in which each began when the one "
        "before had ended: {}.",
        list(links));
}

// Tasks that ran on without an await. A step of half a second is not an accident.
std::optional<Explanation> held(const timeline::Record& record) {
    aio::duration all{};
    std::vector<std::string> names;
    for (const timeline::Row& row : record.rows) {
        aio::duration longest{};
        for (const timeline::Span& span : row.spans) {
            if (span.state != timeline::State::running) continue;
            longest = std::max(longest, span.end - span.begin);
            all += span.end - span.begin;
        }
        if (longest >= std::chrono::milliseconds(500)) names.push_back(row.name);
    }
    if (names.empty()) return {};
    const std::string who =
        names.size() > most_listed ? fmt::format("{} tasks", names.size()) : list(names);
    return Explanation{Reason::loop_held,
                       fmt::format("{} held the loop, for {} s in all. While one runs no other "
                                   "can, and what is due comes late.",
                                   who, seconds(all))};
}

}  // namespace

Explanation explain(const timeline::Record& record) {
    if (!record.lanes.empty()) return over_the_network(record);
    if (auto why = explain_endings(record)) return *why;
    if (auto why = held(record)) return *why;
    const auto rows = tasks(record);
    if (rows.empty()) return without_tasks(record);
    if (rows.size() == 1)
        return {Reason::one_task, "there was one task, and nothing that could overlap it."};

    Waits waits;
    for (const timeline::Row* row : rows) waits.push_back(timeline::lifetime(record, *row));
    if (record.max_concurrent == 1)
        return {Reason::in_turn, in_turn(rows, waits, record.elapsed())};
    if (timeline::all_overlap(record))
        return {Reason::at_once, at_once(waits, record.elapsed()) + in_which_order(record)};
    return {Reason::partly_at_once,
            fmt::format("at most {} of the {} tasks were under way at once. {}",
                        record.max_concurrent, rows.size(), longest_chain(record, sum(waits)))};
}

Explanation explain(const timeline::Tape& tape) {
    Explanation why = explain(timeline::record_of(tape));
    std::optional<Explanation> better;
    if (why.reason == Reason::at_once || why.reason == Reason::partly_at_once)
        better = explain_line(tape);
    if (why.reason == Reason::limits_add_up) better = explain_budget(tape);
    return better ? *better : why;
}

std::string verdict(const timeline::Tape& tape) {
    return "Why " + seconds(timeline::record_of(tape).elapsed()) + " s: " + explain(tape).text;
}

}  // namespace lesson

#include <lesson/verdict.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include <lesson/verdict_endings.hpp>
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

std::string over_the_network(const timeline::Record& record) {
    const Traffic t = traffic_of(record);
    const aio::duration sum = t.opening + t.answering;
    if (t.connections == t.never_open)
        return "nobody accepted the connection by then, and the request was given up before it "
               "could be sent.";
    if (t.requests == 1 && t.cut_off == 1)
        return "the answer was not complete by then, and the request was given up. Its connection "
               "was closed with it.";
    if (sum < std::chrono::milliseconds(50))
        return who_carried(t) + "None of that took time enough to be seen.";
    if (t.requests == 1 && t.opening < std::chrono::milliseconds(50))
        return "that is how long the server took to answer the one request.";
    const bool opens_at_once = t.opening < std::chrono::milliseconds(50);
    const std::string text =
        who_carried(t) + (opens_at_once
                              ? "Answering took " + seconds(t.answering) + " s in all, "
                              : "Opening took " + seconds(t.opening) + " s in all, answering " +
                                    seconds(t.answering) + " s, ");
    if (is_total(sum, record.elapsed())) return text + "and nothing overlapped.";
    if (sum > record.elapsed()) return text + "but side by side.";
    return text + "and between them nothing was asked.";
}

}  // namespace

Explanation explain(const timeline::Record& record) {
    if (!record.lanes.empty()) return {Reason::network, over_the_network(record)};
    if (auto why = explain_endings(record)) return *why;
    const auto rows = tasks(record);
    if (rows.empty()) return without_tasks(record);
    if (rows.size() == 1)
        return {Reason::one_task, "there was one task, and nothing that could overlap it."};

    Waits waits;
    for (const timeline::Row* row : rows) waits.push_back(timeline::lifetime(record, *row));
    if (record.max_concurrent == 1)
        return {Reason::in_turn, in_turn(rows, waits, record.elapsed())};
    if (timeline::all_overlap(record)) return {Reason::at_once, at_once(waits, record.elapsed())};
    return {Reason::partly_at_once,
            fmt::format("at most {} of the {} tasks were under way at once. One after the other "
                        "they would have taken {} s.",
                        record.max_concurrent, rows.size(), seconds(sum(waits)))};
}

std::string verdict(const timeline::Record& record) {
    return "Why " + seconds(record.elapsed()) + " s: " + explain(record).text;
}

}  // namespace lesson

#include <lesson/verdict_tape.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <lesson/verdict_words.hpp>

namespace lesson {
namespace {

using timeline::Event;
using Kind = Event::Kind;

struct Line {
    std::string what;                              // "a lock"
    std::map<std::uint32_t, aio::duration> waits;  // by task

    [[nodiscard]] aio::duration longest() const {
        aio::duration most{};
        for (const auto& [task, wait] : waits) most = std::max(most, wait);
        return most;
    }
};

// What was waited for, by the resource's number.
std::map<std::uint32_t, Line> lines_on(const timeline::Tape& tape) {
    std::map<std::uint32_t, const Event*> waiting;  // by task
    std::set<std::uint32_t> hidden;
    std::map<std::uint32_t, Line> lines;
    for (const Event& event : tape.events) {
        if (event.kind == Kind::created && event.hidden) hidden.insert(event.task);
        if (event.kind == Kind::waiting && event.why == aio::Cause::resource &&
            !hidden.contains(event.task))
            waiting[event.task] = &event;
        const auto found = waiting.find(event.task);
        if (event.kind != Kind::running || found == waiting.end()) continue;
        const Event& wait = *found->second;
        Line& line = lines[wait.what];
        line.what = tape.texts[wait.text];
        if (event.when > wait.when) line.waits[event.task] += event.when - wait.when;
        waiting.erase(found);
    }
    return lines;
}

std::map<std::uint32_t, std::string> names_on(const timeline::Tape& tape) {
    std::map<std::uint32_t, std::string> names;
    for (const Event& event : tape.events)
        if (event.kind == Kind::created || event.kind == Kind::renamed)
            names[event.task] = tape.texts[event.text];
    return names;
}

std::string names_of(const Line& line, const timeline::Tape& tape) {
    constexpr std::size_t most_named = 3;
    if (line.waits.size() > most_named) return fmt::format("{} tasks", line.waits.size());
    auto names = names_on(tape);
    std::erase_if(names, [&](const auto& entry) { return !line.waits.contains(entry.first); });
    std::vector<std::string> all;
    for (const auto& [task, name] : names) all.push_back(name);
    return list(all);
}

}  // namespace

std::optional<Explanation> explain_line(const timeline::Tape& tape) {
    Line longest;
    for (const auto& [number, line] : lines_on(tape))
        if (line.longest() > longest.longest()) longest = line;
    if (longest.longest() < std::chrono::milliseconds(50)) return {};
    const bool is_one = longest.waits.size() == 1;
    return Explanation{
        Reason::waited_in_line,
        fmt::format("{} waited for {}, for {}{} s{}, until others let {} go on. A task can be "
                    "under way and still have to wait its turn.",
                    names_of(longest, tape), longest.what, is_one ? "" : "up to ",
                    seconds(longest.longest()), is_one ? " in all" : "", is_one ? "it" : "them")};
}

std::string out_of_order(const timeline::Tape& tape) {
    std::vector<std::uint32_t> ready;
    for (const Event& event : tape.events) {
        const bool yields = event.kind == Kind::waiting && event.why == aio::Cause::turn;
        if (event.kind == Kind::created || event.kind == Kind::ready || yields)
            ready.push_back(event.task);
        if (event.kind != Kind::running) continue;
        const auto found = std::ranges::find(ready, event.task);
        if (found == ready.begin() || found == ready.end()) {
            if (found != ready.end()) ready.erase(found);
            continue;
        }
        auto names = names_on(tape);
        return fmt::format(
            "At {} s {} went on before {}, which had been ready before it. Nothing "
            "in the program determines which of them goes first.",
            seconds(event.when), names[event.task], names[ready.front()]);
    }
    return {};
}

std::optional<Explanation> explain_budget(const timeline::Tape& tape) {
    std::map<std::uint32_t, const Event*> armed;  // by the timer's number
    const Event* fired = nullptr;
    const aio::time_point end = tape.events.empty() ? aio::time_point{} : tape.events.back().when;
    for (const Event& event : tape.events) {
        if (event.kind == Kind::timer_armed && !event.hidden) armed[event.number] = &event;
        if (event.kind != Kind::timer_fires || !armed.contains(event.number)) continue;
        const Event& limit = *armed[event.number];
        if (fired && limit.when < fired->when) {
            const std::string what =
                fmt::format("a limit of {} s around everything ended main's waiting at {} s",
                            seconds(limit.until - limit.when), seconds(event.when));
            if (!same_time(end, event.when))
                return Explanation{
                    Reason::cancel_ignored,
                    fmt::format("{}. But main went on until {} s. Did a handler catch the "
                                "cancellation, and not throw it again? Then the limit is lost.",
                                what, seconds(end))};
            return Explanation{
                Reason::budget,
                fmt::format("{}. The limits inside, one of which fired at {} s, have no more than "
                            "what is left of it.",
                            what, seconds(fired->when))};
        }
        fired = &event;
    }
    return {};
}

}  // namespace lesson

#include <book/schedules.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string_view>

#include <book/files.hpp>
#include <book/html.hpp>
#include <book/played_source.hpp>
#include <book/trouble.hpp>

namespace book {
namespace {

using nlohmann::ordered_json;
using timeline::Event;
using timeline::Tape;
using Kind = Event::Kind;

// What a note of every_schedule.hpp says; null for any other event.
ordered_json mark_of(const Tape& tape, const Event& event) {
    if (event.kind != Kind::note || event.task != 0) return {};
    ordered_json mark = ordered_json::parse(tape.texts[event.text], nullptr, false);
    const bool is_mark = mark.is_object() && (mark.contains("ready") || mark.contains("goal"));
    return is_mark ? mark : ordered_json();
}

// Whether main failed, or could never end.
bool has_failed(const Tape& tape) {
    return std::ranges::any_of(tape.events, [](const Event& event) {
        return event.kind == Kind::deadlock || (event.kind == Kind::failed && event.task == 1);
    });
}

// Events of many tapes, with one table of texts, places and parts for all.
class Merged {
public:
    explicit Merged(Tape& tape) : tape_(tape) { tape_.whole = false; }

    Event taken(const Tape& from, Event event) {
        event.text = number_of(texts_, tape_.texts, from.texts[event.text]);
        event.place = number_of(places_, tape_.places, from.places[event.place]);
        event.seen = number_of(places_, tape_.places, from.places[event.seen]);
        event.parts = number_of(parts_, tape_.parts, from.parts[event.parts]);
        return event;
    }
    std::size_t put(const Event& event) {
        tape_.events.push_back(event);
        return tape_.events.size() - 1;
    }
    [[nodiscard]] const Event& at(std::size_t number) const { return tape_.events[number]; }
    [[nodiscard]] std::size_t size() const { return tape_.events.size(); }

private:
    template <class T>
    static std::uint32_t number_of(std::map<T, std::uint32_t>& numbers, std::vector<T>& all,
                                   const T& one) {
        if (numbers.empty()) numbers.emplace(T(), 0);
        const auto [entry, is_new] =
            numbers.try_emplace(one, static_cast<std::uint32_t>(all.size()));
        if (is_new) all.push_back(one);
        return entry->second;
    }

    Tape& tape_;
    std::map<std::string, std::uint32_t> texts_;
    std::map<timeline::Place, std::uint32_t> places_;
    std::map<std::vector<std::int32_t>, std::uint32_t> parts_;
};

class TreeBuilder {
public:
    TreeBuilder(ScheduleTree& tree, std::string file)
        : tree_(tree), file_(std::move(file)), merged_(tree.playable.tape) {}

    // All of these have been read up to `from`, and are the same up to there.
    ScheduleNode node(std::span<const Tape> tapes, std::size_t from) {
        const Tape& first = tapes.front();
        ScheduleNode made;
        made.first_event = merged_.size();
        while (from < first.events.size() && mark_of(first, first.events[from]).is_null())
            merged_.put(merged_.taken(first, first.events[from++]));
        made.events = merged_.size() - made.first_event;
        expect(from < first.events.size(), "a tape has no end");
        for (const Tape& other : tapes) expect_same(other, made, from);

        const ordered_json mark = mark_of(first, first.events[from]);
        show(made, mark);
        if (mark.contains("goal")) return leaf(std::move(made), tapes);
        made.ready = mark.at("ready").get<std::vector<std::uint32_t>>();
        for (std::size_t way = 0; way < made.ready.size(); ++way) {
            std::size_t count = 0;
            while (count < tapes.size() && chosen(tapes[count], from) == way) ++count;
            expect(count > 0, "a schedule is missing");
            made.branches.push_back(node(tapes.first(count), from + 1));
            tapes = tapes.subspan(count);
        }
        expect(tapes.empty(), "schedules are not in order");
        return made;
    }

private:
    void expect(bool is_so, std::string_view what) const {
        if (!is_so) throw BookError(fmt::format("{}: {}", file_, what));
    }
    // As the events of the node, which end before this one.
    void expect_same(const Tape& other, const ScheduleNode& node, std::size_t end) {
        expect(end < other.events.size(), "a tape has no end");
        for (std::size_t i = 0; i < node.events; ++i) {
            const Event& event = other.events[end - node.events + i];
            expect(merged_.taken(other, event) == merged_.at(node.first_event + i),
                   "runs that begin alike go on in different ways");
        }
    }
    std::size_t chosen(const Tape& tape, std::size_t at) const {
        const ordered_json mark = mark_of(tape, tape.events[at]);
        expect(mark.contains("chosen"), "runs that begin alike go on in different ways");
        return mark.at("chosen").get<std::size_t>();
    }
    ScheduleNode leaf(ScheduleNode made, std::span<const Tape> tapes) {
        made.failed = has_failed(tapes.front());
        ++tree_.schedules;
        tree_.runs += tapes.size();
        if (!made.failed) return made;
        ++tree_.failed;
        tree_.failed_runs += tapes.size();
        return made;
    }
    void show(ScheduleNode& node, const ordered_json& mark) {
        std::vector<std::string> labels;
        for (const auto& [label, value] : mark.at("shown").items()) {
            labels.push_back(label);
            node.shown.push_back(value.get<std::string>());
        }
        if (tree_.labels.empty()) tree_.labels = labels;
        expect(labels == tree_.labels, "what is shown changes its names");
    }

    ScheduleTree& tree_;
    std::string file_;
    Merged merged_;
};

std::string goal_in(const Tape& tape) {
    for (const Event& event : tape.events) {
        const ordered_json mark = mark_of(tape, event);
        if (mark.contains("goal")) return mark.at("goal");
    }
    return {};
}

}  // namespace

Schedules schedules_of(const std::vector<Tape>& tapes, const std::string& file) {
    Schedules schedules;
    if (!tapes.empty()) schedules.goal = goal_in(tapes.front());
    std::span<const Tape> left(tapes);
    try {
        while (!left.empty()) {
            const std::string title = left.front().title;
            const auto end =
                std::ranges::find_if(left, [&](const Tape& tape) { return tape.title != title; });
            const auto count = static_cast<std::size_t>(end - left.begin());
            ScheduleTree& tree = schedules.trees.emplace_back();
            tree.playable.id = slug_of(title);
            tree.playable.title = title;
            tree.playable.is_own = false;
            tree.root = TreeBuilder(tree, file + ": " + title).node(left.first(count), 0);
            left = left.subspan(count);
        }
    } catch (const nlohmann::json::exception& error) {
        throw BookError(fmt::format("{}: its notes cannot be read: {}", file, error.what()));
    }
    return schedules;
}

aio::Coroutine<Schedules> read_schedules(Runs& runs, std::string lesson) {
    const std::string file = fmt::format("lessons/{}/schedules.cpp", lesson);
    const std::filesystem::path& root = runs.folders().root;
    if (!std::filesystem::exists(root / file)) co_return Schedules();
    const std::vector<Tape> tapes = co_await runs.schedules(lesson);
    Schedules schedules = schedules_of(tapes, file);
    schedules.source = parse_source(file, text_of(root / file));
    schedules.played = played_source(tapes, file, root);
    co_return schedules;
}

void point_at_sources(Schedules& schedules) {
    for (ScheduleTree& tree : schedules.trees) tree.playable.source = &schedules.played;
}

}  // namespace book

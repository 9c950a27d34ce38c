// What a tape answers to a query.
#include <book/question_query.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <vector>

#include <lesson/verdict.hpp>
#include <lesson/verdict_words.hpp>
#include <timeline/facts.hpp>

namespace book {
namespace {

using timeline::Event;
using Kind = Event::Kind;
using Names = std::vector<std::string>;

std::string list(const Names& names, const char* none = "nobody") {
    return names.empty() ? none : fmt::format("{}", fmt::join(names, ", "));
}

// Without the spaces that only align it.
std::string plain(const std::string& text) {
    std::string words;
    for (const char c : text)
        if (c != ' ' && c != '\n')
            words += c;
        else if (!words.empty() && words.back() != ' ')
            words += ' ';
    if (words.ends_with(' ')) words.pop_back();
    return words;
}

bool is_end(Kind kind) {
    return kind == Kind::finished || kind == Kind::failed || kind == Kind::cancelled;
}

// A task begins with its first step, and goes on with each other one.
bool is(Kind kind, Happening::What what, bool has_begun) {
    switch (what) {
        case Happening::What::is_created:
            return kind == Kind::created;
        case Happening::What::begins:
            return kind == Kind::running && !has_begun;
        case Happening::What::says:
            return kind == Kind::note;
        case Happening::What::waits:
            return kind == Kind::waiting;
        case Happening::What::goes_on:
            return kind == Kind::running && has_begun;
        case Happening::What::is_cancelled:
            return kind == Kind::cancel_requested;
        case Happening::What::ends:
            return is_end(kind);
    }
    return false;
}

// Reads a tape from its beginning, and knows at each event what went before.
class Reader {
public:
    Reader(const timeline::Tape& tape, const std::filesystem::path& root)
        : tape_(tape), root_(root) {}

    std::string time(const Happening& event) const {
        return lesson::seconds(tape_.events[find(event)].when) + " s";
    }
    std::string notes(const std::string& part) const;
    std::string speakers(const std::string& part) const;
    std::string ready_queue(const Happening& after) const;
    std::string next_task(const Happening& after) const;
    std::string next_line(const Happening& after) const;
    std::string longest_wait(const TaskName&) const;
    std::string fate(const TaskName&) const;
    std::size_t never_awaited() const;

private:
    // Its place in the tape's events.
    std::size_t find(const Happening&) const;
    // QueryError if there is none.
    std::uint32_t find(const TaskName&) const;
    // What it was called last.
    std::string name_of(std::uint32_t task) const;
    const std::string& text_of(const Event& event) const { return tape_.texts[event.text]; }
    std::string line_of(std::uint32_t place) const;
    template <class Function>
    Names said(const std::string& part, Function of_note) const;

    const timeline::Tape& tape_;
    const std::filesystem::path& root_;
};

// By its name the first that was ever called so.
std::uint32_t Reader::find(const TaskName& task) const {
    std::size_t number = 0;
    for (const Event& event : tape_.events) {
        const bool is_new = event.kind == Kind::created && !event.hidden;
        if (!is_new && event.kind != Kind::renamed) continue;
        if (task.name.empty() ? is_new && number++ == task.number : text_of(event) == task.name)
            return event.task;
    }
    const std::string name =
        task.name.empty() ? std::to_string(task.number) : fmt::format("`{}`", task.name);
    throw QueryError(fmt::format("there is no task {} in \"{}\"", name, tape_.title));
}

std::string Reader::name_of(std::uint32_t task) const {
    std::string name;
    for (const Event& event : tape_.events)
        if ((event.kind == Kind::created || event.kind == Kind::renamed) && event.task == task)
            name = text_of(event);
    return name;
}

std::size_t Reader::find(const Happening& event) const {
    const std::uint32_t task = find(event.task);
    std::size_t count = 0;
    bool has_begun = false;
    for (std::size_t i = 0; i < tape_.events.size(); ++i) {
        const Event& at = tape_.events[i];
        if (at.task != task) continue;
        const bool fits = is(at.kind, event.what, has_begun);
        has_begun = has_begun || at.kind == Kind::running;
        if (!fits) continue;
        if (at.kind == Kind::note && text_of(at).find(event.text) == std::string::npos) continue;
        if (++count == event.count) return i;
    }
    throw QueryError(fmt::format(
        "that {} in \"{}\"", count == 0 ? "does not happen" : "happens less often", tape_.title));
}

std::string Reader::line_of(std::uint32_t place) const {
    const timeline::Place& where = tape_.places[place];
    std::ifstream file(root_ / where.file);
    std::string line;
    for (std::uint32_t n = 0; n < where.line; ++n)
        if (!std::getline(file, line))
            throw QueryError(fmt::format("there is no line {} in {}", where.line, where.file));
    const auto begin = line.find_first_not_of(' ');
    if (begin == line.npos) throw QueryError(fmt::format("{}:{} is empty", where.file, where.line));
    return line.substr(begin, line.find_last_not_of(' ') + 1 - begin);
}

template <class Function>
Names Reader::said(const std::string& part, Function of_note) const {
    Names all;
    for (const Event& event : tape_.events)
        if (event.kind == Kind::note && text_of(event).find(part) != std::string::npos)
            all.push_back(of_note(event));
    return all;
}

std::string Reader::notes(const std::string& part) const {
    return list(said(part, [this](const Event& note) { return plain(text_of(note)); }), "nothing");
}

std::string Reader::speakers(const std::string& part) const {
    return list(said(part, [this](const Event& note) { return name_of(note.task); }));
}

std::string Reader::ready_queue(const Happening& after) const {
    std::vector<std::uint32_t> queue;
    const std::size_t last = find(after);
    for (std::size_t i = 0; i <= last; ++i) {
        const Event& event = tape_.events[i];
        if (event.hidden) continue;
        if (event.kind == Kind::created || event.kind == Kind::ready) {
            if (std::ranges::find(queue, event.task) == queue.end()) queue.push_back(event.task);
        } else if (event.kind == Kind::running || is_end(event.kind)) {
            std::erase(queue, event.task);
        }
    }
    Names names;
    for (const std::uint32_t task : queue) names.push_back(name_of(task));
    return list(names);
}

std::string Reader::next_task(const Happening& after) const {
    for (std::size_t i = find(after) + 1; i < tape_.events.size(); ++i)
        if (tape_.events[i].kind == Kind::running) return name_of(tape_.events[i].task);
    return "nobody";
}

std::string Reader::next_line(const Happening& after) const {
    static const std::set<Kind> kinds{Kind::note,       Kind::created,       Kind::waiting,
                                      Kind::awaited,    Kind::frame_entered, Kind::cancel_requested,
                                      Kind::future_made};
    for (std::size_t i = find(after) + 1; i < tape_.events.size(); ++i) {
        const Event& event = tape_.events[i];
        if (kinds.contains(event.kind) && tape_.places[event.place].line != 0)
            return line_of(event.place);
    }
    throw QueryError(fmt::format("no line runs after that in \"{}\"", tape_.title));
}

std::string Reader::longest_wait(const TaskName& name) const {
    const std::uint32_t task = find(name);
    const Event* waiting = nullptr;
    aio::duration longest{-1};
    std::uint32_t place = 0;
    for (const Event& event : tape_.events) {
        if (event.task != task) continue;
        if (waiting && (event.kind == Kind::running || is_end(event.kind)) &&
            event.when - waiting->when > longest) {
            longest = event.when - waiting->when;
            place = waiting->place;
        }
        if (event.kind == Kind::running) waiting = nullptr;
        if (event.kind == Kind::waiting) waiting = &event;
    }
    if (place == 0) throw QueryError(fmt::format("it never waits in \"{}\"", tape_.title));
    return line_of(place);
}

std::string Reader::fate(const TaskName& name) const {
    const std::uint32_t task = find(name);
    bool is_closing = false;
    for (const Event& event : tape_.events) {
        if (event.kind == Kind::closing) is_closing = true;
        if (event.task != task || !is_end(event.kind)) continue;
        if (is_closing) break;
        return event.kind == Kind::finished ? "finished"
               : event.kind == Kind::failed ? "failed"
                                            : "cancelled";
    }
    return "left";
}

std::size_t Reader::never_awaited() const {
    std::set<std::uint32_t> frames;
    for (const Event& event : tape_.events) {
        if (event.kind == Kind::frame_made) frames.insert(event.frame);
        if (event.kind == Kind::frame_entered || event.kind == Kind::created)
            frames.erase(event.frame);
    }
    return frames.size();
}

// Each as it is called in lesson/verdict.hpp.
std::string_view name_of(lesson::Reason reason) {
    using enum lesson::Reason;
    switch (reason) {
        case nothing_to_wait_for:
            return "nothing_to_wait_for";
        case no_task:
            return "no_task";
        case one_task:
            return "one_task";
        case in_turn:
            return "in_turn";
        case at_once:
            return "at_once";
        case partly_at_once:
            return "partly_at_once";
        case loop_held:
            return "loop_held";
        case waited_in_line:
            return "waited_in_line";
        case network:
            return "network";
        case own_connections:
            return "own_connections";
        case kept_connections:
            return "kept_connections";
        case side_by_side:
            return "side_by_side";
        case slow_answer:
            return "slow_answer";
        case never_connected:
            return "never_connected";
        case given_up_in_silence:
            return "given_up_in_silence";
        case given_up_in_all:
            return "given_up_in_all";
        case siblings_ran_on:
            return "siblings_ran_on";
        case siblings_cancelled:
            return "siblings_cancelled";
        case errors_kept:
            return "errors_kept";
        case cancelled:
            return "cancelled";
        case cleaned_up:
            return "cleaned_up";
        case cancel_ignored:
            return "cancel_ignored";
        case first_come:
            return "first_come";
        case limit:
            return "limit";
        case limits_add_up:
            return "limits_add_up";
        case budget:
            return "budget";
        case outlived_its_waiter:
            return "outlived_its_waiter";
        case deadlock:
            return "deadlock";
        case cut_off:
            return "cut_off";
    }
    return "";
}

}  // namespace

std::string value_of(const Query& query, const timeline::Tape& tape,
                     const std::filesystem::path& root) {
    const Reader reader(tape, root);
    using enum Query::What;
    switch (query.what) {
        case elapsed:
            return lesson::seconds(record_of(tape).elapsed()) + " s";
        case time:
            return reader.time(*query.event);
        case starts:
            return list(timeline::start_order(record_of(tape)));
        case ends:
            return list(timeline::finish_order(record_of(tape)));
        case notes:
            return reader.notes(query.part);
        case speakers:
            return reader.speakers(query.part);
        case ready_queue:
            return reader.ready_queue(*query.event);
        case next_task:
            return reader.next_task(*query.event);
        case next_line:
            return reader.next_line(*query.event);
        case longest_wait:
            return reader.longest_wait(query.task);
        case fate:
            return reader.fate(query.task);
        case tasks:
            return std::to_string(record_of(tape).tasks_started);
        case tasks_at_once:
            return std::to_string(record_of(tape).max_concurrent);
        case connections:
            return std::to_string(record_of(tape).lanes_opened);
        case never_awaited:
            return std::to_string(reader.never_awaited());
        case reason:
            return std::string(name_of(lesson::explain(tape).reason));
    }
    return {};
}

}  // namespace book

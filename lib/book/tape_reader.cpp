#include <book/tape_reader.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>

#include <lesson/verdict_words.hpp>

namespace book {
namespace {

using timeline::Event;
using Kind = Event::Kind;
using Names = std::vector<std::string>;

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

}  // namespace

std::string list_of(const Names& names, const char* none) {
    return names.empty() ? none : fmt::format("{}", fmt::join(names, ", "));
}

std::string TapeReader::time(const Happening& event) const {
    return lesson::seconds(tape_.events[find(event)].when) + " s";
}

// By name: the first that ever had it.
std::uint32_t TapeReader::find(const TaskName& task) const {
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

std::string TapeReader::name_of(std::uint32_t task) const {
    std::string name;
    for (const Event& event : tape_.events)
        if ((event.kind == Kind::created || event.kind == Kind::renamed) && event.task == task)
            name = text_of(event);
    return name;
}

std::size_t TapeReader::find(const Happening& event) const {
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

std::string TapeReader::line_of(std::uint32_t place) const {
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
Names TapeReader::said(const std::string& part, Function of_note) const {
    Names all;
    for (const Event& event : tape_.events)
        if (event.kind == Kind::note && text_of(event).find(part) != std::string::npos)
            all.push_back(of_note(event));
    return all;
}

std::string TapeReader::notes(const std::string& part) const {
    return list_of(said(part, [this](const Event& note) { return plain(text_of(note)); }),
                   "nothing");
}

std::string TapeReader::speakers(const std::string& part) const {
    return list_of(said(part, [this](const Event& note) { return name_of(note.task); }));
}

std::string TapeReader::ready_queue(const Happening& after) const {
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
    return list_of(names);
}

std::string TapeReader::next_task(const Happening& after) const {
    for (std::size_t i = find(after) + 1; i < tape_.events.size(); ++i)
        if (tape_.events[i].kind == Kind::running) return name_of(tape_.events[i].task);
    return "nobody";
}

std::string TapeReader::next_line(const Happening& after) const {
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

std::string TapeReader::longest_wait(const TaskName& name) const {
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

std::string TapeReader::fate(const TaskName& name) const {
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

std::size_t TapeReader::never_awaited() const {
    std::set<std::uint32_t> frames;
    for (const Event& event : tape_.events) {
        if (event.kind == Kind::frame_made) frames.insert(event.frame);
        if (event.kind == Kind::frame_entered || event.kind == Kind::created)
            frames.erase(event.frame);
    }
    return frames.size();
}

}  // namespace book

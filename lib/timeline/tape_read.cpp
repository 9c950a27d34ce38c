// Reads tapes. Whatever the text is, the answer is a tape or one sentence: a tape may
// come from a process that is not to be trusted.
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <limits>
#include <map>
#include <memory>
#include <system_error>

#include <terminal/width.hpp>
#include <timeline/json_line.hpp>
#include <timeline/tape_file.hpp>
#include <timeline/tape_words.hpp>
#include <timeline/utf8.hpp>

namespace timeline {
namespace {

// Ids are dense: a run of a million events cannot have more of anything than this.
constexpr std::uint32_t greatest_id = 4 * most_events;

class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    std::vector<Tape> read() {
        if (rest_.size() > most_tape_bytes)
            fail("the text is longer than 256 MiB, which no tape is");
        while (!rest_.empty()) take(next_line());
        if (tapes_.empty()) fail("there is no tape: the text is empty");
        require_end();
        return std::move(tapes_);
    }

private:
    [[noreturn]] void fail(const std::string& what) const {
        const std::string where =
            line_number_ == 0 ? "" : "line " + std::to_string(line_number_) + ": ";
        // The text may be anything, and the sentence goes to a terminal.
        throw TapeError("tape: " + where + terminal::clean(valid_utf8(what, 200), true));
    }

    std::string_view next_line() {
        ++line_number_;
        const auto end = rest_.find('\n');
        if (end == rest_.npos) fail("it is cut short in this line");
        if (end > most_line_bytes) fail("the line is longer than 16 MiB, which no tape's is");
        const std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(end + 1);
        return line;
    }

    void take(std::string_view text) {
        if (const std::string trouble = read_json_line(text, line_); !trouble.empty())
            fail(trouble);
        if (find("tape")) return begin();
        if (tapes_.empty()) fail("a tape begins with {\"tape\":2,...}");
        if (find("e")) return take_event();
        if (find("file")) return take_place();
        fail("this is neither an event (\"e\") nor a place (\"file\")");
    }

    // Null if the line has no such key.
    const JsonValue* find(std::string_view key) const {
        const auto at = std::ranges::find(line_, key, &JsonLine::value_type::first);
        return at == line_.end() ? nullptr : &at->second;
    }

    void begin() {
        if (!tapes_.empty()) require_end();
        const auto* version = std::get_if<std::int64_t>(find("tape"));
        if (!version || *version != tape_version)
            fail("the tape's version is " + (version ? std::to_string(*version) : "not a number") +
                 ", and this program reads version " + std::to_string(tape_version));
        Tape& tape = tapes_.emplace_back();
        places_.clear();
        texts_.clear();
        frames_.clear();
        for (const auto& [key, value] : line_) {
            if (key == "tape") continue;
            if (key == "title")
                tape.title = text(key, value);
            else if (key == "number")
                tape.number = id(key, value);
            else if (key == "clock")
                tape.clock = word(key, value, "real", "simulated") ? aio::Clock::simulated
                                                                   : aio::Clock::real;
            else if (key == "order")
                tape.order = word(key, value, "plain", "another") ? Order::another : Order::plain;
            else if (key == "whole")
                tape.whole = truth(key, value);
            else
                fail("the key \"" + key + "\" is unknown");
        }
    }

    void require_end() const {
        const Tape& tape = tapes_.back();
        const bool ended = !tape.events.empty() && is_end(tape.events.back().kind);
        if (!ended) fail("the tape is cut short: it has no \"run ends\"");
    }

    static bool is_end(Event::Kind kind) {
        return kind == Event::Kind::run_ends || kind == Event::Kind::cut;
    }

    void take_place() {
        std::string file, function;
        std::uint32_t number = 0, line = 0;
        bool in_library = false;
        for (const auto& [key, value] : line_) {
            if (key == "place")
                number = id(key, value);
            else if (key == "file")
                file = text(key, value);
            else if (key == "line")
                line = id(key, value);
            else if (key == "function")
                function = text(key, value);
            else if (key == "library")
                in_library = truth(key, value);
            else
                fail("the key \"" + key + "\" is unknown");
        }
        auto& places = tapes_.back().places;
        if (number == 0 || !places_.try_emplace(number, places.size()).second)
            fail("place " + std::to_string(number) + " cannot be defined here");
        places.push_back(Place::make(std::move(file), line, std::move(function), in_library));
    }

    void take_event() {
        Tape& tape = tapes_.back();
        if (!tape.events.empty() && is_end(tape.events.back().kind))
            fail("there is an event after the tape's end");
        if (tape.events.size() > most_events || ++events_ > most_tape_events)
            fail("there are too many events: a tape ends after the millionth");
        Event event;
        bool has_time = false, has_seen = false;
        for (const auto& [key, value] : line_) {
            has_time |= key == "at";
            has_seen |= key == "seen";
            set(event, key, value);
        }
        if (!has_time) fail("the event has no time (\"at\")");
        if (!has_seen) event.seen = event.place;
        require_sound_frames(event);
        tape.events.push_back(event);
    }

    void set(Event& event, const std::string& key, const JsonValue& value) {
        if (key == "e")
            event.kind = static_cast<Event::Kind>(one_of(key, value, words::kinds));
        else if (key == "at")
            event.when = time(key, value);
        else if (key == "task")
            event.task = id(key, value);
        else if (key == "by")
            event.by = id(key, value);
        else if (key == "frame")
            event.frame = id(key, value);
        else if (key == "caller")
            event.caller = id(key, value);
        else if (key == "number")
            event.number = id(key, value);
        else if (key == "why")
            event.why = static_cast<aio::Cause>(one_of(key, value, words::causes));
        else if (key == "what")
            event.what = id(key, value);
        else if (key == "place")
            event.place = place(value);
        else if (key == "seen")
            event.seen = place(value);
        else if (key == "until")
            event.until = time(key, value);
        else if (key == "text")
            event.text = text_number(text(key, value));
        else if (key == "parts")
            event.parts = parts(value);
        else if (key == "level")
            event.level = count(key, value);
        else if (key == "most")
            event.most = count(key, value);
        else if (key == "hidden")
            event.hidden = truth(key, value);
        else if (key == "threw")
            event.threw = truth(key, value);
        else
            fail("the key \"" + key + "\" is unknown");
    }

    // A frame begins once: as a task's own, or when one that has already begun awaits it. A
    // generator's is entered again for each item, once it has given the previous one. So no chain
    // of frames can lead back to its beginning, and following one always ends.
    void require_sound_frames(const Event& event) {
        if (event.kind == Event::Kind::created) {
            begin_frame(event.frame, 0);
        } else if (event.kind == Event::Kind::frame_entered) {
            if (event.caller != 0 && !has_begun(event.caller))
                fail("frame " + std::to_string(event.caller) + " awaits before it has begun");
            begin_frame(event.frame, event.caller);
        } else if (event.kind == Event::Kind::frame_returned && has_begun(event.frame)) {
            frames_[event.frame].returned = true;
        }
    }
    void begin_frame(std::uint32_t frame, std::uint32_t caller) {
        if (frame == 0) return;
        if (has_begun(frame)) {
            if (!frames_[frame].returned)
                fail("frame " + std::to_string(frame) + " begins a second time");
            for (std::uint32_t at = caller; at != 0; at = frames_[at].caller) {
                if (at == frame) fail("frame " + std::to_string(frame) + " awaits itself");
                if (++steps_ > most_steps) fail("its frames await each other too deeply");
            }
        }
        if (frames_.size() <= frame) frames_.resize(frame + 1);
        frames_[frame] = {.begun = true, .returned = false, .caller = caller};
    }
    [[nodiscard]] bool has_begun(std::uint32_t frame) const {
        return frame < frames_.size() && frames_[frame].begun;
    }

    // --- Values -----------------------------------------------------------------

    [[noreturn]] void fail_value(std::string_view key) const {
        fail("the value of \"" + std::string(key) + "\" is not allowed");
    }
    const std::string& text(std::string_view key, const JsonValue& value) const {
        const auto* is = std::get_if<std::string>(&value);
        if (!is) fail_value(key);
        return *is;
    }
    bool truth(std::string_view key, const JsonValue& value) const {
        const auto* is = std::get_if<bool>(&value);
        if (!is) fail_value(key);
        return *is;
    }
    // Whether it is the second of the two words.
    bool word(std::string_view key, const JsonValue& value, const char* first,
              const char* second) const {
        const std::string& is = text(key, value);
        if (is != first && is != second) fail_value(key);
        return is == second;
    }
    template <std::size_t size>
    std::size_t one_of(std::string_view key, const JsonValue& value,
                       const std::array<std::string_view, size>& all) const {
        const auto found = words::find(all, text(key, value));
        if (!found) fail_value(key);
        return *found;
    }
    std::int64_t number(std::string_view key, const JsonValue& value) const {
        const auto* is = std::get_if<std::int64_t>(&value);
        if (!is) fail_value(key);
        return *is;
    }
    std::uint32_t number_to(std::int64_t most, std::string_view key, const JsonValue& value) const {
        const std::int64_t is = number(key, value);
        if (is < 0 || is > most) fail_value(key);
        return static_cast<std::uint32_t>(is);
    }
    std::uint32_t id(std::string_view key, const JsonValue& value) const {
        return number_to(greatest_id, key, value);
    }
    std::uint32_t count(std::string_view key, const JsonValue& value) const {
        return number_to(std::numeric_limits<std::uint32_t>::max(), key, value);
    }
    aio::time_point time(std::string_view key, const JsonValue& value) const {
        const auto when = aio::time_point(aio::duration(number(key, value)));
        if (when == Event::no_time) fail_value(key);
        return when;
    }
    std::uint32_t place(const JsonValue& value) const {
        const std::uint32_t number = id("place", value);
        if (number == 0) return 0;
        const auto found = places_.find(number);
        if (found == places_.end())
            fail("place " + std::to_string(number) + " has not been defined");
        return found->second;
    }
    std::uint32_t text_number(const std::string& text) {
        auto& texts = tapes_.back().texts;
        if (text.empty()) return 0;
        const auto [entry, is_new] =
            texts_.try_emplace(text, static_cast<std::uint32_t>(texts.size()));
        if (is_new) texts.push_back(text);
        return entry->second;
    }
    std::uint32_t parts(const JsonValue& value) {
        const auto* numbers = std::get_if<std::vector<std::int64_t>>(&value);
        if (!numbers) fail_value("parts");
        auto& all = tapes_.back().parts;
        auto& list = all.emplace_back();
        for (const std::int64_t number : *numbers) {
            if (number == 0 || number > greatest_id || number < -std::int64_t{greatest_id})
                fail_value("parts");
            list.push_back(static_cast<std::int32_t>(number));
        }
        parts_ += list.size();
        if (parts_ > most_tape_parts) fail("futures have more parts than any run's");
        return static_cast<std::uint32_t>(all.size() - 1);
    }

    std::string_view rest_;
    std::size_t line_number_ = 0;
    JsonLine line_;
    std::vector<Tape> tapes_;
    std::size_t events_ = 0, parts_ = 0;  // of all of them
    // Of the tape that is being read:
    std::map<std::uint32_t, std::uint32_t> places_;  // numbers there, numbers here
    std::map<std::string, std::uint32_t, std::less<>> texts_;
    struct Frame {
        bool begun = false, returned = false;
        std::uint32_t caller = 0;
    };
    std::vector<Frame> frames_;  // by number
    // A tape may come from somebody who wants to keep its reader busy.
    static constexpr std::size_t most_steps = 10'000'000;
    std::size_t steps_ = 0;  // up the chains of frames that are entered again
};

}  // namespace

std::vector<Tape> read_tapes(std::string_view text) { return Reader(text).read(); }

// A device, or a growing file, does not say in advance how large it is.
std::vector<Tape> read_tape_file(const std::string& path) {
    const auto fail = [&] {
        throw std::system_error(errno, std::generic_category(),
                                "cannot read " + terminal::clean(path, true));
    };
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "re"),
                                                               std::fclose);
    if (!file) fail();
    std::string text;
    char part[1 << 16];
    while (const std::size_t n = std::fread(part, 1, sizeof part, file.get())) {
        text.append(part, n);
        if (text.size() > most_tape_bytes) break;
    }
    if (std::ferror(file.get()) != 0) fail();
    return read_tapes(text);
}

Tape Tape::read(std::string_view text) {
    std::vector<Tape> tapes = read_tapes(text);
    if (tapes.size() > 1)
        throw TapeError("tape: there are " + std::to_string(tapes.size()) +
                        " of them; read_tapes takes several");
    return std::move(tapes.front());
}

}  // namespace timeline

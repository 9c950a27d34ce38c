// Writes tapes. By hand, number for number, because a run may have a million events.
#include <charconv>
#include <utility>

#include <nlohmann/json.hpp>

#include <timeline/file.hpp>
#include <timeline/tape_file.hpp>
#include <timeline/tape_words.hpp>

namespace timeline {
namespace {

// With its quotes. What is not UTF-8 becomes U+FFFD.
std::string json_of(std::string_view text) {
    using Json = nlohmann::json;
    return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

class Writer {
public:
    Writer(const Tape& tape, std::string& out)
        : tape_(tape), out_(out), places_written_(tape.places.size()) {
        for (const std::string& text : tape.texts) texts_.push_back(json_of(text));
    }

    void write() {
        head();
        for (const Event& event : tape_.events) {
            for (const std::uint32_t place : {event.place, event.seen}) define(place);
            write(event);
        }
    }

private:
    void head() {
        out_ += "{\"tape\":";
        add_number(tape_version);
        out_.append(",\"title\":").append(json_of(tape_.title));
        add("number", tape_.number);
        out_ += tape_.clock == aio::Clock::simulated ? ",\"clock\":\"simulated\""
                                                     : ",\"clock\":\"real\"";
        out_ += tape_.order == Order::plain ? ",\"order\":\"plain\"" : ",\"order\":\"another\"";
        out_ += tape_.whole ? ",\"whole\":true}\n" : ",\"whole\":false}\n";
    }

    // The line that says which place this number stands for, the first time it comes.
    void define(std::uint32_t number) {
        if (number == 0 || places_written_[number]) return;
        places_written_[number] = true;
        const Place& place = tape_.places[number];
        out_ += "{\"place\":";
        add_number(number);
        out_.append(",\"file\":").append(json_of(place.file)).append(",\"line\":");
        add_number(place.line);
        out_.append(",\"function\":").append(json_of(place.function));
        if (place.in_library) out_ += ",\"library\":true";
        out_ += "}\n";
    }

    void write(const Event& event) {
        out_.append("{\"e\":\"").append(word_of(event.kind)).append("\",\"at\":");
        add_number(event.when.time_since_epoch().count());
        add("task", event.task);
        add("by", event.by);
        add("frame", event.frame);
        add("caller", event.caller);
        add("number", event.number);
        if (event.why != aio::Cause::none)
            out_.append(",\"why\":\"")
                .append(words::causes[static_cast<std::size_t>(event.why)])
                .append("\"");
        add("what", event.what);
        add("place", event.place);
        if (event.seen != event.place) add("seen", event.seen);
        if (event.until != Event::no_time) {
            out_ += ",\"until\":";
            add_number(event.until.time_since_epoch().count());
        }
        if (event.text != 0) out_.append(",\"text\":").append(texts_[event.text]);
        if (event.parts != 0) add_parts(tape_.parts[event.parts]);
        add("level", event.level);
        add("most", event.most);
        if (event.hidden) out_ += ",\"hidden\":true";
        if (event.threw) out_ += ",\"threw\":true";
        out_ += "}\n";
    }

    void add(std::string_view key, std::uint32_t number) {
        if (number == 0) return;
        out_.append(",\"").append(key).append("\":");
        add_number(number);
    }

    void add_parts(const std::vector<std::int32_t>& parts) {
        char before = '[';
        out_ += ",\"parts\":";
        for (const std::int32_t part : parts) {
            out_ += std::exchange(before, ',');
            add_number(part);
        }
        out_ += parts.empty() ? "[]" : "]";
    }

    template <class Number>
    void add_number(Number number) {
        char digits[24];
        const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
        out_.append(digits, end);
    }

    const Tape& tape_;
    std::string& out_;
    std::vector<std::string> texts_;
    std::vector<bool> places_written_;
};

}  // namespace

std::string_view word_of(Event::Kind kind) { return words::kinds[static_cast<std::size_t>(kind)]; }

std::string Tape::write() const {
    std::string out;
    out.reserve(events.size() * 96);
    Writer(*this, out).write();
    return out;
}

void write_tapes(const std::string& path, const std::vector<Tape>& tapes) {
    OutputFile file(path);
    for (const Tape& tape : tapes) file.write(tape.write());
    file.close();
}

}  // namespace timeline

#include <timeline/words.hpp>

#include <fmt/format.h>

#include <utility>

#include <terminal/width.hpp>
#include <timeline/axis.hpp>
#include <timeline/ring_text.hpp>
#include <timeline/text.hpp>
#include <timeline/track_text.hpp>

namespace timeline {
namespace {

constexpr aio::duration shortest = std::chrono::milliseconds(1);

std::string at(aio::time_point when) { return short_seconds_text(when.time_since_epoch()); }

std::string from_to(aio::time_point begin, aio::time_point end) {
    return fmt::format("from {} to {}", at(begin), at(end));
}

std::string counted_more(std::size_t n, const char* what) {
    return fmt::format("{} more {}{}", count_text(n), what, n == 1 ? "" : "s");
}

std::string word_for_end_of(const Row& row) {
    if (row.is_lane) return row.state == State::finished ? "closed" : "cut off";
    return row.state == State::finished ? "finished"
           : row.state == State::failed ? "failed"
                                        : "cancelled";
}

// What came before the first step, or the first request.
std::string beginning_of(const Row& row) {
    const aio::time_point created = row.created.when;
    if (!row.started)
        return fmt::format("{} at {}", row.is_lane ? "opening began" : "created", at(created));
    const bool took_time = row.started->when - created >= shortest;
    if (row.is_lane)
        return took_time ? "opening " + from_to(created, row.started->when)
                         : "opened at " + at(created);
    const std::string started = "started at " + at(row.started->when);
    return took_time ? fmt::format("created at {}; {}", at(created), started) : started;
}

std::string told(const Row& row, const Span& span) {
    const bool waits = span.state == State::waiting;
    const std::string time = span.open ? "since " + at(span.begin) : from_to(span.begin, span.end);
    if (row.is_lane)
        return waits ? "idle " + time : fmt::format("carried {} {}", span.detail, time);
    if (!waits) return (span.open ? "runs " : "ran ") + time;
    return (span.open ? "waits " : "waited ") + time +
           (span.detail.empty() ? "" : " for " + span.detail);
}

// Empty: it goes on, as its last step says.
std::string end_of(const Row& row) {
    if (!row.ended) return row.started ? "" : row.is_lane ? "not open yet" : "not started yet";
    std::string end = fmt::format("{} at {}", word_for_end_of(row), at(row.ended->when));
    if (!row.started) end += row.is_lane ? ", before it was open" : ", before its first step";
    return row.text.empty() ? end : end + ": " + row.text;
}

std::vector<std::string> steps_of(const Row& row, std::size_t most) {
    std::vector<std::string> steps;
    for (const Span& span : row.spans)
        if (span.open || span.end - span.begin >= shortest) steps.push_back(told(row, span));
    // Showing one step more than allowed takes no more room than saying that there is one.
    if (steps.size() <= most + 1) return steps;
    const std::size_t more = steps.size() - most;
    steps.resize(most);
    steps.push_back("and " + counted_more(more, "step"));
    return steps;
}

std::string paragraph(const Row& row, const WordsOptions& options) {
    std::vector<std::string> parts{beginning_of(row)};
    for (std::string& step : steps_of(row, options.max_steps)) parts.push_back(std::move(step));
    if (std::string end = end_of(row); !end.empty()) parts.push_back(std::move(end));
    const std::string text = fmt::format("{}: {}", row.name, fmt::join(parts, "; "));
    return terminal::clean(text, true) + (text.ends_with('.') ? "" : ".");
}

void add_rows(std::vector<std::string>& paragraphs, const std::vector<Row>& rows,
              const WordsOptions& options, const char* what) {
    std::size_t all = 0;
    for (const Row& row : rows) {
        if (row.is_main() && !options.show_main) continue;
        if (++all <= options.max_rows) paragraphs.push_back(paragraph(row, options));
    }
    if (all > options.max_rows)
        paragraphs.push_back(fmt::format("And {}.", counted_more(all - options.max_rows, what)));
}

std::string kind_of(const Track& track) {
    if (track.of == Track::Of::lock) return "a lock";
    if (track.of == Track::Of::places)
        return fmt::format("a semaphore, {} place{}", count_text(track.most),
                           track.most == 1 ? "" : "s");
    return track.most == 0 ? "a queue without a bound"
                           : "a queue, room for " + count_text(track.most);
}

std::string told(const Track& track, const Track::Stretch& stretch) {
    switch (track.of) {
        case Track::Of::lock:
            return stretch.level == 0 ? "free" : "held by " + stretch.holder;
        case Track::Of::places:
            return count_text(stretch.level) + " taken";
        case Track::Of::items:
            break;
    }
    return stretch.level == 0 ? "empty" : count_text(stretch.level) + " in it";
}

// A level that lasted no time is left out, and its neighbours are reported as one.
std::string paragraph(const Track& track, aio::time_point now, std::size_t most_steps) {
    std::vector<std::string> parts;
    std::vector<Track::Stretch> stretches = track.stretches(now);
    std::size_t more = 0;
    for (std::size_t i = 0; i < stretches.size(); ++i) {
        Track::Stretch& stretch = stretches[i];
        if (i + 1 < stretches.size() && told(track, stretch) == told(track, stretches[i + 1]))
            stretches[i + 1].begin = stretch.begin;
        else if (parts.size() == most_steps)
            ++more;
        else if (stretch.end - stretch.begin >= shortest)
            parts.push_back(told(track, stretch) + " " + from_to(stretch.begin, stretch.end));
    }
    if (more > 0) parts.push_back("and " + counted_more(more, "step"));
    if (parts.empty()) parts.push_back("used, but for no time at all");
    return fmt::format("{} ({}): {}.", terminal::clean(track.name, true), kind_of(track),
                       terminal::clean(fmt::format("{}", fmt::join(parts, "; ")), true));
}

std::string paragraph(const FrameLife& frame) {
    const std::string end =
        frame.destroyed ? "destroyed at " + at(*frame.destroyed) : "still there";
    return fmt::format("frame of {}: made at {}; {}.", terminal::clean(frame.function, true),
                       at(frame.made), end);
}

}  // namespace

std::vector<std::string> in_words(const Record& record, const WordsOptions& options) {
    std::vector<std::string> paragraphs;
    add_rows(paragraphs, record.rows, options, "task");
    add_rows(paragraphs, record.lanes, options, "connection");
    for (const Track& track : record.tracks)
        paragraphs.push_back(paragraph(track, record.now, options.max_steps));
    if (options.frames)
        for (const FrameLife& frame : frames_to_show(record))
            paragraphs.push_back(paragraph(frame));
    paragraphs.push_back(total_text(record));
    if (!record.deadlock) return paragraphs;
    paragraphs.push_back("Who waits for whom:");
    for (std::string& sentence : ring_in_words(*record.deadlock))
        paragraphs.push_back(std::move(sentence));
    return paragraphs;
}

}  // namespace timeline

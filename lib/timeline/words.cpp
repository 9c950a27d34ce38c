#include <timeline/words.hpp>

#include <fmt/format.h>

#include <utility>

#include <terminal/width.hpp>
#include <timeline/axis.hpp>
#include <timeline/text.hpp>

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

// Empty: it goes on, which its last step says.
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
    // One step more than allowed takes no more room than saying so.
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

}  // namespace

std::vector<std::string> in_words(const Record& record, const WordsOptions& options) {
    std::vector<std::string> paragraphs;
    add_rows(paragraphs, record.rows, options, "task");
    add_rows(paragraphs, record.lanes, options, "connection");
    paragraphs.push_back(total_text(record));
    return paragraphs;
}

}  // namespace timeline

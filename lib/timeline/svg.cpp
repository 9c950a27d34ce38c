#include <timeline/svg.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include <terminal/glyphs.hpp>
#include <terminal/width.hpp>
#include <timeline/axis.hpp>
#include <timeline/file.hpp>
#include <timeline/labels.hpp>
#include <timeline/ring_text.hpp>
#include <timeline/svg_below.hpp>
#include <timeline/svg_document.hpp>
#include <timeline/svg_ring.hpp>
#include <timeline/text.hpp>
#include <timeline/track_text.hpp>

namespace timeline {
namespace {

using terminal::clean, terminal::columns_of, terminal::shorten_end, terminal::shorten_middle;
using terminal::glyph, terminal::Glyph;

// The measures of the picture, in its own units; a viewer scales it.
constexpr double width = SvgDocument::width, margin = SvgDocument::margin;
constexpr double plot_left = 236, plot_right = width - margin - 12;
constexpr double row_height = 40, waiting_height = 16, running_height = 26;
constexpr double shortest_run = 4;  // a step too short to see is drawn this wide

std::string_view file_of(const Place& where) {
    const std::string_view path = where.file;
    return path.substr(path.find_last_of('/') + 1);
}

// Draws one picture, from top to bottom; y_ is where the next thing goes.
class Picture {
public:
    Picture(const std::vector<Section>& sections, const SvgOptions& options)
        : options_(options), end_(options.axis_end) {
        for (const Section& section : sections) end_ = std::max(end_, section.record.elapsed());
    }

    void heading(const std::string& title) {
        y_ += 30;
        paper_.text("title", margin, y_, shorten_end(clean(title, true), 46, true));
        y_ += 18;
    }

    void section(const Section& section) {
        y_ += 42;
        // Beside each other, or below, if one of them is long.
        constexpr int beside = 38, alone = 70, all = 68;
        const std::string title = clean(section.title, true), total = total_text(section.record);
        const bool below = std::min(columns_of(title), beside) + columns_of(total) > all;
        paper_.text("section", margin, y_, shorten_end(title, below ? alone : beside, true));
        if (below) y_ += 30;
        paper_.text("total", width - margin, y_, total);
        y_ += 18;
        const auto rows = rows_of(section.record);
        const double top = y_;
        const auto tracks = tracks_to_show(section.record);
        const auto frames =
            options_.frames ? frames_to_show(section.record) : std::span<const FrameLife>();
        const double bottom =
            top + row_height * static_cast<double>(rows.size() + tracks.size() + frames.size()) + 6;
        axis(top, bottom);
        for (const Row* row : rows) {
            draw_row(*row, section.record);
            y_ += row_height;
        }
        for (const Track& track : tracks) {
            draw_track(paper_, track, section.record.now, next_row());
            tracks_seen_.push_back(
                {.of = track.of, .name = track.name, .most = track.most, .levels = {}});
        }
        for (const FrameLife& frame : frames)
            draw_frame(paper_, frame, section.record.now, next_row());
        frames_seen_ = frames_seen_ || !frames.empty();
        y_ = bottom + 26;
        more(section.record, rows.size());
        if (section.record.deadlock) y_ = draw_ring(paper_, *section.record.deadlock, y_);
    }

    // What was drawn, and nothing else: a line for tasks, and one for connections.
    void legend() {
        legend_line("", false,
                    {{"running", "running"},
                     {"waiting", "waiting"},
                     {"created", "not started"},
                     {"finished", "finished"},
                     {"failed", "failed"},
                     {"cancelled", "cancelled"}});
        legend_line("connections:", true,
                    {{"created", "opening"},
                     {"request", "a request"},
                     {"waiting", "idle"},
                     {"finished", "closed"},
                     {"cancelled", "cut off"}});
        for (const std::string& meaning : meanings_of(tracks_seen_))
            paper_.text("legend", margin, (y_ += 32) + 6, clean(meaning, true));
        if (frames_seen_) {
            y_ += 32;
            draw_frame_sample(paper_, margin, y_);
            paper_.text("legend", margin + 38, y_ + 6,
                        "a frame, from its making to its destruction");
        }
        y_ += 20;
    }

    std::string finish(const std::string& title, const std::string& description) const {
        return paper_.finish(y_ + margin / 2, title, description);
    }

private:
    using Entries = std::vector<std::pair<std::string_view, std::string_view>>;  // look, word

    void legend_line(std::string_view head, bool of_lanes, const Entries& entries) {
        constexpr double letter = 9.5;
        if (seen_[of_lanes].empty()) return;
        y_ += of_lanes ? 36 : 44;
        double x = margin;
        if (!head.empty()) {
            paper_.text("legend", x, y_ + 6, std::string(head));
            x += letter * static_cast<double>(head.size()) + 16;
        }
        for (const auto& [look, word] : entries) {
            if (!seen_[of_lanes].contains(look)) continue;
            sample(look, x + 14);
            paper_.text("legend", x + 38, y_ + 6, std::string(word));
            x += 56 + letter * static_cast<double>(word.size());
        }
    }

    void sample(std::string_view look, double x) {
        const double height = look == "waiting" ? waiting_height : running_height;
        if (look == "created")
            paper_.line(look, x - 14, y_, x + 14, y_);
        else if (const auto state = end_called(look))
            paper_.mark(*state, x, y_);
        else
            paper_.bar(look, x - 14, x + 14, y_, height);
    }

    static std::optional<State> end_called(std::string_view word) {
        for (const State state : {State::finished, State::failed, State::cancelled})
            if (word == word_for_end(state)) return state;
        return std::nullopt;
    }

    void saw(std::string_view look, const Row& row) { seen_[row.is_lane].insert(look); }

    // Where a time is in the picture.
    double x_of(aio::time_point at) const {
        if (end_ <= aio::duration{}) return plot_left;
        const double share =
            static_cast<double>(at.time_since_epoch().count()) / static_cast<double>(end_.count());
        return plot_left + share * (plot_right - plot_left);
    }

    // Tasks, and below them connections.
    std::vector<const Row*> rows_of(const Record& record) const {
        const auto most = static_cast<std::size_t>(std::max(options_.max_rows, 0));
        const std::size_t for_lanes = std::min(record.lanes.size(), most / 2);
        std::vector<const Row*> rows;
        for (const Row& row : record.rows) {
            if (rows.size() == most - for_lanes) break;
            if (options_.show_main || !row.is_main()) rows.push_back(&row);
        }
        for (const Row& lane : record.lanes)
            if (rows.size() < most) rows.push_back(&lane);
        return rows;
    }

    void more(const Record& record, std::size_t drawn) {
        const bool without_main =
            !options_.show_main && !record.rows.empty() && record.rows.front().is_main();
        const std::size_t hidden = record.rows.size() + record.lanes.size() + record.hidden_rows -
                                   drawn - (without_main ? 1 : 0);
        if (hidden == 0) return;
        y_ += 8;
        paper_.text(
            "more", margin, y_,
            fmt::format("{} and {} more", glyph(Glyph::ellipsis, true), count_text(hidden)));
    }

    void axis(double top, double bottom) {
        const Axis axis = make_axis(end_, 90);
        for (const Tick& tick : axis.ticks) {
            const double x = x_of(aio::time_point(tick.at));
            paper_.line("grid", x, top, x, bottom);
            const bool last = &tick == &axis.ticks.back();
            const std::string unit = unit_text(axis, true);
            paper_.text("axis", x, bottom + 21, last ? tick.label + " " + unit : tick.label);
        }
        paper_.line("base", plot_left, bottom, plot_right, bottom);
    }

    void draw_row(const Row& row, const Record& record) {
        const double middle = y_ + row_height / 2;
        const bool dim = row.is_main() && record.rows.size() > 1;
        paper_.begin_group("", summary(row));
        paper_.text(dim ? "name main" : "name", plot_left - 20, middle + 7,
                    shorten_middle(clean(row.name, true), SvgDocument::name_columns, true));
        paper_.begin_group(dim ? "dim" : "");
        const auto last = row.ended ? row.ended->when : record.now;
        if (const auto started = row.started ? row.started->when : last;
            started > row.created.when) {
            paper_.line("created", x_of(row.created.when), middle, x_of(started), middle);
            saw("created", row);
        }
        draw_waiting(row, middle);
        row.is_lane ? draw_requests(row, middle) : draw_running(row, middle);
        paper_.end_group();
        if (row.ended) {
            paper_.mark(row.state, x_of(last), middle);
            saw(word_for_end(row.state), row);
            error_beside(row, x_of(last), middle);
        }
        paper_.end_group();
    }

    // Spans narrower than a hair are left out, so that the file stays small
    // however often a task wakes up.
    void draw_waiting(const Row& row, double middle) {
        for (const Span& span : row.spans) {
            if (span.state != State::waiting || x_of(span.end) - x_of(span.begin) < 0.5) continue;
            saw("waiting", row);
            const std::string what = span.detail.empty() ? "" : " for " + span.detail;
            paper_.bar("waiting", x_of(span.begin), x_of(span.end), middle, waiting_height,
                       fmt::format("waiting{}, {} to {}, {}:{}", what,
                                   seconds_text(span.begin.time_since_epoch()),
                                   seconds_text(span.end.time_since_epoch()), file_of(span.where),
                                   span.where.line));
        }
    }

    void draw_running(const Row& row, double middle) {
        double drawn_to = -1;
        for (const Span& span : row.spans) {
            const double begin = x_of(span.begin),
                         end = std::max(x_of(span.end), begin + shortest_run);
            const bool at_the_end =
                row.ended && span.begin == row.ended->when && span.begin > row.created.when;
            if (span.state != State::running || end <= drawn_to + 0.5 || at_the_end) continue;
            paper_.bar("running", std::max(begin, drawn_to), end, middle, running_height);
            saw("running", row);
            drawn_to = end;
        }
    }

    // Each with what was asked for, in as many letters as fit.
    void draw_requests(const Row& lane, double middle) {
        constexpr double letter = 9.5, gap = 1.5;
        for (const Span& span : lane.spans) {
            if (span.state != State::running) continue;
            const double begin = x_of(span.begin),
                         end = std::max(x_of(span.end) - gap, begin + shortest_run);
            saw("request", lane);
            paper_.bar("request", begin, end, middle, running_height,
                       fmt::format("{}, {} to {}", span.detail,
                                   seconds_text(span.begin.time_since_epoch()),
                                   seconds_text(span.end.time_since_epoch())));
            // An end mark covers the last part of it.
            const double room =
                end - begin - 20 - (lane.ended && lane.ended->when == span.end ? 10 : 0);
            const std::string label =
                fitting_label(span.detail, static_cast<int>(room / letter) + 1, true);
            if (!label.empty()) paper_.text("label", begin + 10, middle + 6, label);
        }
    }

    [[nodiscard]] RowPlace next_row() {
        RowPlace row{.top = y_,
                     .height = row_height,
                     .names_end = plot_left - 20,
                     .x_of = [this](aio::time_point at) { return x_of(at); }};
        y_ += row_height;
        return row;
    }

    // The error is beside the mark, where there is room for some of it: its beginning says what it
    // is about, its end what happened.
    void error_beside(const Row& row, double x, double middle) {
        const int columns = static_cast<int>((plot_right - x - 18) / 9.5);
        if (row.state == State::finished || row.text.empty() || columns < 12) return;
        paper_.text("error", x + 18, middle + 6,
                    shorten_middle(clean(row.text, true), columns, true));
    }

    static std::string summary(const Row& row) {
        std::string out = row.name;
        if (row.started)
            out += ", started at " + seconds_text(row.started->when.time_since_epoch());
        if (row.ended)
            out += fmt::format(", {} at {}", word_for_end(row.state),
                               seconds_text(row.ended->when.time_since_epoch()));
        return row.text.empty() ? out : out + ": " + row.text;
    }

    SvgOptions options_;
    aio::duration end_;
    std::vector<Track> tracks_seen_;  // without their levels
    bool frames_seen_ = false;
    std::array<std::set<std::string_view>, 2> seen_;  // what was drawn of tasks, of lanes
    double y_ = margin / 2;
    SvgDocument paper_;
};

// For those who cannot see the picture: the totals, section by section.
std::string description(const std::vector<Section>& sections) {
    std::string out = "A timeline with a row for each task.";
    for (const Section& section : sections) {
        out += fmt::format(" {}: {}.", section.title, total_text(section.record));
        if (section.record.deadlock)
            for (const std::string& sentence : ring_in_words(*section.record.deadlock))
                out += " " + sentence;
    }
    return out;
}

}  // namespace

std::string svg(const std::string& title, const std::vector<Section>& sections,
                const SvgOptions& options) {
    Picture picture(sections, options);
    picture.heading(title);
    for (const Section& section : sections) picture.section(section);
    picture.legend();
    return picture.finish(title, description(sections));
}

void write_svg(const std::string& path, const std::string& title,
               const std::vector<Section>& sections, const SvgOptions& options) {
    write_file(path, svg(title, sections, options));
}

}  // namespace timeline

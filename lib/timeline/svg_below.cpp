#include <timeline/svg_below.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include <terminal/width.hpp>
#include <timeline/axis.hpp>
#include <timeline/track_text.hpp>

namespace timeline {
namespace {

using terminal::clean, terminal::shorten_middle;

constexpr double full = 26, least_width = 4, letter = 9.5, gap = 6;

void draw_name(SvgDocument& paper, const std::string& name, const RowPlace& row) {
    paper.text("name", row.names_end, row.top + row.height / 2 + 7,
               shorten_middle(clean(name, true), SvgDocument::name_columns, true));
}

// The number, or the holder, in the bar; above it, if it is too low.
void draw_label(SvgDocument& paper, const Track& track, const Track::Stretch& stretch, double begin,
                double end, double low) {
    const bool is_lock = track.of == Track::Of::lock;
    const std::string label = is_lock ? clean(stretch.holder, true) : std::to_string(stretch.level);
    const int room = static_cast<int>((end - begin - 12) / letter);
    if (room < (is_lock ? std::min(terminal::columns_of(label), 6) : 1)) return;
    constexpr double figure = 12;  // how high one is
    const double height = full * stretch.level / track.scale();
    const double inside = height < figure + 4 ? height + 4 : (height - figure) / 2;
    paper.text("count", begin + 8, low - inside,
               is_lock ? shorten_middle(label, room, true) : label);
}

// Draws one track, from left to right.
class TrackRow {
public:
    TrackRow(SvgDocument& paper, const Track& track, const RowPlace& row)
        : paper_(paper), track_(track), row_(row), low_(row.top + row.height - gap) {}

    void stretch(const Track::Stretch& stretch) {
        const double begin = row_.x_of(stretch.begin), end = row_.x_of(stretch.end);
        if (end - begin < 0.5) return moment(stretch.begin, stretch.level);
        const double height = full * stretch.level / track_.scale();
        if (stretch.level == 0)
            paper_.line("level none", begin, low_, end, low_);
        else
            paper_.bar("level", begin, end, low_ - height / 2, height,
                       fmt::format("{}, {} to {}", track_.name,
                                   seconds_text(stretch.begin.time_since_epoch()),
                                   seconds_text(stretch.end.time_since_epoch())));
        draw_label(paper_, track_, stretch, begin, end, low_);
        if (stretch.level > 0) drawn_to_ = std::max(drawn_to_, end);
    }
    // What took too little time to see is shown all the same, where nothing else is.
    void moment(aio::time_point when, std::uint32_t level) {
        const double begin = row_.x_of(when), height = full * level / track_.scale();
        if (level == 0 || begin <= drawn_to_ + 0.5) return;
        paper_.bar("level", begin, begin + least_width, low_ - height / 2, height);
        drawn_to_ = begin + least_width;
    }

private:
    SvgDocument& paper_;
    const Track& track_;
    const RowPlace& row_;
    double low_, drawn_to_ = -1;
};

void draw_life(SvgDocument& paper, double begin, double end, double middle, bool has_end) {
    constexpr double half = 8;
    paper.line("frame", begin, middle, end, middle);
    paper.line("frame", begin, middle - half, begin, middle + half);
    if (has_end) paper.line("frame", end, middle - half, end, middle + half);
}

}  // namespace

void draw_track(SvgDocument& paper, const Track& track, aio::time_point now,
                const RowPlace& place) {
    draw_name(paper, track.name, place);
    TrackRow row(paper, track, place);
    for (const Track::Stretch& stretch : track.stretches(now)) row.stretch(stretch);
    TrackRow moments(paper, track, place);
    for (const Track::Stretch& moment : moments_of(track))
        moments.moment(moment.begin, moment.level);
}

void draw_frame(SvgDocument& paper, const FrameLife& frame, aio::time_point now,
                const RowPlace& place) {
    draw_name(paper, "frame " + frame.function, place);
    draw_life(paper, place.x_of(frame.made), place.x_of(frame.destroyed.value_or(now)),
              place.top + place.height / 2, frame.destroyed.has_value());
}

void draw_frame_sample(SvgDocument& paper, double x, double middle) {
    draw_life(paper, x, x + 28, middle, true);
}

}  // namespace timeline

#include <timeline/track_text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include <terminal/paint.hpp>
#include <terminal/width.hpp>
#include <terminal/wrap.hpp>
#include <timeline/axis.hpp>

namespace timeline {
namespace {

using terminal::clean, terminal::columns_of, terminal::Glyph;
namespace sgr = terminal::sgr;

constexpr std::size_t most_tracks = 8, most_frames = 12;

// As high as the level is. None is the lowest, and only none.
Glyph glyph_of(std::uint32_t level, std::uint32_t highest) {
    constexpr std::array heights{Glyph::level_1, Glyph::level_2, Glyph::level_3,
                                 Glyph::level_4, Glyph::level_5, Glyph::level_6};
    if (level == 0) return Glyph::level_0;
    const std::size_t step = (std::size_t{level} * heights.size() + highest - 1) / highest;
    return heights[std::clamp<std::size_t>(step, 1, heights.size()) - 1];
}

// A number is written whole or not at all; a name may be cut.
std::string label_of(const Track& track, const Track::Stretch& stretch, int room, bool unicode) {
    if (track.of != Track::Of::lock) {
        std::string number = std::to_string(stretch.level);
        return columns_of(number) <= room ? number : std::string();
    }
    if (stretch.level == 0 || room < 4) return {};
    return terminal::shorten_end(clean(stretch.holder, unicode), room - 1, unicode);
}

std::string cells_of(const Track& track, const Record& record, aio::duration end, int columns,
                     const TextOptions& options, const Pen& pen) {
    const auto column = [&](aio::time_point at) {
        return column_of(at.time_since_epoch(), end, columns);
    };
    std::string out;
    int drawn = 0;
    for (const Track::Stretch& stretch : track.stretches(record.now)) {
        const int begin = column(stretch.begin), room = column(stretch.end) - begin;
        if (room <= 0) continue;
        out.append(static_cast<std::size_t>(std::max(begin - drawn, 0)), ' ');
        const std::string label = label_of(track, stretch, room, options.unicode);
        std::string bar;
        for (int i = columns_of(label); i < room; ++i)
            bar += pen.glyph(glyph_of(stretch.level, track.scale()));
        out += pen.paint(label, sgr::bold) + pen.paint(bar, sgr::magenta);
        drawn = begin + room;
    }
    return out;
}

std::string cells_of(const FrameLife& frame, const Record& record, aio::duration end, int columns,
                     const Pen& pen) {
    const auto column = [&](aio::time_point at) {
        return std::min(column_of(at.time_since_epoch(), end, columns), columns - 1);
    };
    const int begin = column(frame.made);
    // As a task's end mark: in the cell before the one in which the next may begin.
    const int last = std::max(
        begin,
        column_of(frame.destroyed.value_or(record.now).time_since_epoch(), end, columns) - 1);
    std::string out(static_cast<std::size_t>(begin), ' ');
    std::string bar;
    for (int i = begin; i <= last; ++i)
        bar += pen.glyph(i == last && frame.destroyed ? Glyph::ruler_end_tick
                         : i == begin                 ? Glyph::ruler_begin
                                                      : Glyph::ruler);
    return out + pen.paint(bar, sgr::yellow);
}

std::size_t tracks_drawn(const Record& record) {
    return std::min(record.tracks.size(), most_tracks);
}
std::size_t frames_drawn(const Record& record, const TextOptions& options) {
    return options.frames ? std::min(record.frames.size(), most_frames) : 0;
}

}  // namespace

std::vector<std::string> names_below(const Record& record, const TextOptions& options) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < tracks_drawn(record); ++i) names.push_back(record.tracks[i].name);
    for (std::size_t i = 0; i < frames_drawn(record, options); ++i)
        names.push_back("frame of " + record.frames[i].function);
    for (std::string& name : names) name = clean(name, options.unicode);
    return names;
}

std::vector<RowBelow> rows_below(const Record& record, aio::duration end, int columns,
                                 const TextOptions& options, const Pen& pen) {
    std::vector<std::string> names = names_below(record, options);
    std::vector<RowBelow> rows;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::size_t tracks = tracks_drawn(record);
        rows.push_back({std::move(names[i]),
                        i < tracks
                            ? cells_of(record.tracks[i], record, end, columns, options, pen)
                            : cells_of(record.frames[i - tracks], record, end, columns, pen)});
    }
    return rows;
}

std::string meaning_of(const Track& track) {
    switch (track.of) {
        case Track::Of::lock:
            return "who holds the lock";
        case Track::Of::places:
            return fmt::format("places of the semaphore that are taken, of {}",
                               count_text(track.most));
        case Track::Of::items:
            break;
    }
    return "items in the queue, " + (track.most == 0 ? std::string("without a bound")
                                                     : "room for " + count_text(track.most));
}

std::vector<std::string> legend_below(const Record& record, const TextOptions& options,
                                      const Pen& pen) {
    std::vector<std::string> entries;
    for (std::size_t i = 0; i < tracks_drawn(record); ++i)
        entries.push_back(pen.paint(
            clean(record.tracks[i].name, options.unicode) + ": " + meaning_of(record.tracks[i]),
            sgr::faint));
    if (frames_drawn(record, options) > 0)
        entries.push_back(pen.paint(std::string(pen.glyph(Glyph::ruler_begin))
                                        .append(pen.glyph(Glyph::ruler))
                                        .append(pen.glyph(Glyph::ruler_end_tick)),
                                    sgr::yellow) +
                          pen.paint(" a frame, from its making to its destruction", sgr::faint));
    return terminal::fill(entries, options.width, "  ");
}

}  // namespace timeline

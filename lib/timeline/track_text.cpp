#include <timeline/track_text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include <terminal/paint.hpp>
#include <terminal/width.hpp>
#include <terminal/wrap.hpp>
#include <timeline/axis.hpp>

namespace timeline {
namespace {

using terminal::clean, terminal::columns_of, terminal::Glyph;
namespace sgr = terminal::sgr;

// As high as the level. The lowest one means a level of 0, and nothing else does.
Glyph glyph_of(std::uint32_t level, std::uint32_t highest) {
    constexpr std::array heights{Glyph::level_1, Glyph::level_2, Glyph::level_3,
                                 Glyph::level_4, Glyph::level_5, Glyph::level_6};
    if (level == 0) return Glyph::level_0;
    const std::size_t step = (std::size_t{level} * heights.size() + highest - 1) / highest;
    return heights[std::clamp<std::size_t>(step, 1, heights.size()) - 1];
}

// A number is written whole or not at all; a name may be cut, which leaves its beginning and end.
std::string label_of(const Track& track, const Track::Stretch& stretch, int room, bool unicode) {
    if (track.of != Track::Of::lock) {
        std::string number = std::to_string(stretch.level);
        return columns_of(number) <= room ? number : std::string();
    }
    if (stretch.level == 0 || room < 4) return {};
    return terminal::shorten_middle(clean(stretch.holder, unicode), room - 1, unicode);
}

// A character for each cell; one that is wider takes the next, too.
void write(const std::string& label, std::vector<std::string>& cells, int at) {
    if (label.empty()) return;
    for (std::string& character : terminal::fold(label, 1)) {
        const int columns = columns_of(character);
        for (int i = 0; i < columns; ++i) cells[static_cast<std::size_t>(at + i)].clear();
        cells[static_cast<std::size_t>(at)] = std::move(character);
        at += columns;
    }
}

std::string cells_of(const Track& track, const Record& record, aio::duration end, int columns,
                     const TextOptions& options, const Pen& pen) {
    std::vector<std::string> cells(static_cast<std::size_t>(columns), " ");
    const auto column = [&](aio::time_point at) {
        return column_of(at.time_since_epoch(), end, columns);
    };
    std::vector<Track::Stretch> brief = moments_of(track);
    for (Track::Stretch& stretch : track.stretches(record.now)) {
        const int begin = column(stretch.begin), room = column(stretch.end) - begin;
        std::string cell(pen.glyph(glyph_of(stretch.level, track.scale())));
        std::fill_n(cells.begin() + begin, room, cell);
        write(label_of(track, stretch, room, options.unicode), cells, begin);
        if (room == 0 && stretch.level > 0) brief.push_back(std::move(stretch));
    }
    // What was taken for less time than a cell stands for still leaves a mark where nothing else
    // is.
    for (const Track::Stretch& moment : brief) {
        std::string& cell = cells[static_cast<std::size_t>(
            std::clamp(column(moment.begin), 0, std::max(column(record.now) - 1, 0)))];
        if (cell == " " || cell == pen.glyph(Glyph::level_0)) cell = pen.glyph(Glyph::thin_bar);
    }
    std::string out;
    for (const std::string& cell : cells) out += cell;
    out.erase(out.find_last_not_of(' ') + 1);
    return pen.paint(out, sgr::magenta);
}

std::string cells_of(const FrameLife& frame, const Record& record, aio::duration end, int columns,
                     const Pen& pen) {
    const auto column = [&](aio::time_point at) {
        return std::min(column_of(at.time_since_epoch(), end, columns), columns - 1);
    };
    const int begin = column(frame.made);
    // Like a task's end mark: in the cell before the one in which the next may begin.
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

std::span<const FrameLife> frames_drawn(const Record& record, const TextOptions& options) {
    return options.frames ? frames_to_show(record) : std::span<const FrameLife>();
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

}  // namespace

std::span<const Track> tracks_to_show(const Record& record) {
    return std::span(record.tracks).first(std::min<std::size_t>(record.tracks.size(), 8));
}

std::span<const FrameLife> frames_to_show(const Record& record) {
    return std::span(record.frames).first(std::min<std::size_t>(record.frames.size(), 12));
}

std::vector<std::string> names_below(const Record& record, const TextOptions& options) {
    std::vector<std::string> names;
    for (const Track& track : tracks_to_show(record)) names.push_back(track.name);
    for (const FrameLife& frame : frames_drawn(record, options))
        names.push_back("frame " + frame.function);
    for (std::string& name : names) name = clean(name, options.unicode);
    return names;
}

std::vector<RowBelow> rows_below(const Record& record, aio::duration end, int columns,
                                 const TextOptions& options, const Pen& pen) {
    std::vector<std::string> cells;
    for (const Track& track : tracks_to_show(record))
        cells.push_back(cells_of(track, record, end, columns, options, pen));
    for (const FrameLife& frame : frames_drawn(record, options))
        cells.push_back(cells_of(frame, record, end, columns, pen));
    std::vector<std::string> names = names_below(record, options);
    std::vector<RowBelow> rows;
    for (std::size_t i = 0; i < names.size(); ++i)
        rows.push_back({std::move(names[i]), std::move(cells[i])});
    return rows;
}

std::vector<Track::Stretch> moments_of(const Track& track) {
    std::vector<Track::Stretch> moments;
    const auto& levels = track.levels;
    std::uint32_t before = 0;
    for (std::size_t i = 0; i < levels.size();) {
        std::size_t next = i;
        Track::Stretch most{levels[i].when, levels[i].when, 0, {}};
        for (; next < levels.size() && levels[next].when == levels[i].when; ++next)
            if (levels[next].level > most.level) {
                most.level = levels[next].level;
                most.holder = levels[next].holder;
            }
        const std::uint32_t after = levels[next - 1].level;
        if (before == 0 && after == 0 && most.level > 0) moments.push_back(std::move(most));
        before = after;
        i = next;
    }
    return moments;
}

std::vector<std::string> meanings_of(std::span<const Track> tracks) {
    std::vector<std::pair<std::string, std::vector<std::string>>> names;  // by meaning
    for (const Track& track : tracks) {
        const std::string meaning = meaning_of(track);
        auto same =
            std::ranges::find_if(names, [&](const auto& one) { return one.first == meaning; });
        if (same == names.end()) same = names.insert(names.end(), {meaning, {}});
        if (std::ranges::count(same->second, track.name) == 0) same->second.push_back(track.name);
    }
    std::vector<std::string> all;
    for (const auto& [meaning, whose] : names)
        all.push_back(fmt::format("{}: {}", fmt::join(whose, ", "), meaning));
    return all;
}

std::vector<std::string> legend_below(const Record& record, const TextOptions& options,
                                      const Pen& pen) {
    std::vector<std::string> entries;
    for (const std::string& meaning : meanings_of(tracks_to_show(record)))
        entries.push_back(pen.paint(clean(meaning, options.unicode), sgr::faint));
    if (!frames_drawn(record, options).empty())
        entries.push_back(pen.paint(std::string(pen.glyph(Glyph::ruler_begin))
                                        .append(pen.glyph(Glyph::ruler))
                                        .append(pen.glyph(Glyph::ruler_end_tick)),
                                    sgr::yellow) +
                          pen.paint(" a frame, from its making to its destruction", sgr::faint));
    return terminal::fill(entries, options.width, "  ");
}

}  // namespace timeline

#include <coach/scene.hpp>

#include <coach/verdict_text.hpp>

#include <fmt/format.h>

#include <algorithm>

#include <terminal/escapes.hpp>
#include <terminal/glyphs.hpp>
#include <terminal/markdown.hpp>
#include <terminal/paint.hpp>
#include <terminal/width.hpp>
#include <terminal/wrap.hpp>

namespace coach {
namespace {

using Lines = std::vector<std::string>;

constexpr int low = 16;  // lines; below, there is no room for blank ones

namespace sgr = terminal::sgr;
using terminal::columns_of, terminal::fold, terminal::paint, terminal::wrap;
using terminal::glyph, terminal::Glyph;

void append(Lines& lines, const Lines& more) {
    lines.insert(lines.end(), more.begin(), more.end());
}

Lines painted(Lines lines, std::string_view parameters, const Style& style) {
    for (std::string& line : lines) line = paint(line, parameters, style);
    return lines;
}

class Composer {
public:
    Composer(const Scene& scene, const Style& style, int height)
        : scene_(scene),
          style_(style),
          height_(height),
          is_low_(height > 0 && height < least_with_blanks()) {
        if (scene.verdict)
            telling_ = verdict_text(*scene.exercise, *scene.verdict, scene.file, style);
    }

    Lines compose() const {
        Lines lines{header()};
        if (!is_low_) lines.emplace_back();
        const Lines foot = footer();
        const int room = height_ - static_cast<int>(lines.size() + foot.size());
        Lines middle = body(height_ > 0 ? room : 10'000);
        if (scene_.is_checking)
            for (std::string& line : middle)
                line = paint(terminal::without_escapes(line), sgr::faint, style_);
        append(lines, height_ > 0 ? cut_below(middle, room) : middle);
        append(lines, foot);
        // A window of two lines.
        if (height_ > 0 && lines.size() > static_cast<std::size_t>(height_))
            lines.resize(static_cast<std::size_t>(height_));
        return lines;
    }

private:
    // All 21 exercises fit into a window of 24 lines, if none of them is blank.
    int least_with_blanks() const {
        const int around = 5;  // the header, the keys, a notice, and two blank lines
        return scene_.page == Page::list
                   ? std::max(low, static_cast<int>(scene_.list.size()) + around)
                   : low;
    }

    std::string path(int room) const {
        const std::string text = terminal::clean(scene_.file_text, style_.unicode);
        return link(scene_.file, terminal::shorten_middle(text, std::max(room, 8), style_.unicode),
                    style_);
    }

    std::string checking() const {
        return fmt::format("{} checking", terminal::spinner(scene_.frame, style_.unicode));
    }

    // Cut off at the end if it does not fit.
    std::string fitting(const std::string& line) const {
        return terminal::shorten_end(line, style_.width, style_.unicode);
    }

    std::string header() const {
        if (scene_.is_checking)
            return fmt::format("{} {}{}", paint(checking(), sgr::bold_cyan, style_),
                               path(style_.width - 12), glyph(Glyph::ellipsis, style_.unicode));
        const std::string bar = progress_bar(scene_.done, scene_.all, style_);
        const int beside = style_.width - columns_of(bar) - 3;
        // The time of the check shows that a save has been noticed; it is more important than the
        // bar.
        std::string line = columns_of(scene_.file_text) <= beside
                               ? bar + "   " + path(beside)
                               : path(style_.width - columns_of(scene_.checked) - 3);
        const int left = style_.width - columns_of(line) - columns_of(scene_.checked);
        if (!scene_.checked.empty() && left >= 3)
            line += std::string(static_cast<std::size_t>(left), ' ') +
                    paint(scene_.checked, sgr::faint, style_);
        return line;
    }

    Lines footer() const {
        Lines lines;
        if (!is_low_) lines.emplace_back();
        if (!scene_.notice.empty())
            append(lines, painted(wrap(scene_.notice, style_.width), sgr::yellow, style_));
        if (scene_.is_checking && !scene_.kept.empty()) {
            std::string keys;
            for (const char key : scene_.kept) keys += std::string(1, ' ') + key;
            lines.push_back(paint(fitting("kept until this is over:" + keys), sgr::yellow, style_));
        } else {
            lines.push_back(paint(key_line(style_), sgr::faint, style_));
        }
        return lines;
    }

    Lines body(int room) const {
        if (!scene_.trouble.empty() && scene_.page != Page::list)
            return painted(wrap(scene_.trouble, style_.width), sgr::yellow, style_);
        switch (scene_.page) {
            case Page::list:
                return list(room);
            case Page::hint:
                return hint(room);
            case Page::timeline:
                return picture();
            case Page::explanation:
                return explanation();
            case Page::verdict:
                break;
        }
        if (!scene_.verdict) return {};
        return is_low_ ? verdict_in_a_low_window() : verdict(room);
    }

    Lines verdict(int room) const {
        Lines all = with_head(telling_.behind);
        // If not everything fits, one thing at a time: the facts after the failure are counted;
        // once all hold, the picture is worth more than their names.
        if (static_cast<int>(all.size()) > room && telling_.behind.size() > 1)
            all = with_head(rest());
        if (static_cast<int>(all.size()) > room && !scene_.praise.empty())
            all = join(
                {telling_.title, praise(), telling_.warnings, telling_.picture, telling_.output});
        return all;
    }

    Lines with_head(const Lines& behind) const {
        Lines head = telling_.title;
        for (const Lines* part : {&telling_.trouble, &telling_.before, &telling_.failure, &behind})
            append(head, *part);
        return join({head, praise(), telling_.warnings, telling_.picture, telling_.output});
    }

    // "  · and 5 more facts, of which 2 hold"
    Lines rest() const {
        const auto& facts = scene_.verdict->facts;
        const Fact* failure = scene_.verdict->first_failure();
        if (!failure) return telling_.behind;
        const auto behind = facts.data() + facts.size() - failure - 1;
        const auto hold = std::count_if(failure, facts.data() + facts.size(),
                                        [](const Fact& one) { return one.holds; });
        const std::string how =
            behind == 1      ? (hold == 1 ? "fact, which holds" : "fact, which does not hold")
            : hold == 0      ? "facts, none of which holds"
            : hold == behind ? "facts, all of which hold"
                             : fmt::format("facts, of which {} hold{}", hold, hold == 1 ? "s" : "");
        return {paint(fitting(fmt::format("  {} and {} more {}", glyph(Glyph::dot, style_.unicode),
                                          behind, how)),
                      sgr::faint, style_)};
    }

    // What failed comes before what holds, and takes the space.
    Lines verdict_in_a_low_window() const {
        Lines lines = telling_.title;
        for (const Lines& part : {telling_.trouble, telling_.failure, praise(), telling_.warnings,
                                  telling_.picture, telling_.output})
            append(lines, part);
        return lines;
    }

    Lines praise() const {
        return painted(wrap(scene_.praise, style_.width), sgr::bold_green, style_);
    }

    // Beside the text that it is to help with, if there is room for both.
    Lines hint(int room) const {
        const std::size_t end = std::min(scene_.hint.find('\n'), scene_.hint.size());
        const std::string title =
            fmt::format("Hint {} of {}: {}", scene_.hint_number, scene_.hints,
                        terminal::harmless(scene_.hint.substr(0, end), style_));
        Lines lines{paint(fitting(title), sgr::bold_cyan, style_)};
        append(lines, terminal::markdown_lines(
                          scene_.hint.substr(std::min(end + 1, scene_.hint.size())), style_));
        if (!scene_.verdict) return lines;
        Lines above = telling_.title;
        append(above, telling_.failure);
        for (const Lines& choice : {above, telling_.title}) {
            if (is_low_ && static_cast<int>(choice.size() + lines.size()) <= room) {
                Lines both = choice;
                append(both, lines);
                return both;
            }
            if (!is_low_ && static_cast<int>(choice.size() + lines.size()) < room)
                return join({choice, lines});
        }
        return lines;
    }

    Lines picture() const {
        const Fact* fact = scene_.verdict ? scene_.verdict->first_failure() : nullptr;
        const Lines name =
            fact ? painted(wrap(terminal::clean(fact->name, style_.unicode), style_.width),
                           sgr::bold, style_)
                 : telling_.title;
        if (telling_.picture.empty())
            return join({name, wrap("There is no timeline: your program did not get that far.",
                                    style_.width)});
        if (is_low_) return {telling_.picture.begin() + 1, telling_.picture.end()};
        return join({name, telling_.picture});
    }

    // Starts where the current exercise is visible: there may be more than there is room for.
    Lines list(int room) const {
        const auto current = std::ranges::find_if(scene_.list, [&](const std::string& line) {
            return line.find(scene_.exercise->name) != line.npos;
        });
        const auto before = current - scene_.list.begin();
        const auto shown = std::max(room - 1, 1);  // the last line may count the rest
        const auto skipped = std::max<std::ptrdiff_t>(0, before + 1 - shown);
        const bool all_fit = static_cast<int>(scene_.list.size()) <= room;
        Lines lines(scene_.list.begin() + (all_fit ? 0 : skipped), scene_.list.end());
        if (height_ > 0)
            for (std::string& line : lines) line = fitting(line);
        return lines;
    }

    // What the exercise was about, above the timeline that shows it.
    Lines explanation() const {
        return join({telling_.title,
                     wrap(terminal::clean(scene_.exercise->insight, style_.unicode), style_.width),
                     telling_.picture});
    }

    // Only a compiler's lines are too long: a message is broken between words, source anywhere.
    Lines broken(const std::string& line) const {
        if (columns_of(line) <= style_.width) return {line};
        return line.starts_with(' ') ? fold(line, style_.width) : wrap(line, style_.width);
    }

    Lines cut_below(const Lines& lines, int room) const {
        Lines all;
        for (const std::string& line : lines) append(all, broken(line));
        if (static_cast<int>(all.size()) <= room) return all;
        if (room < 1) return {};
        const std::size_t kept = static_cast<std::size_t>(room) - 1;
        const bool t_helps =
            scene_.page == Page::verdict && !telling_.picture.empty() && scene_.trouble.empty();
        const std::string rest =
            fmt::format("{} {} more lines: {}", glyph(Glyph::ellipsis, style_.unicode),
                        all.size() - kept, t_helps ? "t shows the timeline" : "enlarge the window");
        all.resize(kept);
        all.push_back(paint(fitting(rest), sgr::faint, style_));
        return all;
    }

    const Scene& scene_;
    const Style& style_;
    int height_;
    bool is_low_;
    VerdictText telling_;
};

}  // namespace

std::string key_line(const Style& style) {
    for (const char* line :
         {"h hint   n next   l list   t timeline   e explain   r run again   q quit",
          "h hint   n next   l list   t time   e explain   r rerun   q quit",
          "h hint  n next  l list  t time  q quit", "h n l t e r q"})
        if (columns_of(line) <= style.width) return line;
    return {};
}

std::vector<std::string> compose(const Scene& scene, const Style& style, int height) {
    return Composer(scene, style, height).compose();
}

}  // namespace coach

#include <coach/verdict_text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <regex>
#include <string_view>
#include <utility>

#include <terminal/escapes.hpp>
#include <terminal/glyphs.hpp>
#include <terminal/paint.hpp>
#include <terminal/width.hpp>
#include <terminal/wrap.hpp>
#include <timeline/pen.hpp>

namespace coach {
namespace {

using Lines = VerdictText::Lines;

constexpr std::size_t output_lines = 8;
namespace sgr = terminal::sgr;
using terminal::clean, terminal::harmless, terminal::paint, terminal::shorten_end;
using terminal::glyph, terminal::Glyph, terminal::lines_of, terminal::wrap;

// Pictures come drawn in Unicode.
const std::string_view failure_mark = glyph(Glyph::cross, true);

std::string plural(std::size_t count, const std::string& what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

constexpr const char* no_coroutine =
    "A function has to return what it promises. Should it be a coroutine? It is one only if there "
    "is a co_await, a co_return or a co_yield in it.";

// Says each thing once: a loop makes the same mistake many times.
std::vector<std::string> counted(const std::vector<std::string>& all) {
    std::vector<std::string> out;
    std::vector<std::size_t> counts;
    for (const std::string& one : all) {
        const auto known = std::ranges::find(out, one);
        if (known == out.end()) {
            out.push_back(one);
            counts.push_back(1);
        } else {
            ++counts[static_cast<std::size_t>(known - out.begin())];
        }
    }
    for (std::size_t i = 0; i < out.size(); ++i)
        if (counts[i] > 1) out[i] += fmt::format(" ({} times)", counts[i]);
    return out;
}

class Teller {
public:
    Teller(const Exercise& exercise, const Verdict& verdict, const std::filesystem::path& file,
           const Style& style)
        : exercise_(exercise),
          verdict_(verdict),
          file_(file),
          style_(style),
          name_(file.filename().string()),
          failure_(verdict.first_failure()) {}

    VerdictText tell() const {
        VerdictText all;
        all.title = title();
        if (verdict_.what == What::not_compiled)
            all.trouble = compiler();
        else if (!is_checked() && !ended_in())
            all.trouble = paragraph(text_or_default(), "  ");
        if (is_begun()) tell_facts(all);
        all.warnings = warnings();
        if (const Fact* fact = drawn_fact()) {
            all.picture = picture_of(*fact, style_);
            if (!all.picture.empty())
                all.picture.insert(all.picture.begin(),
                                   heading(verdict_.what == What::passed
                                               ? fmt::format("What was run for the fact \"{}\":",
                                                             harmless(fact->name, style_))
                                               : "What was run for this fact:"));
        }
        all.output = output();
        return all;
    }

private:
    bool is_checked() const {
        return verdict_.what == What::passed || verdict_.what == What::failed;
    }
    // Whether some fact was begun: then the program ran.
    bool is_begun() const {
        switch (verdict_.what) {
            case What::unreadable:
            case What::not_compiled:
            case What::not_complete:
            case What::forbidden:
                return false;
            default:
                return !verdict_.facts.empty();
        }
    }
    // The fact in which the program ended too early.
    const Fact* ended_in() const {
        if (is_checked() || !is_begun()) return nullptr;
        const auto fact = std::ranges::find(verdict_.facts, false, &Fact::looked_at);
        return fact == verdict_.facts.end() ? nullptr : &*fact;
    }
    const Fact* drawn_fact() const {
        if (!is_begun()) return nullptr;
        if (failure_) return failure_->picture.empty() ? nullptr : failure_;
        // The plain case comes first, and odd ones after it. One in which something fails on
        // purpose would look wrong.
        auto fact = std::ranges::find_if(verdict_.facts, [](const Fact& one) {
            return !one.picture.empty() &&
                   std::ranges::none_of(one.picture, [](const std::string& line) {
                       return line.find(failure_mark) != line.npos;
                   });
        });
        if (fact == verdict_.facts.end())
            fact = std::ranges::find_if(verdict_.facts,
                                        [](const Fact& one) { return !one.picture.empty(); });
        return fact == verdict_.facts.end() ? nullptr : &*fact;
    }

    // ", 2 of 6 points"; empty where each fact is worth one, and counts.
    std::string points() const {
        const int points = verdict_.points(), most = verdict_.most_points();
        if (std::cmp_equal(points, verdict_.held()) && std::cmp_equal(most, verdict_.facts.size()))
            return {};
        return fmt::format(", {} of {} points", points, most);
    }

    std::string what_happened() const {
        const std::size_t all = verdict_.facts.size(), held = verdict_.held();
        const std::string score = fmt::format("{} of {}", held, all);
        switch (verdict_.what) {
            case What::passed:
                return all == 0   ? "passed"
                       : all == 1 ? "the fact holds"
                                  : fmt::format("all {} facts hold", all);
            case What::failed:
                return score + " facts hold" + points();
            case What::unreadable:
                return "nothing to check";
            case What::not_compiled:
                return "not compiled";
            case What::not_complete:
                return "something is missing";
            case What::forbidden:
                return "something that is not allowed";
            case What::crashed:
                return is_begun() ? score + ", then it crashed" : "it crashed";
            case What::out_of_time:
                return is_begun() ? score + ", then it did not end" : "it did not end";
            case What::flooded:
                return is_begun() ? score + ", then it printed too much" : "it printed too much";
            case What::ended_early:
                return is_begun() ? score + ", then it exited" : "it exited";
        }
        return {};
    }

    Lines title() const {
        Lines lines = wrap(exercise_.name + ": " + what_happened(), style_.width);
        for (std::string& line : lines)
            line = paint(line, verdict_.what == What::passed ? sgr::bold_green : sgr::bold_red,
                         style_);
        return lines;
    }

    // In words, when attempt() had none.
    std::string text_or_default() const {
        if (!verdict_.text.empty()) return verdict_.text;
        switch (verdict_.what) {
            case What::unreadable:
                return name_ + " cannot be read.";
            case What::not_complete:
                return name_ + " lacks something that the check needs.";
            case What::forbidden:
                return name_ + " includes a file that it may not use.";
            case What::crashed:
                return "It crashed.";
            case What::out_of_time:
                return "It was stopped because it did not end. Is there a loop that never ends?";
            case What::flooded:
                return "It was stopped because it did not stop printing.";
            case What::ended_early:
                return "It ended before all facts were checked. Does it call exit()?";
            default:
                return {};
        }
    }

    // Places such as exercise.cpp:23 become links, once the lines are made.
    std::string with_links(const std::string& line) const {
        if (!style_.links) return line;
        std::string out;
        std::size_t at = 0;
        for (auto found = line.find(name_ + ":"); found != line.npos;
             found = line.find(name_ + ":", at)) {
            const std::size_t digits = found + name_.size() + 1;
            const std::size_t end =
                std::min(line.find_first_not_of("0123456789", digits), line.size());
            out += line.substr(at, found - at);
            const std::string place = line.substr(found, end - found);
            out += end > digits ? link(file_, place, style_) : place;
            at = end;
        }
        return out + line.substr(at);
    }

    std::string heading(const std::string& text) const {
        return paint(shorten_end(text, style_.width, style_.unicode), sgr::faint, style_);
    }

    Lines paragraph(const std::string& text, const std::string& indent) const {
        Lines lines;
        for (const std::string& line : lines_of(text))
            for (const std::string& wrapped :
                 wrap(harmless(line, style_) + "\n", style_.width, indent))
                lines.push_back(with_links(wrapped));
        return lines;
    }

    // A compiler's text, with the file's path from here: shorter, and a terminal that opens files
    // on a click finds it.
    Lines messages(const std::string& text) const {
        const std::string full = file_.string();
        std::error_code error;
        const std::string near = std::filesystem::relative(file_, error).string();
        const bool is_near = !error && !near.empty() && !near.starts_with("../..");
        Lines lines;
        for (std::string line : lines_of(text)) {
            line = harmless(line, style_);
            if (is_near)
                for (auto at = line.find(full); at != line.npos;
                     at = line.find(full, at + near.size()))
                    line.replace(at, full.size(), near);
            lines.push_back(with_links(line));
        }
        return lines;
    }

    // "exercise.cpp does not compile yet: 2 errors. The first is at exercise.cpp:23."
    Lines compiler() const {
        static const std::regex error_line("(^|: )(fatal )?error: ");
        const std::regex place(
            "(^|[^A-Za-z0-9_])(" +
            std::regex_replace(name_, std::regex(R"([.+*?^$(){}|\[\]\\])"), R"(\$&)") + ":[0-9]+)");
        std::size_t errors = 0;
        std::string first;
        for (const std::string& line : lines_of(verdict_.text)) {
            const std::string text = terminal::without_escapes(line);
            if (std::regex_search(text, error_line)) ++errors;
            std::smatch match;
            if (first.empty() && errors > 0 && std::regex_search(text, match, place))
                first = match[2];
        }
        std::string told = name_ + " does not compile yet" +
                           (errors > 0 ? ": " + plural(errors, "error") : "") + ".";
        if (!first.empty())
            told += fmt::format(" {} at {}.", errors == 1 ? "It is" : "The first is", first);
        Lines lines = paragraph(told, "");
        if (lacks_a_return(terminal::without_escapes(verdict_.text)))
            for (std::string& line : paragraph(no_coroutine, "")) lines.push_back(std::move(line));
        lines.emplace_back();
        for (std::string& line : messages(without_way_there(verdict_.text)))
            lines.push_back(std::move(line));
        return lines;
    }

    // By the name of the warning, as clang and g++ write it.
    static bool lacks_a_return(const std::string& text) {
        return text.find("-Wreturn-type]") != text.npos ||
               text.find("-Werror=return-type]") != text.npos;
    }

    // The library's headers that led to a message mean nothing to a student.
    std::string without_way_there(const std::string& text) const {
        std::string kept;
        for (const std::string& line : lines_of(text)) {
            const std::string plain = terminal::without_escapes(line);
            const bool leads = plain.starts_with("In file included from ") ||
                               plain.starts_with("                 from ");
            if (!leads || plain.find(name_) != plain.npos) kept += line + "\n";
        }
        return kept;
    }

    void tell_facts(VerdictText& all) const {
        for (const Fact& fact : verdict_.facts) {
            const bool is_told = &fact == failure_ || &fact == ended_in();
            Lines lines = is_told ? told(fact) : name_of(fact, false);
            Lines& part = !failure_ || &fact < failure_ ? all.before
                          : is_told                     ? all.failure
                                                        : all.behind;
            part.insert(part.end(), lines.begin(), lines.end());
        }
    }

    // "  ✗ all tasks are created before the first await", hanging; or "  fails: ...".
    Lines name_of(const Fact& fact, bool is_told) const {
        const bool failed = is_told || (fact.looked_at && !fact.holds);
        if (style_.words) {
            const char* word = failed ? "fails" : fact.looked_at ? "holds" : "not looked at";
            return wrap(fmt::format("{}: {}", word, clean(fact.name, style_.unicode)), style_.width,
                        "  ");
        }
        const auto mark_of = [&](Glyph which, std::string_view colour) {
            return paint(glyph(which, style_.unicode), colour, style_);
        };
        const std::string mark = fact.looked_at && fact.holds ? mark_of(Glyph::check, sgr::green)
                                 : failed                     ? mark_of(Glyph::cross, sgr::bold_red)
                                                              : mark_of(Glyph::dot, sgr::faint);
        Lines lines = wrap(clean(fact.name, style_.unicode), style_.width, "    ");
        if (lines.empty()) lines.emplace_back("    ");
        for (std::string& line : lines)
            line = "    " + paint(line.substr(std::min<std::size_t>(4, line.size())),
                                  is_told          ? sgr::bold
                                  : fact.looked_at ? ""
                                                   : sgr::faint,
                                  style_);
        lines[0] = "  " + mark + " " + lines[0].substr(4);
        return lines;
    }

    // How many facts already hold, but need this one.
    std::ptrdiff_t without_points(const Fact& needed) const {
        return std::ranges::count_if(verdict_.facts, [&](const Fact& fact) {
            return fact.holds &&
                   std::ranges::find(fact.worth.needs, needed.name) != fact.worth.needs.end();
        });
    }

    Lines told(const Fact& fact) const {
        const std::string indent(style_.width < 60 ? 4 : 6, ' ');
        Lines lines = name_of(fact, true);
        const auto add = [&](const Lines& more) {
            lines.insert(lines.end(), more.begin(), more.end());
        };
        for (const std::string& sentence : counted(fact.says)) add(paragraph(sentence, indent));
        if (const auto waiting = without_points(fact); waiting > 0)
            add(paragraph(
                fmt::format("Until it holds, {} no points.",
                            waiting == 1 ? "another fact, which does hold, earns"
                                         : fmt::format("{} other facts that hold earn", waiting)),
                indent));
        if (&fact == ended_in()) add(paragraph(text_or_default(), indent));
        for (const std::string& note : counted(fact.notes)) {
            Lines noted = paragraph("Note: " + note, indent);
            if (!noted.empty() && style_.colour)
                noted[0].replace(indent.size(), 5, paint("Note:", sgr::yellow, style_));
            add(noted);
        }
        return lines;
    }

    Lines warnings() const {
        if (verdict_.warnings.empty()) return {};
        Lines lines = messages(verdict_.warnings);
        lines.insert(lines.begin(), heading("The compiler warns:"));
        return lines;
    }

    Lines output() const {
        Lines all = lines_of(verdict_.output);
        if (all.empty()) return {};
        Lines lines{heading("What your program printed:")};
        // One line more than allowed takes no more room than saying so.
        const std::size_t shown = all.size() <= output_lines + 1 ? all.size() : output_lines;
        for (std::size_t i = 0; i < shown; ++i)
            lines.push_back(
                shorten_end("  " + harmless(all[i], style_), style_.width, style_.unicode));
        if (shown < all.size())
            lines.push_back(
                paint(fmt::format("  {} {} more lines", glyph(Glyph::ellipsis, style_.unicode),
                                  all.size() - shown),
                      sgr::faint, style_));
        return lines;
    }

    const Exercise& exercise_;
    const Verdict& verdict_;
    const std::filesystem::path& file_;
    const Style& style_;
    std::string name_;
    const Fact* failure_;
};

}  // namespace

VerdictText verdict_text(const Exercise& exercise, const Verdict& verdict,
                         const std::filesystem::path& file, const Style& style) {
    return Teller(exercise, verdict, file, style).tell();
}

Lines join(const std::vector<Lines>& parts) {
    Lines all;
    for (const Lines& part : parts) {
        if (part.empty()) continue;
        if (!all.empty()) all.emplace_back();
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

Lines picture_of(const Fact& fact, const Style& style) {
    Lines lines;
    if (style.words) {
        for (const std::string& paragraph : fact.words)
            for (std::string& line : wrap(clean(paragraph, style.unicode), style.width))
                lines.push_back(std::move(line));
        return lines;
    }
    for (const std::string& line : fact.picture)
        lines.push_back(shorten_end(timeline::redrawn(line, style), style.width, style.unicode));
    return lines;
}

Lines tell(const Exercise& exercise, const Verdict& verdict, const std::filesystem::path& file,
           const Style& style) {
    const VerdictText all = verdict_text(exercise, verdict, file, style);
    Lines head = all.title;
    for (const Lines* part : {&all.trouble, &all.before, &all.failure, &all.behind})
        head.insert(head.end(), part->begin(), part->end());
    return join({head, all.warnings, all.picture, all.output});
}

std::string shown(const std::filesystem::path& file) {
    std::error_code error;
    const std::string near = std::filesystem::relative(file, error).string();
    return error || near.empty() || near.starts_with("../..") ? file.string() : near;
}

std::string link(const std::filesystem::path& path, const std::string& text, const Style& style) {
    return terminal::file_link(std::filesystem::absolute(path).lexically_normal().string(), text,
                               style);
}

std::string progress_bar(std::size_t done, std::size_t all, const Style& style) {
    if (style.words) return fmt::format("{} of {} exercises done", std::min(done, all), all);
    constexpr std::size_t cells = 10;
    const std::size_t full = all == 0 ? 0 : std::min(done, all) * cells / all;
    const auto bar = [&](std::size_t length, Glyph which, std::string_view colour) {
        std::string out;
        for (std::size_t i = 0; i < length; ++i) out += glyph(which, style.unicode);
        return paint(out, colour, style);
    };
    return fmt::format("[{}{}] {} of {}", bar(full, Glyph::full_block, sgr::green),
                       bar(cells - full, Glyph::light_shade, sgr::faint), done, all);
}

}  // namespace coach

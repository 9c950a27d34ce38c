#include <coach/commands.hpp>

#include <coach/attempt.hpp>
#include <coach/course.hpp>
#include <coach/crash.hpp>
#include <coach/files.hpp>
#include <coach/mistake.hpp>
#include <coach/progress_line.hpp>
#include <coach/scratch.hpp>
#include <process/foreground.hpp>
#include <process/program.hpp>
#include <process/shell.hpp>
#include <process/surroundings.hpp>

#include <aio/run.hpp>
#include <fmt/format.h>
#include <terminal/glyphs.hpp>
#include <terminal/markdown.hpp>
#include <terminal/paint.hpp>
#include <terminal/width.hpp>
#include <terminal/wrap.hpp>
#include <timeline/tape_file.hpp>

#include <algorithm>

#include <unistd.h>

namespace coach {
namespace {

namespace fs = std::filesystem;

void print(const std::vector<std::string>& lines) {
    for (const std::string& line : lines) fmt::print("{}\n", line);
}

void print_wrapped(const std::string& text, const Style& style) {
    print(terminal::wrap(text, style.width));
}

std::string bold(const std::string& text, const Style& style) {
    return terminal::paint(text, terminal::sgr::bold, style);
}

// A folder that cannot be written, or a full disk, must not stop anybody from going on.
template <class F>
void remember(F save) {
    try {
        save();
    } catch (const Mistake& mistake) {
        fmt::print(stderr, "coach: this could not be saved: {}\n", mistake.what());
    }
}

// What it prints under simulated time; empty if it cannot run.
std::string picture_of(const Toolkit& toolkit, const Exercise& exercise, const fs::path& plugin,
                       const Style& style) {
    process::Command command{.args = {toolkit.host(exercise).string(), "--show", plugin.string(),
                                      exercise.check.string(), "--clock", "virtual", "--no-color"}};
    if (style.words) command.args.emplace_back("--words");
    const process::ProgramResult run = aio::run(process::run_program(std::move(command)));
    return run.succeeded() ? run.output : "";
}

}  // namespace

int init(const Toolkit& toolkit, const fs::path& folder, const Style& style) {
    const Workshop workshop = Workshop::make(toolkit, folder);
    const std::size_t count = toolkit.exercises().size();
    fmt::print("{} is your workshop, with {} exercise{}.\n", shown(workshop.folder()), count,
               count == 1 ? "" : "s");
    const std::string there = process::shell_path(shown(workshop.folder()));
    fmt::print("\n{}    ./coach watch\n\n", there == "." ? "" : "    cd " + there + "\n");
    if (const Exercise* next = workshop.next(toolkit))
        fmt::print("The file to edit: {}\n",
                   link(workshop.file(*next), shown(workshop.file(*next)), style));
    return 0;
}

namespace {

// "needs 01, 02 and 03"; empty if it needs none.
std::string needs_in_words(const std::set<std::string>& needs, bool in_sentence) {
    std::string text;
    for (std::size_t left = needs.size(); const std::string& number : needs) {
        const bool is_last = in_sentence && left == 1 && needs.size() > 1;
        text += (text.empty() ? "needs " : is_last ? " and " : in_sentence ? ", " : " ") + number;
        --left;
    }
    return text;
}

// Without those that others of them need anyway: of 01, 02, 10 and 14 only 14.
std::set<std::string> nearest(const Course& course, std::set<std::string> needs) {
    const std::set<std::string> all = needs;
    for (const std::string& one : all)
        for (const std::string& other : course.needs(one)) needs.erase(other);
    return needs;
}

// What is beside the names in the list: all of it if the lines are that long, or else only the
// nearest needs, or those alone.
enum class Beside { all, nearest, needs_alone };

std::string beside_name(const Course& course, const Exercise& exercise, Beside how) {
    std::set<std::string> needs = course.needs(exercise.number());
    if (how != Beside::all) needs = nearest(course, std::move(needs));
    const std::string text = needs_in_words(needs, false);
    if (how == Beside::needs_alone) return text;
    return fmt::format("{:10}  {}", course.is_on_fast_track(exercise.number()) ? "fast track" : "",
                       text);
}

Beside how_much_fits(const Course& course, const Toolkit& toolkit, int room) {
    for (const Beside how : {Beside::all, Beside::nearest})
        if (std::ranges::all_of(toolkit.exercises(), [&](const Exercise& one) {
                return terminal::columns_of(beside_name(course, one, how)) <= room;
            }))
            return how;
    return Beside::needs_alone;
}

std::string told_in_words(const Course& course, const Workshop& workshop, const Exercise& exercise,
                          bool is_current, const Style& style) {
    std::string line = link(workshop.file(exercise), exercise.name, style) +
                       (workshop.passed(exercise) ? ": passed" : ": open");
    if (course.is_on_fast_track(exercise.number())) line += ", on the fast track";
    if (const std::string needs = needs_in_words(course.needs(exercise.number()), true);
        !needs.empty())
        line += ", " + needs;
    return line + (is_current ? ", you are here" : "");
}

}  // namespace

std::vector<std::string> list_lines(const Toolkit& toolkit, const Workshop& workshop,
                                    const Exercise* current, const Style& style) {
    const Course course = Course::of(toolkit);
    std::size_t done = 0, longest = 0;
    for (const Exercise& exercise : toolkit.exercises()) {
        done += workshop.passed(exercise) ? 1 : 0;
        longest = std::max(longest, exercise.name.size());
    }
    std::vector<std::string> lines{progress_bar(done, toolkit.exercises().size(), style), ""};
    const Beside how = how_much_fits(course, toolkit, style.width - static_cast<int>(longest) - 6);
    for (const Exercise& exercise : toolkit.exercises()) {
        const bool is_current = current && current->name == exercise.name;
        if (style.words) {
            lines.push_back(told_in_words(course, workshop, exercise, is_current, style));
            continue;
        }
        const auto shown_if = [&](bool is_so, terminal::Glyph glyph) {
            return is_so ? terminal::glyph(glyph, style.unicode) : " ";
        };
        const std::string beside = std::string(longest - exercise.name.size() + 2, ' ') +
                                   beside_name(course, exercise, how);
        const std::string line =
            fmt::format("{} {} {}", shown_if(is_current, terminal::Glyph::arrow),
                        shown_if(workshop.passed(exercise), terminal::Glyph::check),
                        link(workshop.file(exercise), exercise.name, style));
        lines.push_back((is_current ? bold(line, style) : line) +
                        terminal::paint(beside.substr(0, beside.find_last_not_of(' ') + 1),
                                        terminal::sgr::faint, style));
    }
    return lines;
}

int list(const Toolkit& toolkit, const Workshop& workshop, const Style& style) {
    const Exercise* next = workshop.next(toolkit);
    print(list_lines(toolkit, workshop, next, style));
    fmt::print("\n");
    print_wrapped(
        "An exercise needs only what the lessons named beside it have shown. The fast track is the "
        "shortest way through the course.",
        style);
    if (next)
        fmt::print("\nNext: {}\n", link(workshop.file(*next), shown(workshop.file(*next)), style));
    else
        fmt::print("\nAll done. `./coach explain 01` tells what each was about.\n");
    return 0;
}

namespace {

// What the sanitizers say about a program that has passed; nothing if it is clean.
std::optional<Verdict> look_closely(const Toolkit& toolkit, const Workshop& workshop,
                                    const Exercise& exercise, const Verdict& passed,
                                    const Style& style) {
    if (!can_look_closely(toolkit)) return std::nullopt;
    if (isatty(STDOUT_FILENO) != 0) fmt::print("\n{}\n", looks_closer);
    std::fflush(stdout);  // so far it has passed, which is shown at once
    Verdict closer = aio::run(attempt(toolkit, exercise,
                                      {.source = workshop.file(exercise),
                                       .scratch = workshop.builds(),
                                       .seed = passed.seed,
                                       .width = style.width,
                                       .closely = true}));
    if (closer.what == What::passed) fmt::print("\n{}\n", looks_clean);
    if (closer.what != What::crashed) return std::nullopt;
    return closer;
}

}  // namespace

int check(const Toolkit& toolkit, Workshop& workshop, const Exercise& exercise,
          const CheckOptions& options, const Style& style) {
    const fs::path file = workshop.file(exercise);
    const Verdict verdict =
        aio::run(attempt(toolkit, exercise,
                         {.source = file,
                          .scratch = workshop.builds(),
                          .keep = workshop.passed_plugin(exercise),
                          .seed = options.seed,
                          .width = style.width,
                          .tapes = options.tape.empty() ? Tapes::none : Tapes::all,
                          .colour = style.colour}));
    if (verdict.what == What::unreadable)
        throw Mistake(fmt::format("{} `./coach reset {}` restores the exercise as it was.",
                                  verdict.text, exercise.number()));
    print(tell(exercise, verdict, file, style));
    if (!verdict.notice.empty()) fmt::print(stderr, "coach: {}\n", verdict.notice);
    if (!options.tape.empty()) timeline::write_tapes(options.tape, verdict.tapes);
    if (verdict.what == What::passed) {
        const std::optional<Verdict> closer =
            look_closely(toolkit, workshop, exercise, verdict, style);
        remember([&] { workshop.remember_passed(exercise, !closer); });
        if (closer) {
            fmt::print("\n{}\n\n", bold(passed_by_luck, style));
            print(tell(exercise, *closer, file, style));
            return 1;
        }
        fmt::print("\nWhat it was about: `./coach explain {}`\n", exercise.number());
        if (const Exercise* next = workshop.next(toolkit))
            fmt::print("\nNext: {}\n",
                       link(workshop.file(*next), shown(workshop.file(*next)), style));
        else
            fmt::print("\nThat was the last one: all exercises are done.\n");
        return 0;
    }
    fmt::print("\nStuck? `./coach hint {}`\n", exercise.number());
    return 1;
}

int run(const Toolkit& toolkit, const Workshop& workshop, const Exercise& exercise,
        const std::vector<std::string>& flags, const Style& style) {
    const fs::path file = workshop.file(exercise);
    const Scratch scratch({workshop.builds()});
    const fs::path plugin = scratch.folder() / "exercise.so";
    const Verdict verdict = [&] {
        const PassingLine said(fmt::format("compiling {}...", shown(file)), style);
        return aio::run(attempt(toolkit, exercise,
                                {.source = file,
                                 .scratch = scratch.folder(),
                                 .keep = plugin,
                                 .colour = style.colour,
                                 .only_compile = true}));
    }();
    if (verdict.what == What::unreadable) throw Mistake(verdict.text);
    if (verdict.what != What::passed) {
        print(tell(exercise, verdict, file, style));
        return 1;
    }
    std::vector<std::string> args{toolkit.host(exercise).string(), "--show", plugin.string(),
                                  exercise.check.string()};
    args.insert(args.end(), flags.begin(), flags.end());
    if (style.words) args.emplace_back("--words");
    std::fflush(stdout);
    const int status = process::run_in_foreground(
        std::move(args), process::variables({"PATH", "TERM", "COLORTERM", "NO_COLOR", "COLUMNS",
                                             "LINES", "LANG", "LC_ALL", "LC_CTYPE", "CI"}));
    if (const std::string end = end_of_program(status, {}); !end.empty())
        fmt::print(stderr, "{}: {}. `./coach check {}` says where.\n", exercise.name, end,
                   exercise.number());
    return process::shell_status(status);
}

int hint(const Toolkit&, Workshop& workshop, const Exercise& exercise, const Style& style) {
    const fs::path file = workshop.file(exercise).parent_path() / "hints.md";
    const std::vector<std::string> hints =
        hints_of(fs::exists(file) ? file : exercise.folder / "hints.md");
    const auto tell_one = [&](std::size_t i) {
        const auto end = std::min(hints[i].find('\n'), hints[i].size() - 1);
        fmt::print("{}\n",
                   bold(fmt::format("{}, hint {} of {}: {}", exercise.name, i + 1, hints.size(),
                                    terminal::harmless(hints[i].substr(0, end), style)),
                        style));
        print(terminal::markdown_lines(hints[i].substr(end + 1), style));
    };
    const auto seen = static_cast<std::size_t>(std::max(workshop.hints_shown(exercise), 0));
    if (seen < hints.size()) {
        tell_one(seen);
        remember([&] { workshop.remember_hint(exercise); });
        return 0;
    }
    for (std::size_t i = 0; i < hints.size(); ++i) {
        if (i > 0) fmt::print("\n");
        tell_one(i);
    }
    return 0;
}

int solution(const Toolkit&, const Workshop& workshop, const Exercise& exercise, bool force,
             const Style&) {
    if (!workshop.passed(exercise) && !force)
        throw Mistake(
            fmt::format("you have not passed {} yet. `./coach hint {}` helps; `./coach "
                        "solution {} --force` shows the solution anyway.",
                        exercise.name, exercise.number(), exercise.number()));
    const fs::path file = exercise.folder / "solution.cpp";
    const std::optional<std::string> text = text_if_there(file);
    if (!text)
        throw Mistake(fmt::format("this edition of the toolkit has no solutions: {} is not there.",
                                  file.string()));
    fmt::print("{}", *text);
    return 0;
}

int reset(const Toolkit&, Workshop& workshop, const Exercise& exercise, const Style& style) {
    const fs::path backup = workshop.reset(exercise);
    print_wrapped(backup.empty()
                      ? fmt::format("{} is as it was at first.", shown(workshop.file(exercise)))
                      : fmt::format("{} is as it was at first. What you had is kept in {}",
                                    shown(workshop.file(exercise)), shown(backup)),
                  style);
    return 0;
}

int explain(const Toolkit& toolkit, const Workshop& workshop, const Exercise& exercise, bool force,
            const Style& style) {
    if (!workshop.passed(exercise) && !force)
        throw Mistake(fmt::format(
            "the explanation would tell the answer: {} is not passed yet. `./coach hint {}` helps.",
            exercise.name, exercise.number()));
    fmt::print("{}\n\n", bold(exercise.name, style));
    print_wrapped(terminal::clean(exercise.insight, style.unicode), style);
    for (const auto& [title, plugin] :
         {std::pair{"As it was", exercise.shipped},
          std::pair{"As you made it", workshop.passed_plugin(exercise)}}) {
        const std::string text = picture_of(toolkit, exercise, plugin, style);
        if (text.empty()) continue;
        const auto body = text.find("\n\n");  // after the title, which is the same for both
        fmt::print("\n{}\n", bold(title, style));
        for (const std::string& line :
             terminal::lines_of(text.substr(body == text.npos ? 0 : body + 2)))
            fmt::print("{}\n", terminal::clean(line, style.unicode));
    }
    return 0;
}

}  // namespace coach

#include <book/lesson_page.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include <book/code_html.hpp>
#include <book/html.hpp>
#include <book/markdown.hpp>
#include <book/predict_html.hpp>
#include <book/staff_html.hpp>

namespace book {
namespace {

std::string file_of(const Lesson& lesson, const std::string& name) {
    return lesson.folder() + "/" + name;
}

std::string head(const Lesson& lesson) {
    return fmt::format(
        "<header class=opening><p class=number>Lesson {}</p>\n<h1>{}</h1>\n"
        "<p class=idea>{}</p></header>\n",
        lesson.number, html_of_words(lesson.title), html_of_words(lesson.idea));
}

using Blocks = std::set<std::pair<std::size_t, std::size_t>>;  // first and last lines

bool has_word(const std::string& line, const std::string& word) {
    const auto is_part = [&](std::size_t at) {
        return at < line.size() &&
               (std::isalnum(static_cast<unsigned char>(line[at])) || line[at] == '_');
    };
    for (auto at = line.find(word); at != line.npos; at = line.find(word, at + 1))
        if (!is_part(at - 1) && !is_part(at + word.size())) return true;
    return false;
}

bool mentions(const Block& block, const std::string& name) {
    return std::ranges::any_of(block.code,
                               [&](const std::string& line) { return has_word(line, name); });
}

// Adds what the shown blocks need, though nothing on a tape stands in it: a type, a constant,
// a function that is not a coroutine.
void add_needed(Blocks& shown, const Source& source) {
    for (bool grows = true; std::exchange(grows, false);)
        for (const Block& block : source.blocks) {
            const std::pair lines(block.first_line, block.last_line());
            if (block.name.empty() || block.name == "main" || shown.contains(lines)) continue;
            grows = std::ranges::any_of(shown, [&](const auto& other) {
                return mentions(*source.block_at(other.first), block.name);
            });
            if (!grows) continue;
            shown.insert(lines);
            break;
        }
}

bool asks_for_a_line(const Question& question) {
    return question.query.what == Query::What::next_line ||
           question.query.what == Query::What::longest_wait;
}

// What the reader has to know to predict it: the code that the questions are about,
// without the comments, which tell how it ends.
std::string program(const Lesson& lesson) {
    Blocks shown;
    const auto show = [&](const Target& target) {
        if (!target.lesson.empty() || !target.answer.empty()) return;
        for (const auto& lines : lines_shown(lesson.sections[target.section - 1].playable))
            shown.insert(lines);
    };
    show({});
    for (const Question& question : lesson.questions.questions) {
        show(question.target);
        if (asks_for_a_line(question))
            for (const Option& option : question.options) show(option.target);
    }
    add_needed(shown, lesson.source);
    return fmt::format(
        "<section class=program id=\"{0}-program\"><h2>The program</h2>\n{1}</section>\n",
        lesson.number, excerpt_html(lesson.source, {shown.begin(), shown.end()}));
}

std::string id_of(const Lesson& lesson, const Target& target) {
    for (const Companion& companion : lesson.companions)
        if (companion.target == target) return companion.playable.id;
    return lesson.sections[target.section - 1].playable.id;
}

std::string predict(const Lesson& lesson) {
    const std::string questions =
        questions_html(lesson.number, lesson.questions,
                       [&](const Target& target) { return id_of(lesson, target); });
    if (questions.empty()) return {};
    return fmt::format(
        "<section class=predict id=\"{}-predict\"><h2>Before it runs</h2>\n{}</section>\n",
        lesson.number, questions);
}

std::string gate(const Lesson& lesson) {
    if (lesson.questions.questions.empty()) return {};
    return "<p class=gate hidden>The run comes when you have answered. "
           "<button type=button>Show it now</button></p>\n";
}

// Which line of the one is which line of the other, and where their functions stand.
std::string twins_json(const Lesson& lesson) {
    nlohmann::ordered_json json{{"file", lesson.twin.file},
                                {"pairs", nlohmann::json::array()},
                                {"blocks", nlohmann::json::array()}};
    for (const auto& [cpp, python] : lesson.twin_lines) json["pairs"].push_back({cpp, python});
    for (const Block& block : lesson.source.blocks)
        if (const Block* twin = lesson.twin.block_called(block.name))
            json["blocks"].push_back({block.first_line, twin->first_line, twin->last_line()});
    return json.dump();
}

// What stands in the player's place where there is no script, and on paper.
std::string stills(const Lesson& lesson) {
    std::string out = "<div class=stills>\n";
    for (const Section& section : lesson.sections)
        out += "<figure class=still>\n" + section.svg + "</figure>\n";
    return out + "</div>\n";
}

std::string run(const Lesson& lesson) {
    std::vector<Playable> playables;
    std::string sources;
    for (const Section& section : lesson.sections) playables.push_back(section.playable);
    for (const Companion& companion : lesson.companions) {
        playables.push_back(companion.playable);
        sources += excerpt_html(companion.source, lines_shown(companion.playable));
    }
    return fmt::format(
        "<section class=run id=\"{0}-run\"><h2>Watch it run</h2>\n"
        "<div class=player data-lesson=\"{0}\"></div>\n"
        "<script type=\"application/json\" class=tapes>{1}</script>\n"
        "<script type=\"application/json\" class=twins>{2}</script>\n"
        "<div class=others hidden>{5}</div>\n{3}"
        "<details class=transcript><summary>What it prints</summary>\n<pre>{4}</pre></details>\n"
        "</section>\n",
        lesson.number, escaped_json(tapes_json(playables)), twins_json(lesson), stills(lesson),
        escaped(lesson.transcript), sources);
}

std::string why(const Lesson& lesson) {
    std::string out =
        fmt::format("<section class=why id=\"{}-why\"><h2>Why</h2>\n<dl>\n", lesson.number);
    for (const Section& section : lesson.sections)
        out += fmt::format("<dt>{}</dt><dd>{}</dd>\n", escaped(capitalised(section.playable.title)),
                           escaped(section.verdict));
    return out + "</dl></section>\n";
}

// A block's text, the block, and its twin: three cells of a row.
std::string row(const Block& block, const Lesson& lesson, const Block* twin) {
    return fmt::format("<div class=row><div class=prose>{}</div>{}{}</div>\n",
                       html_of_markdown(block.prose, lesson.source.file),
                       block_html(block, lesson.source),
                       twin ? block_html(*twin, lesson.twin) : std::string());
}

std::string python_alone(const Lesson& lesson) {
    std::vector<const Block*> blocks;
    for (const Block& block : lesson.twin.blocks)
        if (!lesson.source.block_called(block.name)) blocks.push_back(&block);
    if (blocks.empty()) return {};
    return "<details><summary>What only <code>lesson.py</code> has</summary>\n" +
           blocks_html(blocks, lesson.twin) + "</details>\n";
}

// The programs that a lesson shows to be wrong, with the line numbers that reports name.
std::string faulty(const Lesson& lesson) {
    if (lesson.faulty.blocks.empty()) return {};
    return "<details class=numbered><summary>The mistakes, in <code>faulty.cpp</code></summary>\n" +
           html_of_markdown(lesson.faulty.head, lesson.faulty.file) +
           blocks_html(all_of(lesson.faulty), lesson.faulty) + "</details>\n";
}

std::string source(const Lesson& lesson) {
    std::string out = fmt::format(
        "<section class=source id=\"{0}-source\"><h2>The source, block by block</h2>\n"
        "<div class=head>{1}</div>\n",
        lesson.number, html_of_markdown(lesson.source.head, lesson.source.file));
    std::string includes;
    for (const Block& block : lesson.source.blocks)
        if (block.prose.empty() && block.name.empty())
            includes += block_html(block, lesson.source);
        else
            out += row(block, lesson, lesson.twin.block_called(block.name));
    if (!includes.empty())
        out += "<details><summary>What it includes</summary>\n" + includes + "</details>\n";
    return out + python_alone(lesson) + faulty(lesson) + "</section>\n";
}

// Each is shown when it is asked for.
std::string hints(const Lesson& lesson) {
    std::string out;
    for (std::size_t at = lesson.hints.find("## "); at != std::string::npos;) {
        const std::size_t title_end = std::min(lesson.hints.find('\n', at), lesson.hints.size());
        const std::size_t next = lesson.hints.find("\n## ", title_end);
        const std::string text = lesson.hints.substr(
            title_end, next == std::string::npos ? std::string::npos : next - title_end);
        out += fmt::format("<details class=hint><summary>{}</summary>\n{}</details>\n",
                           escaped(lesson.hints.substr(at + 3, title_end - at - 3)),
                           html_of_markdown(text, file_of(lesson, "hints.md")));
        at = next == std::string::npos ? next : next + 1;
    }
    return out;
}

std::string exercise(const Lesson& lesson) {
    if (lesson.exercise.head.empty()) return {};
    return fmt::format(
        "<section class=exercise id=\"{0}-exercise\"><h2>Now you</h2>\n{1}"
        "<p>In the toolkit's folder, once:</p>\n"
        "<pre class=shell>make workshop DIR=$HOME/workshop</pre>\n"
        "<p>Then, in your workshop:</p>\n"
        "<pre class=shell>cd $HOME/workshop\n./coach watch {0}</pre>\n"
        "<p>The file to edit is <code>{2}/exercise.cpp</code>."
        "<span class=stuck> Stuck? One hint at a time:</span></p>\n"
        "{3}</section>\n",
        lesson.number, html_of_markdown(lesson.exercise.head, lesson.exercise.file), lesson.name,
        hints(lesson));
}

std::string neighbour(const Lesson* lesson, const Links& links, const char* which,
                      const char* word) {
    if (!lesson) return "<span></span>";
    return fmt::format("<a class={} rel={} href=\"{}\"><small>{}</small>{} {}</a>", which, which,
                       links.lesson(lesson->number), word, lesson->number,
                       html_of_words(lesson->title));
}

std::string onwards(const Neighbours& neighbours, const Links& links) {
    return fmt::format("<nav class=onwards aria-label=\"Lessons before and after\">{}{}</nav>\n",
                       neighbour(neighbours.before, links, "prev", "Before"),
                       neighbour(neighbours.after, links, "next", "Next"));
}

}  // namespace

std::string lesson_html(const Lesson& lesson, const Neighbours& neighbours, const Links& links) {
    return fmt::format("<article class=lesson id=\"{0}\" data-lesson=\"{0}\">\n", lesson.number) +
           head(lesson) + "<div class=ask>\n" + program(lesson) + predict(lesson) + "</div>\n" +
           gate(lesson) + "<div class=rest>\n" + run(lesson) + why(lesson) +
           (lesson.what_if ? what_if_html(*lesson.what_if, lesson.number) : std::string()) +
           schedules_html(lesson.schedules, lesson.number) + source(lesson) + exercise(lesson) +
           staff_html(lesson) + "</div>\n" + onwards(neighbours, links) + "</article>\n";
}

}  // namespace book

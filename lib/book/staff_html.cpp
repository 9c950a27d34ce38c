#include <book/staff_html.hpp>

#include <fmt/format.h>

#include <filesystem>

#include <book/code_html.hpp>
#include <book/html.hpp>
#include <book/markdown.hpp>

namespace book {
namespace {

std::string name_of(const Source& answer) {
    return std::filesystem::path(answer.file).filename().string();
}

std::string id_of(const Source& answer, const Lesson& lesson) {
    return lesson.number + "-" + slug_of(name_of(answer));
}

// teacher.md links to files beside it. Here, what is in them is on the same page.
std::string within_the_page(std::string markdown, const Lesson& lesson) {
    markdown =
        replaced(std::move(markdown), "](questions.md)", "](#" + lesson.number + "-predict)");
    for (const Source& answer : lesson.wrong_answers)
        markdown = replaced(std::move(markdown), "](" + name_of(answer) + ")",
                            "](#" + id_of(answer, lesson) + ")");
    return markdown;
}

// The link leads into the <details>, which opens for it.
std::string answer_html(const Source& answer, const Lesson& lesson) {
    return fmt::format(
        "<details><summary><code>{}</code></summary>\n<div id=\"{}\">{}{}</div></details>\n",
        escaped(name_of(answer)), id_of(answer, lesson), html_of_markdown(answer.head, answer.file),
        blocks_html(all_of(answer), answer));
}

}  // namespace

std::string staff_html(const Lesson& lesson) {
    if (lesson.teacher.empty()) return {};
    const Source solution = parse_source(lesson.folder() + "/solution.cpp", lesson.solution);
    std::string out = fmt::format(
        "<section class=teacher id=\"{}-teacher\">"
        "<h2>For the teacher</h2>\n{}<h3>A solution</h3>\n{}",
        lesson.number,
        html_of_markdown(within_the_page(lesson.teacher, lesson), lesson.folder() + "/teacher.md"),
        blocks_html(all_of(solution), solution));
    if (!lesson.wrong_answers.empty()) out += "<h3>Wrong answers</h3>\n";
    for (const Source& answer : lesson.wrong_answers) out += answer_html(answer, lesson);
    return out + "</section>\n";
}

}  // namespace book

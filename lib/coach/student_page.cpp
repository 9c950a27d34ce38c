#include <coach/digest.hpp>
#include <coach/gradebook_text.hpp>
#include <coach/page_html.hpp>
#include <coach/pages.hpp>
#include <coach/shortened.hpp>
#include <coach/shown_run.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace coach {
namespace {

constexpr std::size_t most_shown = 4000;  // bytes of what a program or the compiler printed

std::string fact_item(const Fact& fact) {
    const char* look = !fact.looked_at ? "open" : fact.holds ? "good" : "bad";
    std::string item = fmt::format("<li class=\"{}\">{}", look, html_text(fact.name));
    if (fact.looked_at && !fact.holds) {
        for (const std::string& one : fact.says) item += element("p", one);
        for (const std::string& one : fact.notes) item += element("p", one, "faint");
    }
    return item + "</li>\n";
}

// None, if none was checked.
std::string facts(const Verdict& verdict) {
    if (std::ranges::none_of(verdict.facts, &Fact::looked_at)) return {};
    std::string text = "<ul class=\"facts\">\n";
    for (const Fact& fact : verdict.facts) text += fact_item(fact);
    return text + "</ul>\n";
}

// Drawn, if there is a tape; the words are for readers who cannot see it.
std::string picture(const Verdict& verdict) {
    const Fact* fact = shown_fact(verdict);
    if (!fact) return {};
    const std::string svg = shown_picture(verdict);
    if (svg.empty())
        return fmt::format("<figure>\n<figcaption>Your run for “{}”</figcaption>\n{}</figure>\n",
                           html_text(fact->name), element("pre", joined_lines(fact->picture)));
    return fmt::format(
        "<figure>\n<figcaption>Your run</figcaption>\n"
        "<img alt=\"{}\" src=\"data:image/svg+xml;base64,{}\">\n</figure>\n",
        html_text(shortened(joined_lines(fact->words), most_shown)), base64(svg));
}

std::string printed(const Verdict& verdict) {
    if (verdict.output.empty()) return {};
    return fmt::format("<details>\n<summary>What your program printed</summary>\n{}</details>\n",
                       element("pre", shortened(verdict.output, most_shown)));
}

// What a teacher would ask about the mistake that it looks like; otherwise the first hint.
std::string asked(const Verdict& verdict, const PageMaterial& material) {
    std::vector<std::string> questions;
    for (const KnownMistake* one : looks_like(verdict, material))
        if (!one->question.empty() &&
            std::ranges::find(questions, one->question) == questions.end())
            questions.push_back(one->question);
    if (questions.empty()) return html_of_markdown(material.hint);
    std::string text;
    for (const std::string& one : questions) text += html_of_markdown(one);
    return text;
}

std::string look_again(const Gradebook::Column& column, const Gradebook::Entry& entry,
                       const PageMaterial& material) {
    if (!entry.verdict) return {};
    if (entry.passes()) return html_of_markdown(material.insight);
    return fmt::format(
        "<aside>\n<h3>What to look at again</h3>\n{}<p>The lesson is "
        "<code>lessons/{}/lesson.cpp</code>; <code>make lesson N={}</code> runs it, and "
        "<code>./coach hint {}</code> has more.</p>\n</aside>\n",
        asked(*entry.verdict, material), html_text(column.name), html_text(column.number()),
        html_text(column.number()));
}

std::string what_came(const Gradebook::Entry& entry) {
    if (!entry.verdict)
        return element("p", entry.why_not.empty() ? "This was not handed in." : entry.why_not);
    const Verdict& verdict = *entry.verdict;
    if (verdict.what == What::passed) return {};
    std::string text;
    if (verdict.what != What::failed)
        text = fmt::format("<p><b class=\"bad\">It {}.</b></p>\n{}",
                           html_text(kind_of(verdict.what).words),
                           element("pre", shortened(verdict.text, most_shown)));
    return text;
}

std::string exercise_section(const Gradebook::Column& column, const Gradebook::Entry& entry,
                             const PageMaterial& material) {
    std::string text = fmt::format("<h2>{} <span class=\"points\">{} of {} points</span></h2>\n",
                                   html_text(column.name), points(entry), column.points);
    const bool is_named_so = entry.file.ends_with("exercise.cpp");
    if (entry.is_handed_in())
        text +=
            element("p", entry.file + (is_named_so ? "" : ", checked as exercise.cpp"), "faint");
    text += what_came(entry);
    if (entry.verdict) {
        text += facts(*entry.verdict) + picture(*entry.verdict) + printed(*entry.verdict);
    }
    return text + look_again(column, entry, material);
}

}  // namespace

std::string student_page(const Gradebook& book, const Gradebook::Row& row,
                         const std::vector<PageMaterial>& material) {
    std::string body = element("h1", row.student);
    body += element("p", fmt::format("{} of {} points, {:.1f} %", points(row), points_of(book),
                                     percent(points(row), points_of(book))));
    for (std::size_t i = 0; i < row.entries.size(); ++i)
        body += exercise_section(book.columns[i], row.entries[i], material[i]);
    if (!row.unused.empty()) {
        body += "<h2>Files that were not used</h2>\n<ul>\n";
        for (const Unused& one : row.unused)
            body += element("li", fmt::format("{}: {}", one.file, one.why));
        body += "</ul>\n";
    }
    body += element("p",
                    fmt::format("Nine to Three {}. Every program was given the same delays "
                                "(seed {}).",
                                book.version, book.seed),
                    "faint");
    return html_page(row.student, body);
}

}  // namespace coach

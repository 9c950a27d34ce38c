#include <book/contents_page.hpp>

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include <book/html.hpp>
#include <book/markdown.hpp>
#include <book/trouble.hpp>

namespace book {
namespace {

struct Part {
    std::string_view first, title;
};
constexpr std::array parts = std::to_array<Part>(
    {{"01", "From nine to three"}, {"07", "One thing goes wrong"}, {"15", "Many at once"}});

// The heading of the part to which the lesson belongs.
std::string_view part_of(const Lesson& lesson) {
    std::string_view title;
    for (const Part& part : parts)
        if (lesson.number >= part.first) title = part.title;
    return title;
}

std::string list(const Lessons& lessons, const Links& links) {
    std::string out;
    std::string_view part;
    for (const auto& lesson : lessons) {
        if (part != part_of(*lesson)) {
            out += fmt::format("{}<h2>{}</h2>\n<ol class=lessons>\n", out.empty() ? "" : "</ol>\n",
                               part_of(*lesson));
            part = part_of(*lesson);
        }
        out += fmt::format(
            "<li><a href=\"{}\"><span class=number>{}</span><span><strong>{}</strong>"
            "<span class=idea>{}</span></span><span class=done data-of=\"{}\"></span></a></li>\n",
            links.lesson(lesson->number), lesson->number, html_of_words(lesson->title),
            html_of_words(lesson->idea), lesson->number);
    }
    return out + "</ol>\n";
}

// What the search looks through: the head of each lesson, and the text of each block.
std::string index_json(const Lessons& lessons, const Links& links) {
    auto index = nlohmann::ordered_json::array();
    for (const auto& lesson : lessons) {
        const std::string link = links.lesson(lesson->number);
        index.push_back({link, lesson->number + " " + lesson->title, lesson->source.head});
        for (const Block& block : lesson->source.blocks)
            if (!block.prose.empty())
                index.push_back({link, lesson->number + " " + block.name, block.prose});
    }
    return index.dump();
}

}  // namespace

std::string glossary_in(const std::string& readme) {
    const std::string heading = "\n## Words\n";
    const auto begin = readme.find(heading);
    if (begin == readme.npos)
        throw BookError("README.md: has no section \"Words\", from which the glossary is made");
    const auto text = begin + heading.size();
    return readme.substr(text, readme.find("\n## ", text) - text);
}

std::string contents_html(const Lessons& lessons, const std::string& glossary, const Links& links) {
    return fmt::format(
        "<article class=contents id=contents>\n<header class=opening><h1>Nine to Three</h1>\n"
        "<p class=idea>Three waits of three seconds take nine, or three. This book lets you "
        "predict which, watch it happen step by step, and step back.</p></header>\n"
        "<search class=search><label>Search <input type=search autocomplete=off></label>"
        "<ol class=found aria-live=polite></ol></search>\n"
        "{}<section class=progress hidden><h2>Your answers</h2><p class=told></p>"
        "<p><button type=button class=export>Save as a file</button> "
        "<button type=button class=reset>Forget them</button></p></section>\n"
        "<section class=words><h2>Words</h2>\n{}</section>\n"
        "<script type=\"application/json\" class=index>{}</script></article>\n",
        list(lessons, links), html_of_markdown(glossary, "README.md"),
        escaped_json(index_json(lessons, links)));
}

}  // namespace book

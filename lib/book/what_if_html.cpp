// The part of a lesson's page on which its figures are chosen: assets/what_if.js.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include <book/code_html.hpp>
#include <book/html.hpp>
#include <book/tape_json.hpp>
#include <book/what_if.hpp>

namespace book {
namespace {

std::string choice_html(const lesson::Choice& choice, const std::string& name) {
    std::string out = fmt::format("<fieldset><legend>{}</legend>", escaped(choice.name));
    std::size_t at = 0;
    for (const int value : choice.values)
        out +=
            fmt::format("<label><input type=radio name=\"{}\" value={}{}><span>{}{}</span></label>",
                        name, at++, value == choice.begin ? " checked" : "", value,
                        choice.unit.empty() ? "" : " " + escaped(choice.unit));
    return out + "</fieldset>\n";
}

std::string choices_html(const WhatIf& what_if, const std::string& number) {
    std::string out;
    for (std::size_t i = 0; i < what_if.choices.size(); ++i)
        out += choice_html(what_if.choices[i], fmt::format("if-{}-{}", number, i));
    return "<form class=figures>\n" + out + "</form>\n";
}

std::vector<Playable> playables_of(const WhatIf& what_if) {
    std::vector<Playable> out;
    for (const Case& one : what_if.cases)
        for (std::size_t i = 0; i < one.tapes.size(); ++i)
            out.push_back({fmt::format("if-{}-{}", slug_of(one.words), i + 1),
                           fmt::format("{}, {}", one.words, what_if.variants[i]), one.tapes[i],
                           &what_if.played, false});
    return out;
}

std::string data_html(const WhatIf& what_if, const std::vector<Playable>& playables) {
    nlohmann::ordered_json json{{"variants", what_if.variants.size()}};
    for (const lesson::Choice& choice : what_if.choices)
        json["choices"].push_back(choice.values.size());
    for (const Case& one : what_if.cases) json["sentences"].push_back(sentence_of(one, what_if));
    return fmt::format(
        "<script type=\"application/json\" class=cases>{}</script>\n"
        "<script type=\"application/json\" class=case-tapes>{}</script>\n",
        escaped_json(json.dump()), escaped_json(tapes_json(playables)));
}

std::string table_html(const WhatIf& what_if) {
    std::string head = "<th></th>", rows;
    for (const std::string& variant : what_if.variants)
        head += fmt::format("<th scope=col>{}</th>", escaped(variant));
    for (const lesson::Told& told : what_if.told)
        head += fmt::format("<th scope=col>{}</th>", escaped(told.words));
    for (const Case& one : what_if.cases) {
        rows += fmt::format("<tr><th scope=row>{}</th>", escaped(one.words));
        for (const std::string& value : one.elapsed) rows += "<td>" + escaped(value) + "</td>";
        for (const std::string& value : one.told) rows += "<td>" + escaped(value) + "</td>";
        rows += "</tr>\n";
    }
    return fmt::format(
        "<details class=all-cases open><summary>All {}</summary>\n"
        "<table><thead><tr>{}</tr></thead><tbody>\n{}</tbody></table></details>\n",
        what_if.cases.size(), head, rows);
}

}  // namespace

std::string what_if_html(const WhatIf& what_if, const std::string& number) {
    const std::vector<Playable> playables = playables_of(what_if);
    std::string sources;
    if (what_if.played.file == what_if.file)  // the page has the lesson's own
        for (std::size_t i = 0; i < what_if.variants.size(); ++i)
            sources += excerpt_html(what_if.played, lines_shown(playables[i]));
    return fmt::format(
        "<section class=what-if id=\"{}-what-if\"><h2>{}</h2>\n{}"
        "<p class=told role=status></p>\n<div class=player></div>\n"
        "<div class=others hidden>{}</div>\n{}{}</section>\n",
        number, escaped(what_if.title), choices_html(what_if, number), sources,
        data_html(what_if, playables), table_html(what_if));
}

}  // namespace book

#include <coach/gradebook_text.hpp>

#include <coach/gradebook.hpp>
#include <coach/shortened.hpp>
#include <terminal/escapes.hpp>
#include <terminal/width.hpp>
#include <terminal/wrap.hpp>
#include <timeline/xml.hpp>

#include <algorithm>
#include <utility>

namespace coach {
namespace {

constexpr std::size_t most_message = 4000;  // bytes; the text after it has everything

}  // namespace

std::string clean_lines(const std::string& text) {
    std::string all;
    for (const std::string& line : terminal::lines_of(text))
        all += (all.empty() ? "" : "\n") + terminal::clean(terminal::without_escapes(line), true);
    return all;
}

std::string joined_lines(const std::vector<std::string>& lines) {
    std::string all;
    for (const std::string& line : lines)
        if (!line.empty()) all += (all.empty() ? "" : "\n") + line;
    return all;
}

std::string xml_text(const std::string& text) {
    return std::string(timeline::xml_escaped(clean_lines(text)));
}

std::string xml_attribute(const std::string& text) {
    std::string out;
    for (const char c : xml_text(text)) c == '\n' ? out += "&#10;" : out += c;
    return out;
}

std::vector<Case> cases_of(const Verdict& verdict, const std::vector<std::string>& facts) {
    std::vector<Case> cases;
    const Kind& kind = kind_of(verdict.what);
    bool told = false;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        const Fact fact = i < verdict.facts.size() ? verdict.facts[i] : Fact{.name = facts[i]};
        Case one{.name = fact.name, .seconds = fact.seconds};
        if (fact.looked_at && !fact.holds) {
            one.element = "failure";
            one.type = "fact";
            one.message = shortened(joined_lines(fact.says), most_message);
            one.text = joined_lines(
                {joined_lines(fact.says), joined_lines(fact.notes), joined_lines(fact.picture)});
        } else if (!fact.looked_at) {
            one.element = "error";
            one.type = kind.name;
            one.message = told ? std::string("not looked at: ") + kind.words : sentence(verdict);
            if (!std::exchange(told, true)) one.text = verdict.text;
        }
        cases.push_back(std::move(one));
    }
    const bool seems_fine =
        std::ranges::all_of(cases, [](const Case& one) { return one.element.empty(); });
    if (verdict.what != What::passed && seems_fine)
        cases.push_back({.name = "the program ends as it should",
                         .element = "error",
                         .type = kind.name,
                         .message = sentence(verdict),
                         .text = verdict.text});
    return cases;
}

}  // namespace coach

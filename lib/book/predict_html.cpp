#include <book/predict_html.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include <book/html.hpp>
#include <book/markdown.hpp>

namespace book {
namespace {

// FNV-1a: the same on every machine, and an order in which no reader sees a pattern.
std::uint64_t shuffled(const std::string& text) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return hash;
}

// In a questions.md the right option often stands first.
std::vector<const Option*> in_another_order(const Question& question) {
    std::vector<const Option*> options;
    for (const Option& option : question.options) options.push_back(&option);
    std::ranges::sort(options, {}, [](const Option* option) { return shuffled(option->text); });
    return options;
}

std::string option_html(const std::string& id, std::size_t number, const Option& option) {
    return fmt::format("<label><input type=radio name=\"q{}\" value={}><span>{}</span></label>\n",
                       id, number, html_of_words(option.text));
}

std::string answer_html(std::size_t number, const Option& option, const IdOf& id_of) {
    const std::string why = option.why.empty() ? "" : ": " + option.why;
    return fmt::format("<li data-option={}{} data-plays=\"{}\">{}</li>\n", number,
                       option.is_right ? " data-right" : "",
                       option.is_right ? std::string() : id_of(option.target),
                       html_of_words("**" + option.text + "**" + why));
}

std::string question_html(const std::string& id, const Question& question, const std::string& file,
                          const IdOf& id_of) {
    std::string options, answers;
    std::size_t number = 0;
    for (const Option* option : in_another_order(question)) {
        options += option_html(id, number, *option);
        answers += answer_html(number, *option, id_of);
        ++number;
    }
    return fmt::format(
        "<form class=question data-question=\"{}\"><fieldset><legend>{}</legend>\n{}"
        "<div class=options>{}</div></fieldset>\n"
        "<details class=answers><summary>The answers</summary>\n<ul>{}</ul>"
        "</details></form>\n",
        id, html_of_words(question.title), html_of_markdown(question.text, file), options, answers);
}

}  // namespace

std::string questions_html(const std::string& lesson, const Questions& questions,
                           const IdOf& id_of) {
    std::string out;
    std::size_t number = 0;
    for (const Question& question : questions.questions)
        out +=
            question_html(fmt::format("{}-{}", lesson, ++number), question, questions.file, id_of);
    return out;
}

}  // namespace book

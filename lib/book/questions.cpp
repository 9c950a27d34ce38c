#include <book/questions.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <regex>
#include <span>
#include <utility>

namespace book {
namespace {

constexpr std::size_t largest_file = 1 << 20;
// Of any line, and of an option with all of its lines: std::regex recurses for each character.
constexpr std::size_t longest_line = 4000;

struct Line {
    std::size_t number = 0;
    std::string text;
};

[[noreturn]] void fail(const std::string& file, std::size_t line, const std::string& what) {
    throw QuestionError(fmt::format("{}:{}: {}", file, line, what));
}

std::vector<Line> lines_of(std::string_view text) {
    std::vector<Line> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.remove_suffix(1);
        lines.push_back({lines.size() + 1, std::string(line)});
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

bool is_fence(const std::string& line) { return line.starts_with("```"); }

// "delay 2, main" for "`delay 2`, **main**".
std::string without_marks(std::string text) {
    std::erase(text, '`');
    for (std::size_t at; (at = text.find("**")) != text.npos;) text.erase(at, 2);
    return text;
}

// What "(...)" names behind a wrong option, or nothing if it is something else.
std::optional<Target> target_in(const std::string& text) {
    static const std::regex form(
        R"((?:lesson (\d\d)|(wrong_[a-z0-9_]+)\.cpp)?(?:, )?(?:section ([1-9]\d?))?)");
    std::smatch found;
    if (text.empty() || !std::regex_match(text, found, form)) return std::nullopt;
    Target target;
    target.lesson = found[1];
    target.answer = found[2];
    if (found[3].matched) target.section = std::stoul(found[3]);
    return target.text() == text ? std::optional(target) : std::nullopt;
}

// Takes "[value]" from the end of an option's text.
std::string take_value(std::string& text) {
    static const std::regex form(R"(^(.*\S) \[([^\[\]]+)\]$)");
    std::smatch found;
    if (!std::regex_match(text, found, form)) return without_marks(text);
    std::string value = found[2];
    text = found[1].str();
    return value;
}

class Parser {
public:
    Parser(std::string file, std::string_view text) : lines_(lines_of(text)) {
        all_.file = std::move(file);
    }

    Questions parse() {
        std::vector<Line> part;
        bool is_code = false;
        for (const Line& line : lines_) {
            if (line.text.size() > longest_line) fail_at(line, "the line is too long");
            if (is_fence(line.text)) is_code = !is_code;
            const bool begins = !is_code && line.text.starts_with("## ");
            if (begins && !part.empty()) all_.questions.push_back(question_of(part));
            if (begins) part.clear();
            if (begins || !part.empty()) part.push_back(line);
        }
        if (part.empty()) fail(all_.file, 1, "there is no question: one begins with `## `");
        all_.questions.push_back(question_of(part));
        return std::move(all_);
    }

private:
    Question question_of(const std::vector<Line>& part);
    void read_computed(Question&, const Line&) const;
    Option option_of(const Line&) const;
    void require_sound(const Question&) const;
    [[noreturn]] void fail_at(const Line& line, const std::string& what) const {
        fail(all_.file, line.number, what);
    }

    std::vector<Line> lines_;
    Questions all_;
};

// Its title, its text, "Computed:", its options; an option goes on in lines with an indent.
Question Parser::question_of(const std::vector<Line>& part) {
    Question question;
    question.line = part.front().number;
    question.title = part.front().text.substr(3);
    std::vector<Line> options;
    bool is_computed = false;
    for (const Line& line : std::span(part).subspan(1)) {
        if (line.text.starts_with("Computed:")) {
            if (is_computed) fail_at(line, "the question has a second `Computed:`");
            is_computed = true;
            read_computed(question, line);
        } else if (!is_computed) {
            question.text += line.text + "\n";
        } else if (line.text.starts_with("- ")) {
            options.push_back({line.number, line.text.substr(2)});
        } else if (line.text.starts_with("  ") && !options.empty()) {
            options.back().text += line.text.substr(1);
        } else if (!line.text.empty()) {
            fail_at(line, "after `Computed:` only options may follow, as `- ...`");
        }
    }
    if (!is_computed)
        fail_at(part.front(), "the question has no line `Computed: QUERY of section 1`");
    for (const Line& line : options) {
        if (line.text.size() > longest_line) fail_at(line, "the option is too long");
        question.options.push_back(option_of(line));
    }
    for (Option& option : question.options)
        if (option.is_right) option.target = question.target;
    const auto first = question.text.find_first_not_of('\n');
    const auto last = question.text.find_last_not_of('\n');
    question.text =
        first == question.text.npos ? "" : question.text.substr(first, last + 1 - first);
    require_sound(question);
    return question;
}

void Parser::read_computed(Question& question, const Line& line) const {
    static const std::regex form(R"(Computed: (.+) of section ([1-9]\d?))");
    std::smatch found;
    if (!std::regex_match(line.text, found, form))
        fail_at(line, "write `Computed: QUERY of section 1`");
    try {
        question.query = parse_query(found[1].str());
    } catch (const QueryError& error) {
        fail_at(line, error.what());
    }
    question.target.section = std::stoul(found[2]);
}

// "**TEXT** [VALUE]: WHY" or "TEXT [VALUE] (TARGET): WHY".
Option Parser::option_of(const Line& line) const {
    static const std::regex right(R"(\*\*(.+?)\*\*( \[[^\[\]]+\])?(?:: (.+))?)");
    static const std::regex wrong(R"((.+?) \(([^()]+)\): (.+))");
    Option option;
    option.line = line.number;
    std::smatch found;
    if (line.text.starts_with("**")) {
        if (!std::regex_match(line.text, found, right))
            fail_at(line, "write the right option as `- **text** [value]: why`");
        option.is_right = true;
        option.text = found[1].str() + found[2].str();
        option.why = found[3];
    } else {
        // A text may have parentheses of its own: the target is the first that names a program.
        auto begin = line.text.cbegin();
        std::optional<Target> target;
        while (!target && std::regex_search(begin, line.text.cend(), found, wrong)) {
            target = target_in(found[2]);
            begin = found[2].second;
        }
        if (!target)
            fail_at(line,
                    "a wrong option names a program that behaves like that: write "
                    "`- text (wrong_name.cpp): why`, or `(section 2)`");
        option.text =
            line.text.substr(0, static_cast<std::size_t>(found[2].first - line.text.cbegin()) - 2);
        option.target = *target;
        option.why = found[3];
    }
    option.value = take_value(option.text);
    return option;
}

void Parser::require_sound(const Question& question) const {
    const auto fail_here = [&](const std::string& what) { fail(all_.file, question.line, what); };
    const auto rights = std::ranges::count(question.options, true, &Option::is_right);
    if (question.options.size() < 2) fail_here("the question needs two options or more");
    if (rights == 0) fail_here("the question has no right option: `- **text**`");
    if (rights > 1) fail_here(fmt::format("the question has {} right options", rights));
    for (std::size_t i = 0; i < question.options.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (question.options[i].value == question.options[j].value)
                fail(all_.file, question.options[i].line,
                     fmt::format("`{}` is an option already", question.options[i].value));
}

// What the tape says, if that is not the option's value.
std::string mistake_in(const Option& option, const Query& query, const TapesOf& tapes_of,
                       const std::filesystem::path& root) {
    try {
        const std::vector<timeline::Tape> tapes = tapes_of(option.target);
        if (option.target.section > tapes.size())
            return fmt::format("({}) is not there: it has {} sections", option.target.text(),
                               tapes.size());
        const std::string value = value_of(query, tapes[option.target.section - 1], root);
        if (value == option.value) return {};
        return fmt::format("`{}` of ({}) is `{}`, not `{}`", query.text, option.target.text(),
                           value, option.value);
    } catch (const std::exception& error) {
        return fmt::format("`{}` of ({}): {}", query.text, option.target.text(), error.what());
    }
}

}  // namespace

std::string Target::text() const {
    const std::string program = !lesson.empty()   ? "lesson " + lesson
                                : !answer.empty() ? answer + ".cpp"
                                                  : "";
    if (program.empty()) return fmt::format("section {}", section);
    return answer.empty() || section > 1 ? fmt::format("{}, section {}", program, section)
                                         : program;
}

Questions parse_questions(std::string file, std::string_view text) {
    if (text.size() > largest_file) fail(file, 1, "the file is larger than 1 MiB");
    return Parser(std::move(file), text).parse();
}

Questions read_questions(const std::filesystem::path& folder) {
    const std::filesystem::path path = folder / "questions.md";
    std::ifstream stream(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    const std::string file = (folder.filename() / "questions.md").string();
    if (!stream) throw QuestionError(file + ": cannot be read");
    Questions all = parse_questions(file, text);
    for (const Question& question : all.questions)
        for (const Option& option : question.options)
            if (const std::string& answer = option.target.answer;
                !answer.empty() && !std::filesystem::exists(folder / (answer + ".cpp")))
                fail(file, option.line, fmt::format("there is no {}.cpp in this folder", answer));
    return all;
}

std::vector<std::string> check_questions(const Questions& all, const TapesOf& tapes_of,
                                         const std::filesystem::path& root) {
    std::vector<std::string> mistakes;
    for (const Question& question : all.questions)
        for (const Option& option : question.options)
            if (const auto mistake = mistake_in(option, question.query, tapes_of, root);
                !mistake.empty())
                mistakes.push_back(fmt::format("{}:{}: {}", all.file, option.line, mistake));
    return mistakes;
}

}  // namespace book

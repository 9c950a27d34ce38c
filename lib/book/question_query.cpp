#include <book/question_query.hpp>

#include <fmt/format.h>

#include <array>
#include <regex>
#include <utility>

namespace book {
namespace {

using What = Query::What;

// What stands behind a query's words.
enum class Takes { nothing, maybe_part, task, event };

struct Form {
    std::string_view words;
    What what;
    Takes takes;
};

// A form whose words begin like another's stands before it.
constexpr std::array forms{
    Form{"elapsed", What::elapsed, Takes::nothing},
    Form{"time of", What::time, Takes::event},
    Form{"order of starts", What::starts, Takes::nothing},
    Form{"order of ends", What::ends, Takes::nothing},
    Form{"notes", What::notes, Takes::maybe_part},
    Form{"speakers", What::speakers, Takes::maybe_part},
    Form{"ready queue after", What::ready_queue, Takes::event},
    Form{"next task after", What::next_task, Takes::event},
    Form{"next line after", What::next_line, Takes::event},
    Form{"longest wait of", What::longest_wait, Takes::task},
    Form{"fate of", What::fate, Takes::task},
    Form{"number of tasks at once", What::tasks_at_once, Takes::nothing},
    Form{"number of tasks", What::tasks, Takes::nothing},
    Form{"number of connections", What::connections, Takes::nothing},
    Form{"number of coroutines never awaited", What::never_awaited, Takes::nothing},
    Form{"reason", What::reason, Takes::nothing},
};

constexpr std::array<std::pair<std::string_view, Happening::What>, 7> happenings{{
    {"is created", Happening::What::is_created},
    {"begins", Happening::What::begins},
    {"says", Happening::What::says},
    {"waits", Happening::What::waits},
    {"goes on", Happening::What::goes_on},
    {"is cancelled", Happening::What::is_cancelled},
    {"ends", Happening::What::ends},
}};

// What stands between quotes, if that is all.
std::optional<std::string> unquoted(const std::string& text) {
    static const std::regex form("\"([^\"]+)\"");
    std::smatch found;
    if (!std::regex_match(text, found, form)) return std::nullopt;
    return found[1];
}

std::optional<TaskName> parse_task(const std::string& text) {
    static const std::regex form("main|task ([1-9]\\d{0,3})");
    std::smatch found;
    if (const auto name = unquoted(text)) return TaskName{*name, 0};
    if (!std::regex_match(text, found, form)) return std::nullopt;
    if (found[1].matched) return TaskName{"", std::stoul(found[1])};
    return TaskName{"main", 0};
}

Happening parse_happening(const std::string& text) {
    static const std::regex form(
        R"re((main|task \d+|"[^"]+") (is created|begins|says|waits|goes on|is cancelled|ends)(?: "([^"]+)")?(?: #([1-9]\d{0,3}))?)re");
    std::smatch found;
    const bool fits = std::regex_match(text, found, form);
    const auto task = fits ? parse_task(found[1]) : std::nullopt;
    if (!task || (found[2] == "says") != found[3].matched)
        throw QueryError(fmt::format(
            "`{}` is not an event; write `main waits`, `main says \"...\"`, or with is created, "
            "begins, goes on, is cancelled or ends",
            text));
    Happening event;
    event.task = *task;
    event.text = found[3];
    for (const auto& [words, what] : happenings)
        if (found[2].str() == words) event.what = what;
    if (found[4].matched) event.count = std::stoul(found[4]);
    return event;
}

// `text` is what stands behind the words.
Query parse_as(const Form& form, const std::string& text) {
    const auto refuse = [&](std::string_view advice) {
        return QueryError(fmt::format("`{}` cannot stand behind `{}`{}", text, form.words, advice));
    };
    Query query;
    query.what = form.what;
    if (form.takes == Takes::event) {
        query.event = parse_happening(text);
    } else if (form.takes == Takes::task) {
        const auto task = parse_task(text);
        if (!task) throw refuse("; write `main`, `task 1` or a name in quotes");
        query.task = *task;
    } else if (!text.empty()) {
        const auto part = unquoted(text);
        if (form.takes == Takes::nothing) throw refuse("");
        if (!part) throw refuse("; write it in quotes");
        query.part = *part;
    }
    return query;
}

}  // namespace

Query parse_query(std::string_view text) {
    for (const Form& form : forms) {
        const std::size_t length = form.words.size();
        if (!text.starts_with(form.words)) continue;
        if (text.size() > length && text[length] != ' ') continue;
        Query query = parse_as(form, std::string(text.substr(std::min(text.size(), length + 1))));
        query.text = text;
        return query;
    }
    std::string known;
    for (const Form& form : forms)
        known += fmt::format("{}{}", known.empty() ? "" : ", ", form.words);
    throw QueryError(fmt::format("`{}` is not a query; known are: {}", text, known));
}

QuestionKind kind_of(const Query& query) {
    switch (query.what) {
        case What::elapsed:
        case What::time:
            return QuestionKind::how_long;
        case What::starts:
        case What::ends:
        case What::notes:
        case What::speakers:
        case What::ready_queue:
        case What::next_task:
        case What::next_line:
        case What::longest_wait:
            return QuestionKind::order_or_line;
        case What::reason:
            return QuestionKind::why;
        case What::fate:
        case What::tasks:
        case What::tasks_at_once:
        case What::connections:
        case What::never_awaited:
            break;
    }
    return QuestionKind::other;
}

}  // namespace book

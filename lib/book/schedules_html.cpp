// The section in which the reader is the scheduler: its data for scheduler.js, and what is
// there without a script, and on paper.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include <book/code_html.hpp>
#include <book/html.hpp>
#include <book/markdown.hpp>
#include <book/schedules.hpp>

namespace book {
namespace {

using nlohmann::ordered_json;
using timeline::Event;
using Kind = Event::Kind;

// --- For the script ----------------------------------------------------------

// [events, [values], [ready tasks], [branches]], or [events, [values], failed] at an end.
ordered_json node_json(const ScheduleNode& node) {
    ordered_json json{node.events, node.shown};
    if (node.ready.empty()) {
        json.push_back(node.failed ? 1 : 0);
        return json;
    }
    json.push_back(node.ready);
    json.push_back(ordered_json::array());
    for (const ScheduleNode& branch : node.branches) json.back().push_back(node_json(branch));
    return json;
}

// Where the coroutines begin: a task that has not run stands there.
ordered_json starts_json(const ScheduleTree& tree, const Source& source) {
    ordered_json starts = ordered_json::object();
    for (const timeline::Place& place : tree.playable.tape.places)
        if (place.line == 0 && place.file == source.file)
            if (const Block* block = source.block_called(place.function))
                starts[std::string(place.function)] = block->first_line;
    return starts;
}

std::string trees_json(const Schedules& schedules) {
    ordered_json json{{"goal", schedules.goal}, {"trees", ordered_json::array()}};
    for (const ScheduleTree& tree : schedules.trees)
        json["trees"].push_back({{"labels", tree.labels},
                                 {"starts", starts_json(tree, schedules.played)},
                                 {"schedules", tree.schedules},
                                 {"failed", tree.failed},
                                 {"root", node_json(tree.root)}});
    return json.dump();
}

std::string tapes_of(const Schedules& schedules) {
    std::vector<Playable> playables;
    for (const ScheduleTree& tree : schedules.trees) playables.push_back(tree.playable);
    return tapes_json(playables);
}

// --- Without it --------------------------------------------------------------

// "lose an update" -> "loses an update".
std::string of_one(const std::string& goal) {
    return std::string(goal).insert(std::min(goal.find(' '), goal.size()), "s");
}

// "later 1, later 2 and later 3".
std::string listed(const std::vector<std::string>& names) {
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i)
        out += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
    return out;
}

// One way through a tree that comes out wrong, in words: what was ready, what ran, and
// what the tasks said until several were ready again.
class FailingWay {
public:
    explicit FailingWay(const ScheduleTree& tree) : tape_(tree.playable.tape) {
        take_events(tree.root);
        walk(tree.root);
    }
    [[nodiscard]] std::string html() const {
        std::string out;
        for (const std::string& step : steps_) out += "<li>" + step + "</li>\n";
        return "<ol>\n" + out + "</ol>\n";
    }

private:
    static bool fails(const ScheduleNode& node) {
        return node.failed || std::ranges::any_of(node.branches, fails);
    }
    void walk(const ScheduleNode& node) {
        const auto found = std::ranges::find_if(node.branches, fails);
        if (found == node.branches.end()) return;
        std::vector<std::string> names;
        for (const std::uint32_t task : node.ready) names.push_back(names_[task]);
        const auto way = static_cast<std::size_t>(found - node.branches.begin());
        const std::string head =
            fmt::format("{} s: {} are ready, and {} runs", seconds_, listed(names), names[way]);
        const std::string said = take_events(*found);
        steps_.push_back(escaped(head + (said.empty() ? "." : ": " + said + ".")));
        walk(*found);
    }
    std::string take_events(const ScheduleNode& node) {
        std::string said;
        for (std::size_t i = node.first_event; i < node.first_event + node.events; ++i) {
            const Event& event = tape_.events[i];
            const std::string& text = tape_.texts[event.text];
            seconds_ = std::chrono::duration<double>(event.when.time_since_epoch()).count();
            if (event.kind == Kind::created || event.kind == Kind::renamed)
                names_[event.task] = text;
            if (event.kind == Kind::note)
                said += fmt::format("{}{} {}", said.empty() ? "" : "; ", names_[event.task], text);
            if (event.kind == Kind::deadlock)
                said += std::string(said.empty() ? "" : "; ") + "nobody can ever run again";
        }
        return said;
    }

    const timeline::Tape& tape_;
    std::map<std::uint32_t, std::string> names_;
    std::vector<std::string> steps_;
    double seconds_ = 0;
};

std::string told(const ScheduleTree& tree, const std::string& goal) {
    const std::string title = escaped(capitalised(tree.playable.title));
    if (tree.failed == 0)
        return fmt::format("<p>{}: all {} schedules tried, none {}.</p>\n", title, tree.schedules,
                           escaped(of_one(goal)));
    return fmt::format("<p>{}: {} of {} schedules {}. This is one of them:</p>\n{}", title,
                       tree.failed, tree.schedules, escaped(goal), FailingWay(tree).html());
}

std::string still(const Schedules& schedules, bool is_elsewhere) {
    std::string out =
        "<div class=stills>\n<p class=without-script>To choose, you need JavaScript. One way "
        "to do it is below, step by step.</p>\n";
    if (!is_elsewhere) {
        std::set<std::pair<std::size_t, std::size_t>> shown;
        for (const ScheduleTree& tree : schedules.trees)
            for (const auto& lines : lines_shown(tree.playable)) shown.insert(lines);
        out += excerpt_html(schedules.played, {shown.begin(), shown.end()});
    }
    for (const ScheduleTree& tree : schedules.trees) out += told(tree, schedules.goal);
    return out + "</div>\n";
}

}  // namespace

std::string schedules_html(const Schedules& schedules, const std::string& number) {
    if (schedules.trees.empty()) return {};
    const bool is_elsewhere = schedules.played.file != schedules.source.file;
    return fmt::format(
        "<section class=schedules id=\"{0}-schedules\"><h2>You are the scheduler</h2>\n{1}"
        "<div class=\"player scheduler\"></div>\n"
        "<script type=\"application/json\" class=scheduled>{2}</script>\n"
        "<script type=\"application/json\" class=trees>{3}</script>\n{4}</section>\n",
        number, html_of_markdown(schedules.source.head, schedules.source.file),
        escaped_json(tapes_of(schedules)), escaped_json(trees_json(schedules)),
        still(schedules, is_elsewhere));
}

}  // namespace book

#include <lesson/observer.hpp>

#include <aio/extend.hpp>

#include <string_view>

namespace lesson {
namespace {

// Who reads more rows? Finding the new task takes as long as there are tasks.
constexpr std::uint64_t most_named = 200;

// "aio::Coroutine<int> fetch(int)" -> "fetch"; empty for a lambda.
std::string_view name_of(std::string_view function) {
    const bool lambda = function.find("lambda") != function.npos ||
                        function.find("anonymous class") != function.npos;
    if (lambda) return {};
    for (const std::string_view unnamed : {"(anonymous namespace)::", "{anonymous}::"})
        if (const auto at = function.find(unnamed); at != function.npos)
            function.remove_prefix(at + unnamed.size());
    function = function.substr(0, function.find('('));
    return function.substr(function.find_last_of(" :") + 1);
}

bool is_default_name(std::string_view name) { return name.starts_with("Task-"); }

}  // namespace

void Observer::on_event(const aio::TraceEvent& event) {
    if (event.what != aio::EventKind::created) return recorder_.on_event(event);
    aio::TraceEvent named = event;
    name_new_task(named);
    recorder_.on_event(named);
    if (begun_) std::exchange(begun_, nullptr)();
}

// An event comes before the task can do anything, so all that is said of it
// later, in a report or by the task itself, uses the new name.
void Observer::name_new_task(aio::TraceEvent& event) {
    if (event.task > most_named || !is_default_name(event.name)) return;
    if (aio::extend::is_in_library(event.where)) return;
    const std::string_view of = name_of(event.where.function_name());
    if (of.empty()) return;
    const auto entry = tasks_of_.try_emplace(std::string(of), 0).first;
    name_ = entry->first + " " + std::to_string(++entry->second);
    aio::all_tasks().back().set_name(name_);
    event.name = name_;
}

}  // namespace lesson

#include <lesson/observer.hpp>

#include <aio/extend.hpp>

#include <string_view>
#include <thread>

namespace lesson {
namespace {

// Nobody reads more rows than this. Finding the new task takes longer the more tasks there are.
constexpr std::uint64_t most_named = 200;

// "fetch"; empty for a lambda.
std::string name_of(const std::source_location& coroutine) {
    const std::string function = aio::extend::function_name(coroutine);
    return function == "lambda" ? std::string() : function.substr(function.rfind(':') + 1);
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

void Observer::on_loop(const aio::LoopEvent& event) {
    recorder_.on_loop(event);
    if (speed_ <= 0 || event.what != aio::LoopEventKind::idle || !event.until) return;
    using Clock = std::chrono::steady_clock;
    if (first_idle_ == Clock::time_point()) first_idle_ = Clock::now();
    const std::chrono::duration<double> until = event.until->time_since_epoch();
    std::this_thread::sleep_until(first_idle_ +
                                  std::chrono::duration_cast<Clock::duration>(until / speed_));
}

// An event comes before the task can do anything, so everything said later about it, in a report or
// by the task itself, uses the new name.
void Observer::name_new_task(aio::TraceEvent& event) {
    if (event.task > most_named || !is_default_name(event.name)) return;
    if (aio::extend::is_in_library(event.where)) return;
    const std::string of = name_of(event.where);
    if (of.empty()) return;
    const auto entry = tasks_of_.try_emplace(of, 0).first;
    name_ = entry->first + " " + std::to_string(++entry->second);
    aio::all_tasks().back().set_name(name_);
    event.name = name_;
}

}  // namespace lesson

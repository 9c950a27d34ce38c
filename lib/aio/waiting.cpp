#include <aio/detail/waiting.hpp>

#include <algorithm>

#include <aio/detail/task_base.hpp>

namespace aio::detail {
namespace {

WaitingTask describe_waiting(const TaskBase& task) {
    WaitingTask line{.name = task.name(), .where = {}, .calls = {}, .what = "is running"};
    const Frame* innermost = task.innermost();
    if (!innermost) return line;
    for (const Frame* frame = innermost; frame; frame = frame->caller) {
        if (is_in_library(frame->where) && frame->caller) continue;
        line.calls += (line.calls.empty() ? "" : " < ") + function_name(frame->where) + "()";
    }
    line.where = to_text(waiting_place(*innermost));
    line.what = task.waits_for()  ? "waits for " + task.waits_for()->describe()
                : task.is_armed() ? "sleeps"
                                  : "is ready to run";
    return line;
}

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(width, text.size()), ' ');
    return text;
}

}  // namespace

std::vector<WaitingTask> waiting_tasks(const Core& loop, std::size_t most) {
    std::vector<WaitingTask> waiting;
    const auto& tasks = loop.tasks;
    for (const TaskBase* t = tasks.first(); t && waiting.size() < most; t = tasks.after(t))
        waiting.push_back(describe_waiting(*t));
    return waiting;
}

std::size_t count_tasks(const Core& loop) {
    std::size_t n = 0;
    for (const TaskBase* t = loop.tasks.first(); t; t = loop.tasks.after(t)) ++n;
    return n;
}

std::string waiting_table(const std::vector<WaitingTask>& waiting, std::size_t tasks) {
    std::size_t name = 0, where = 0, calls = 0;
    for (const WaitingTask& task : waiting) {
        name = std::max(name, task.name.size());
        where = std::max(where, task.where.size());
        calls = std::max(calls, task.calls.size());
    }
    std::string text;
    for (const WaitingTask& task : waiting)
        text += "  " + padded(task.name, name) + "  " + padded(task.where, where) + "  " +
                padded(task.calls, calls) + "  " + task.what + "\n";
    if (tasks > waiting.size())
        text += "  ... and " + std::to_string(tasks - waiting.size()) + " more\n";
    return text;
}

}  // namespace aio::detail

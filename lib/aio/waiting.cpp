#include <aio/detail/waiting.hpp>

#include <algorithm>
#include <vector>

#include <aio/detail/task_base.hpp>

namespace aio::detail {
namespace {

struct WaitingLine {
    std::string name, chain, where, what;
};

WaitingLine describe_waiting(const TaskBase& task) {
    WaitingLine line{.name = task.name(), .chain = {}, .where = {}, .what = "is running"};
    const Frame* innermost = task.innermost();
    if (!innermost) return line;
    for (const Frame* frame = innermost; frame; frame = frame->caller) {
        if (is_in_library(frame->where.file_name()) && frame->caller) continue;
        line.chain += (line.chain.empty() ? "" : " < ") + function_name(frame->where) + "()";
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

std::string waiting_text(const Core& loop) {
    std::vector<WaitingLine> lines;
    std::size_t name = 0, where = 0, chain = 0;
    for (const TaskBase* t = loop.tasks.first(); t; t = loop.tasks.after(t)) {
        const auto& line = lines.emplace_back(describe_waiting(*t));
        name = std::max(name, line.name.size());
        where = std::max(where, line.where.size());
        chain = std::max(chain, line.chain.size());
    }
    std::string text;
    for (const auto& line : lines)
        text += "  " + padded(line.name, name) + "  " + padded(line.where, where) + "  " +
                padded(line.chain, chain) + "  " + line.what + "\n";
    return text;
}

}  // namespace aio::detail

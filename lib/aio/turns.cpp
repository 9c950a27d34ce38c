// Turns that are out of the ordinary: observed, timed (debug), shuffled
// (schedule_seed), or chosen (choose). The ordinary one is RunningLoop::run_once.
#include <aio/detail/running_loop.hpp>

#include <string>

#include <aio/detail/places.hpp>

namespace aio::detail {

void RunningLoop::run_special_turn() {
    const time_point when = now();
    timers.harvest(when);
    RunnableList batch = ready.take();
    if (schedule_) schedule_->shuffle(batch);
    if (tracer && (!batch.empty() || timers.any_due())) tracer->turn_begins(when);
    while (Runnable* item = next_of(batch)) run_item(*item);
    while (Timer* timer = next_due()) fire_timer(*timer);
    if (tracer) tracer->outside();
}

// The choice is among the program's own. What is aio's alone, such as telling a gather that one of
// its tasks has ended, runs when it comes to the front: it has no order of its own, but follows
// from what ran before.
Runnable* RunningLoop::next_of(RunnableList& batch) {
    if (!options_.choose || batch.empty() || !batch.first()->is_the_programs()) return batch.pop();
    std::vector<Runnable*> items;
    std::vector<Choice> choices;
    for (Runnable* item = batch.first(); item; item = batch.after(item)) {
        if (!item->is_the_programs()) continue;
        items.push_back(item);
        const auto* task = dynamic_cast<TaskBase*>(item);
        choices.push_back({.task = task ? task->number() : 0,
                           .name = task ? task->name() : item->name_of_kind()});
    }
    try {
        Runnable* chosen = items[ask(choices)];
        batch.remove(chosen);
        return chosen;
    } catch (...) {
        give_back(batch);
        throw;
    }
}

// Timers that are due at the same time may change places. If all of them are sleeps, that would
// make no difference: the choice among the sleepers comes when they run.
Timer* RunningLoop::next_due() {
    constexpr std::uint64_t among = 8;
    if (schedule_) return timers.later_due(schedule_->below(among));
    if (!options_.choose || !timers.any_due()) return timers.next_due();
    std::vector<Choice> choices;
    bool all_sleep = true;
    const auto first = timers.first_due()->when;
    for (const Timer* t = timers.first_due(); t && t->when == first; t = timers.due_after(t)) {
        const auto* task = dynamic_cast<const TaskBase*>(t);
        all_sleep = all_sleep && task;
        choices.push_back(
            {.task = task ? task->number() : 0, .name = task ? task->name() : t->name_of_timer()});
    }
    return timers.later_due(all_sleep ? 0 : ask(choices));
}

// An exception from it ends the run: it is not asked again.
std::size_t RunningLoop::ask(const std::vector<Choice>& choices) {
    if (choices.size() == 1) return 0;
    auto choose = std::exchange(options_.choose, nullptr);
    const std::size_t chosen = choose(choices);
    if (chosen >= choices.size())
        throw std::out_of_range("RunOptions::choose: gave " + std::to_string(chosen) + " of " +
                                std::to_string(choices.size()) +
                                " choices; give an index below that");
    options_.choose = std::move(choose);
    return chosen;
}

// The rest of the turn runs in the next one.
void RunningLoop::give_back(RunnableList& batch) {
    batch.append(ready);
    ready = batch.take();
}

// In debug mode each step is timed by the wall clock, whatever clock the loop has.
void RunningLoop::run_item(Runnable& item) {
    auto* task = dynamic_cast<TaskBase*>(&item);
    if (tracer && !task) tracer->callback_runs(item);
    if (!debug) return item.run();
    const IntrusivePtr<TaskBase> keep(task);
    const std::string where =
        task && task->innermost() ? to_text(waiting_place(*task->innermost())) : std::string();
    const auto begin = std::chrono::steady_clock::now();
    item.run();
    report_if_slow(begin, task ? task->describe() : "a callback", where);
}

void RunningLoop::fire_timer(Timer& timer) {
    if (tracer) tracer->fires(timer);
    const auto begin = std::chrono::steady_clock::now();
    timer.fire();
    if (debug) report_if_slow(begin, "a timer's callback", {});
}

void RunningLoop::report_if_slow(std::chrono::steady_clock::time_point begin,
                                 const std::string& who, std::string where) {
    const auto held = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begin);
    if (held < options_.slow_step) return;
    report(ReportKind::slow_step,
           who + " held the loop for " + std::to_string(held.count()) +
               " ms; nothing else could run. Await instead of blocking, or use to_thread",
           std::move(where));
}

}  // namespace aio::detail

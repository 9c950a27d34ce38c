#include <lesson/every_schedule.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>
#include <stdexcept>

#include <aio/errors.hpp>
#include <aio/explore.hpp>
#include <aio/extend.hpp>
#include <aio/loop.hpp>
#include <lesson/observer.hpp>
#include <timeline/tape_file.hpp>
#include <timeline/tape_view.hpp>

namespace lesson {
namespace {

constexpr std::size_t most_schedules = 10'000;

// Records one run, with our notes in it.
class Recording final : public aio::Observer {
public:
    Recording(Play& play, std::string goal) : play_(play), goal_(std::move(goal)) {}

    void on_event(const aio::TraceEvent& event) override {
        observer_.on_event(event);
        using enum aio::EventKind;
        const bool has_ended =
            event.what == finished || event.what == failed || event.what == cancelled;
        if (has_ended || event.what == waiting) play_.after_step(std::string(event.name));
        if (has_ended && event.task == 1) end(event.when);
    }
    void on_frame(const aio::FrameEvent& event) override { observer_.on_frame(event); }
    void on_note(const aio::NoteEvent& event) override { observer_.on_note(event); }
    void on_lane(const aio::LaneEvent& event) override { observer_.on_lane(event); }
    void on_loop(const aio::LoopEvent& event) override {
        observer_.on_loop(event);
        if (event.what == aio::LoopEventKind::deadlock) end(event.when);
    }

    void chosen(std::span<const aio::Choice> ready, std::size_t chosen) {
        nlohmann::ordered_json note{{"ready", nlohmann::json::array()}, {"chosen", chosen}};
        for (const aio::Choice& one : ready) {
            if (one.task == 0)
                throw std::logic_error(one.name + " is to be chosen, which is not a task");
            note["ready"].push_back(one.task);
        }
        tell(aio::this_loop().now(), std::move(note));
    }

    [[nodiscard]] timeline::Tape tape(const std::string& title) {
        observer_.recorder().set_head(title, aio::Clock::simulated, timeline::Order::another);
        return timeline::program_view(observer_.recorder().tape());
    }

private:
    void end(aio::time_point when) {
        if (!std::exchange(has_ended_, true)) tell(when, {{"goal", goal_}});
    }
    void tell(aio::time_point when, nlohmann::ordered_json note) {
        note["shown"] = nlohmann::ordered_json::object();
        for (const auto& [name, value] : play_.shown()) note["shown"][name] = value;
        observer_.on_note({.when = when, .task = 0, .text = note.dump(), .where = {}});
    }

    Play& play_;
    std::string goal_;
    lesson::Observer observer_{[] {}};
    bool has_ended_ = false;
};

// The coroutine in this file is not the program's.
const aio::extend::LibrarySources sources;

aio::Coroutine<> judged(Play& play) {
    co_await play.program();
    const std::string wrong = play.wrong();
    if (!wrong.empty()) throw std::runtime_error(wrong);
}

// Once, under the schedule that is next.
timeline::Tape run_once(Play& play, aio::extend::Forks& forks, const std::string& title,
                        const std::string& goal) {
    Recording recording(play, goal);
    std::exception_ptr trouble;  // our own, not the program's
    aio::RunOptions options{.clock = aio::Clock::simulated, .observer = &recording};
    options.choose = [&](std::span<const aio::Choice> ready) {
        try {
            const std::size_t chosen = forks.choose(ready.size());
            recording.chosen(ready, chosen);
            return chosen;
        } catch (...) {
            trouble = std::current_exception();
            throw;
        }
    };
    options.on_report = [&](const aio::Report& report) {
        trouble = std::make_exception_ptr(std::logic_error("a report was made: " + report.text));
    };
    try {
        aio::run(judged(play), options);
    } catch (...) {
        // That it failed is on the tape.
    }
    if (trouble) std::rethrow_exception(trouble);
    if (!forks.as_before())
        throw std::logic_error("the program does not do the same when it is run the same way");
    return recording.tape(title);
}

[[noreturn]] void leave(const std::string& name, int status, const std::string& text) {
    fmt::print(stderr, "{}: {}\n", name, text);
    std::exit(status);
}

}  // namespace

EverySchedule::EverySchedule(int argc, char** argv, std::string goal)
    : name_(std::filesystem::path(argv[0]).filename()), goal_(std::move(goal)) {
    const std::vector<std::string> args(argv + 1, argv + argc);
    if (args.size() == 2 && args[0] == "--tape")
        file_ = args[1];
    else if (!args.empty())
        leave(name_, 2, "give --tape FILE, or nothing");
    note_what_is_said();
}

void EverySchedule::record(std::string title, const Make& make) {
    if (file_.empty()) return count(title, make);
    aio::extend::Forks forks;
    const std::size_t before = tapes_.size();
    try {
        do {
            if (tapes_.size() - before == most_schedules)
                throw std::logic_error(
                    fmt::format("there are more than {} schedules", most_schedules));
            const auto play = make();
            tapes_.push_back(run_once(*play, forks, title, goal_));
        } while (forks.next());
    } catch (const std::logic_error& error) {
        leave(name_, 1, title + ": " + error.what());
    }
}

void EverySchedule::count(const std::string& title, const Make& make) const {
    std::unique_ptr<Play> play;
    const aio::Explored every = aio::explore_all(
        [&] {
            play = make();
            return judged(*play);
        },
        most_schedules);
    fmt::print("{}: {} of {} schedules {}.\n", title, every.failed, every.tried, goal_);
}

int EverySchedule::done() const {
    if (file_.empty()) return 0;
    try {
        timeline::write_tapes(file_, tapes_);
    } catch (const std::exception& error) {
        leave(name_, 1, error.what());
    }
    return 0;
}

}  // namespace lesson

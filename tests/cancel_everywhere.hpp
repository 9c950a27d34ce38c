// A cancellation can come at any moment. This harness plays a program once for
// each moment there is, and cancels one of its tasks, the victim, there.
//
//   cancel_everywhere([](Victim& victim) -> Coroutine<> {
//       Lock lock;
//       victim.start([&]() -> Coroutine<> { auto held = co_await lock.hold(); });
//       co_await victim.end();            // finished, or cancelled
//       CHECK(!lock.locked());            // and the lock is free in any case
//   });
//
// The moments: after every event of the loop while the victim lives; at every instant at which a
// timer is due, before and after whatever else is due then, and some turns later. Each of them with
// the ready queue in order and shuffled, and with a second request soon after the first.
//
// In a program, await first and then check the value: a CHECK catches everything its expression
// throws, even a CancelledError.
//
// After each play: the program has ended (a wake-up that was lost would be a deadlock), nothing was
// reported, no task and no timer is left, no frame leaked, and a request that cancel() accepted did
// cancel, at once. Whatever else "nothing is lost" means is checked by the program itself.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <aio/aio.hpp>
#include <doctest/doctest.h>

namespace everywhere {

enum class End { finished, cancelled };

/// When the victim is cancelled.
struct Cut {
    std::uint64_t event = 0;              ///< decided after this event since the victim's start ...
    std::optional<aio::time_point> when;  ///< ... for this instant, or else for the next turn,
    int turns_later = 0;                  ///< or some turns after that
    std::uint64_t again = 0;              ///< a second request this many events later; 0: none
    std::uint64_t seed = 0;               ///< RunOptions::schedule_seed
};

inline std::string to_text(const Cut& cut) {
    std::string text = "cancelled after event " + std::to_string(cut.event);
    if (cut.when) text += ", at " + std::to_string(cut.when->time_since_epoch().count()) + " ns";
    if (cut.turns_later) text += ", " + std::to_string(cut.turns_later) + " turns later";
    if (cut.again) text += ", again " + std::to_string(cut.again) + " events later";
    return text + ", seed " + std::to_string(cut.seed);
}

struct Options {
    /// Clock, speed and so on. Instants are tried under the simulated clock only.
    aio::RunOptions run{.clock = aio::Clock::simulated};
    /// How many seeds: 0, which is the order itself, 1, 2, ...
    std::uint64_t seeds = 4;
    /// Also try two requests.
    bool twice = true;
    /// The victim may go on to end normally although cancel() returned true.
    bool may_survive = false;
    /// The victim's clean-up may wait; otherwise it must end at the instant of the request.
    bool may_take_time = false;
};

/// What all the plays have shown together.
struct Seen {
    int plays = 0;
    int cancelled = 0;                ///< plays in which the victim ended cancelled
    int finished = 0;                 ///< ... and in which it did not
    std::set<std::string> waited_at;  ///< where the victim waits when it is left alone
    std::set<std::string> cut_at;     ///< where it waited when it was cancelled
};

/// The program's end of the harness.
class Victim {
public:
    /// Starts the task that will be cancelled: f() returns its coroutine.
    template <class F>
    void start(F f) {
        task_ = aio::create_task(std::move(f));
        task_->set_name("victim");
        begin();
    }
    [[nodiscard]] const aio::Task<>& task() const { return *task_; }

    /// Waits for its end. An error in it is thrown here, even TimeoutError.
    aio::Coroutine<End> end() {
        co_await aio::wait(std::vector{*task_});
        if (task_->cancelled()) co_return End::cancelled;
        task_->result();
        co_return End::finished;
    }
    /// Whether the request was accepted, and whether there can have been a second one.
    [[nodiscard]] bool was_asked() const { return accepted_; }
    [[nodiscard]] bool asked_twice() const { return twice_; }

protected:
    virtual void begin() = 0;
    ~Victim() = default;

    std::optional<aio::Task<>> task_;
    bool accepted_ = false;
    bool twice_ = false;
};

/// One play: watches the events and cancels the victim when the cut says so.
class Play final : public Victim, public aio::Observer {
public:
    explicit Play(std::optional<Cut> cut) : cut_(std::move(cut)) {}

    void on_event(const aio::TraceEvent& event) override {
        if (!task_ || over_) return;
        if (event.name == "victim") note_victim(event);
        if (over_) return;
        ++events_;
        moments_.push_back(event.when);
        if (cut_ && cut_->event == events_) decide();
        if (cut_ && second_at_ == events_) request_soon(true);
    }

    /// The program, and what must hold when it has ended.
    template <class Program>
    aio::Coroutine<> play(Program& program) {
        co_await program(*this);
        over_ = true;
        if (timer_) timer_->cancel();
        // Cancelled tasks may need some turns to end.
        for (int turn = 0; turn < 10; ++turn) co_await aio::sleep(std::chrono::seconds(0));
        const std::string left = aio::format_waiting();
        CHECK_MESSAGE(aio::all_tasks().size() == 1, "tasks are left:\n", left);
        CHECK_MESSAGE(aio::detail::core->timers.first() == nullptr, "a timer is left");
    }

    /// Whether the cut's event came before the victim's end.
    [[nodiscard]] bool decided() const { return decided_; }
    [[nodiscard]] bool ended_at_once() const { return ended_at_ == asked_at_; }
    [[nodiscard]] bool requested() const { return requested_; }
    [[nodiscard]] const std::vector<aio::time_point>& moments() const { return moments_; }
    [[nodiscard]] const std::set<std::string>& waited_at() const { return waited_at_; }
    [[nodiscard]] const std::string& cut_at() const { return cut_at_; }

private:
    void begin() override {
        if (cut_ && cut_->event == 0) decide();
    }

    void note_victim(const aio::TraceEvent& event) {
        using enum aio::EventKind;
        if (event.what == waiting) {
            place_ = aio::detail::to_text(event.where);
            waited_at_.insert(place_);
        }
        over_ = event.what == finished || event.what == failed || event.what == cancelled;
        if (over_) ended_at_ = event.when;
    }

    /// The observer itself must not cancel: it schedules a callback that does.
    void decide() {
        decided_ = true;
        if (!cut_->when) return request_soon(false, cut_->turns_later);
        timer_ = aio::this_loop().call_at(*cut_->when, [this] {
            cut_->turns_later > 0 ? request_soon(false, cut_->turns_later - 1) : request(false);
        });
    }

    void request_soon(bool second, int turns_later = 0) {
        timer_ = aio::this_loop().call_soon([this, second, turns_later] {
            turns_later > 0 ? request_soon(second, turns_later - 1) : request(second);
        });
    }

    void request(bool second) {
        const bool taken = task_->cancel();
        if (second) {
            twice_ |= taken;
            return;
        }
        requested_ = accepted_ = taken;
        if (!taken) return;
        cut_at_ = place_;
        asked_at_ = aio::this_loop().now();
        if (cut_->again > 0) second_at_ = events_ + cut_->again;
    }

    std::optional<Cut> cut_;
    std::optional<aio::TimerHandle> timer_;
    std::uint64_t events_ = 0;
    std::uint64_t second_at_ = 0;
    std::vector<aio::time_point> moments_;  // of each event
    std::set<std::string> waited_at_;
    std::string place_, cut_at_;
    aio::time_point asked_at_{}, ended_at_{};
    bool decided_ = false;
    bool requested_ = false;
    bool over_ = false;
};

/// Plays the program once. Anything wrong is a failed check, with the cut.
template <class Program>
void play_once(Program& program, Play& play, const Options& options, std::uint64_t seed) {
    aio::RunOptions run_options = options.run;
    run_options.schedule_seed = seed;
    run_options.observer = &play;
    run_options.on_report = [](const aio::Report& report) {
        FAIL_CHECK(report.where, ": reported: ", report.text);
    };
    try {
        aio::run(play.play(program), run_options);
    } catch (...) {
        const std::string text = aio::detail::error_text(std::current_exception());
        FAIL_CHECK("the program failed: ", text);
    }
    CHECK_MESSAGE((!play.was_asked() || play.task().cancelled() || options.may_survive),
                  "cancel() returned true, but the victim was not cancelled");
    const bool exact = options.run.clock == aio::Clock::simulated && !options.may_take_time;
    CHECK_MESSAGE((!play.was_asked() || !exact || play.ended_at_once()),
                  "the victim was cancelled, but ended later than that");
}

template <class Program>
class Everywhere {
public:
    Everywhere(Program& program, const Options& options) : program_(program), options_(options) {}

    Seen all() {
        const std::vector<aio::time_point> moments = leave_alone();
        for (std::uint64_t seed = 0; seed < options_.seeds; ++seed) {
            for (std::uint64_t again = 0; again <= (options_.twice ? 3u : 0u); ++again)
                cut_behind_each_event(seed, again);
            if (options_.run.clock == aio::Clock::simulated) cut_at_each_instant(moments, seed);
        }
        for (const std::string& place : seen_.waited_at)
            CHECK_MESSAGE(seen_.cut_at.contains(place), "never cancelled at ", place);
        return seen_;
    }

private:
    /// Plays without a cancellation, to learn how long the victim lives and where it waits.
    std::vector<aio::time_point> leave_alone() {
        std::vector<aio::time_point> moments;
        play({}, 0, [&](const Play& play) {
            CHECK_MESSAGE(!play.task().cancelled(), "the victim is cancelled even if left alone");
            moments = play.moments();
            seen_.waited_at = play.waited_at();
        });
        return moments;
    }

    /// Repeats this until the victim ends before the event comes.
    void cut_behind_each_event(std::uint64_t seed, std::uint64_t again) {
        std::uint64_t event = 0;
        bool reached = true;
        while (reached)
            play(Cut{.event = event++, .when = {}, .again = again, .seed = seed}, seed,
                 [&](const Play& play) { reached = play.decided(); });
    }

    /// A timer armed first fires before the others due at its instant; one armed after the last
    /// event before that instant fires after them.
    void cut_at_each_instant(const std::vector<aio::time_point>& moments, std::uint64_t seed) {
        for (std::size_t i = 1; i < moments.size(); ++i) {
            if (moments[i] == moments[i - 1]) continue;
            for (const std::uint64_t event : {std::uint64_t{0}, std::uint64_t{i}})
                for (int turns_later = 0; turns_later < 4; ++turns_later)
                    play(Cut{.event = event,
                             .when = moments[i],
                             .turns_later = turns_later,
                             .seed = seed},
                         seed, [](const Play&) {});
        }
    }

    template <class F>
    void play(const std::optional<Cut>& cut, std::uint64_t seed, F look) {
        const std::string text = cut ? to_text(*cut) : "left alone";
        INFO(text);
        const std::size_t blocks = aio::detail::live_blocks;
        {
            Play play(cut);
            play_once(program_, play, options_, seed);
            ++seen_.plays;
            if (play.requested()) seen_.cut_at.insert(play.cut_at());
            ++(play.task().cancelled() ? seen_.cancelled : seen_.finished);
            look(play);
        }
        CHECK_MESSAGE(aio::detail::live_blocks == blocks, "frames or tasks leaked");
    }

    Program& program_;
    const Options& options_;
    Seen seen_;
};

/// Plays `program(Victim&)`, which makes a fresh coroutine, with every cut.
template <class Program>
Seen cancel_everywhere(Program program, const Options& options = {}) {
    const Seen seen = Everywhere<Program>(program, options).all();
    CHECK_MESSAGE(seen.cancelled > 0, "the victim was never cancelled");
    return seen;
}

}  // namespace everywhere

using everywhere::cancel_everywhere;
using everywhere::End;
using everywhere::Victim;

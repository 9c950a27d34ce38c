// Hand-made events, for the tests of lib/timeline: a loop that does nothing.
//
//   Script script(recorder);
//   script.create(2, "delay 1").run(2).wait(2, "sleep").at(3s).finish(2);
#pragma once

#include <chrono>
#include <map>
#include <string>

#include <timeline/record.hpp>

class Script {
public:
    explicit Script(aio::Observer& observer) : observer_(observer) {}

    Script& at(aio::duration when) { return now_ = aio::time_point(when), *this; }

    Script& create(std::uint64_t task, const std::string& name, std::uint64_t by = 1) {
        names_[task] = name;
        return tell(aio::EventKind::created, task, {}, task == 1 ? 0 : by);
    }
    Script& run(std::uint64_t task) { return tell(aio::EventKind::running, task); }
    Script& wait(std::uint64_t task, const std::string& what) {
        return tell(aio::EventKind::waiting, task, what);
    }
    Script& cancel(std::uint64_t task) {
        return tell(aio::EventKind::cancel_requested, task, {}, 1);
    }
    Script& finish(std::uint64_t task) { return tell(aio::EventKind::finished, task); }
    Script& fail(std::uint64_t task, const std::string& error) {
        return tell(aio::EventKind::failed, task, error);
    }
    Script& end_cancelled(std::uint64_t task) { return tell(aio::EventKind::cancelled, task); }

private:
    Script& tell(aio::EventKind what, std::uint64_t task, const std::string& detail = {},
                 std::uint64_t by = 0) {
        const auto where = std::source_location::current();
        observer_.on_event({what, now_, task, by, names_[task], where, detail});
        return *this;
    }

    aio::Observer& observer_;
    aio::time_point now_{};
    std::map<std::uint64_t, std::string> names_;
};

// Lesson 01: three delays of 3 s, each awaited as soon as it is created.
inline timeline::Record staircase() {
    using namespace std::chrono_literals;
    timeline::Recorder recorder;
    Script script(recorder);
    script.create(1, "main").run(1);
    for (std::uint64_t i = 0; i < 3; ++i) {
        const std::uint64_t task = i + 2;
        script.create(task, "delay " + std::to_string(i + 1)).wait(1, "task");
        script.run(task).wait(task, "sleep").at((i + 1) * 3s).run(task).finish(task).run(1);
    }
    script.finish(1);
    return recorder.record();
}

// Lesson 02: all three created first.
inline timeline::Record block() {
    using namespace std::chrono_literals;
    timeline::Recorder recorder;
    Script script(recorder);
    script.create(1, "main").run(1);
    for (std::uint64_t task = 2; task <= 4; ++task)
        script.create(task, "delay " + std::to_string(task - 1));
    script.wait(1, "task delay 1");
    for (std::uint64_t task = 2; task <= 4; ++task) script.run(task).wait(task, "sleep");
    script.at(3s);
    for (std::uint64_t task = 2; task <= 4; ++task) script.run(task).finish(task);
    script.run(1).finish(1);
    return recorder.record();
}

// One task blocks the loop, one fails, one is cancelled, one has an awkward name.
inline timeline::Record mishaps(const std::string& awkward = "d") {
    using namespace std::chrono_literals;
    timeline::Recorder recorder;
    Script script(recorder);
    script.create(1, "main").run(1);
    script.create(2, "a").create(3, "b").create(4, "c").create(5, awkward).wait(1, "gather");
    script.run(2).at(2s).wait(2, "sleep");
    script.run(3).wait(3, "sleep").run(4).wait(4, "lock").run(5).wait(5, "<sleep> & \"more\"");
    script.at(4s).run(3).fail(3, "RuntimeError: boom").cancel(4).run(4).end_cancelled(4);
    script.at(5s).run(2).at(6s).finish(2).at(8s).run(5).finish(5).run(1).finish(1);
    return recorder.record();
}

// What exercise 11 has to show, with steps that the student has not
// seen, cancelled in the middle of one.
//
// As shipped it fails at: it ends when it is cancelled

#include <functional>
#include <optional>
#include <stdexcept>

#include <check/check.hpp>

using namespace std::chrono_literals;

using Work = std::function<aio::Coroutine<>()>;

// In exercise.cpp.
aio::Coroutine<> worker(Work step, Work give_back);

namespace {

// What step() and give_back() do, in this case.
struct World {
    aio::duration step{}, cleaning{};
    int failing = -1;  // the step that fails, once
    int begun = 0, done = 0, cleaned = 0;
};
World world;

aio::Coroutine<> step() {
    const int number = world.begun++;
    co_await aio::sleep(world.step);
    if (number == world.failing)
        throw std::runtime_error("a step that failed");
    ++world.done;
    lesson::say(fmt::format("step {} done", world.done));
}

aio::Coroutine<> give_back() {
    lesson::say("giving back");
    co_await aio::sleep(world.cleaning);
    ++world.cleaned;
    lesson::say("given back");
}

// How the worker ended, as seen by the one that cancelled it.
struct Seen {
    bool ended = false, cancelled = false;
    aio::duration after{};  // from the request to the end
    int done = 0, cleaned = 0;
};

aio::Coroutine<Seen> watch(aio::duration patience,
                           std::optional<aio::duration> cancel) {
    auto task = aio::create_task(worker(step, give_back), "worker");
    Seen seen;
    if (cancel) {
        co_await aio::sleep(*cancel);
        task.cancel();
    }
    const auto asked = aio::this_loop().now();
    co_await aio::wait(std::vector{task}, {.timeout = patience});
    seen = {.ended = task.done(),
            .cancelled = task.cancelled(),
            .after = aio::this_loop().now() - asked,
            .done = world.done,
            .cleaned = world.cleaned};
    co_return seen;
}

struct Sample {
    aio::duration step = std::chrono::seconds(check::number(2, 5));
    aio::duration cleaning =
        std::chrono::seconds(check::number(1, 4));
    // In the middle of the second step, at a time of its own.
    aio::duration cancel =
        step + std::chrono::milliseconds(check::number(100, 900));

    check::Run<Seen> run(bool cancelled, int failing = -1) const {
        world = {
            .step = step, .cleaning = cleaning, .failing = failing};
        return check::run(watch(100s, cancelled
                                          ? std::optional(cancel)
                                          : std::nullopt));
    }
    std::string asked() const {
        return fmt::format(
            "Steps take {}, and the task was "
            "cancelled at {}",
            check::seconds(step), check::seconds(cancel));
    }
};

const check::Example example(
    {.name = "11_cancellation",
     .title = "your exercise",
     .scale = 9s},
    [](lesson::Program& lesson) {
        world = {.step = 2s, .cleaning = 2s};
        const Seen seen =
            lesson.run("cancelled at 1 s", watch(100s, 1s));
        lesson::say(seen.cancelled ? "It was cancelled."
                                   : "It was not cancelled.");
    },
    "A request to end is an exception that comes out of a "
    "co_await. Catch what you can handle, by its type, and let "
    "that one pass: for this reason it is not a std::exception. "
    "Clean-up belongs on every way out: in a destructor if it "
    "need not wait, and in try_finally if it "
    "must.",
    {.time = 2s, .output = 64 * 1024});

}  // namespace

// What the exercise satisfies as shipped, or with nothing in it,
// counts only once this holds, too.
constexpr auto the_point = "it ends when it is cancelled";

TEST_CASE("it ends when it is cancelled" * check::points(2) *
          check::needs("it has given back by the time it ends")) {
    const Sample sample;
    const auto run = sample.run(true);
    check::require(run.result->ended,
                   sample.asked() + ". It still ran 100 s later.");
    check::that(
        run.result->after <= sample.cleaning,
        fmt::format(
            "{}. It takes {} to give back, but the task "
            "ran on for {}, and did {} in all.",
            sample.asked(), check::seconds(sample.cleaning),
            check::seconds(run.result->after),
            check::count(static_cast<std::size_t>(run.result->done),
                         "step")));
}

TEST_CASE("it has given back by the time it ends" *
          check::needs(the_point)) {
    const Sample sample;
    const auto run = sample.run(true);
    check::that(run.result->cleaned == 1,
                fmt::format("{}. When it had ended, after {} more, "
                            "give_back() had been awaited to its "
                            "end {} times instead of once.",
                            sample.asked(),
                            check::seconds(run.result->after),
                            run.result->cleaned));
}

TEST_CASE("it was cancelled, and says so") {
    const Sample sample;
    const auto run = sample.run(true);
    check::that(
        run.result->cancelled,
        sample.asked() +
            ". It ended as if all were done: task.cancelled()"
            " is false. The exception that came out of the"
            " co_await has to leave the coroutine, too.");
}

TEST_CASE(
    "one that nobody cancels does three steps and gives back" *
    check::needs(the_point)) {
    const Sample sample;
    const auto run = sample.run(false);
    check::that(
        run.result->ended && run.result->done == 3 &&
            run.result->cleaned == 1,
        fmt::format(
            "Nobody cancelled it. It did {}, and gave back "
            "{} times, not three steps and once.",
            check::count(static_cast<std::size_t>(run.result->done),
                         "step"),
            run.result->cleaned));
}

TEST_CASE("a step that fails is done again" *
          check::needs(the_point)) {
    const Sample sample;
    const auto run = sample.run(false, 1);
    check::that(
        run.result->done == 3 && !run.result->cancelled,
        fmt::format(
            "The second step failed once. The worker did "
            "{} in all, not three.",
            check::count(static_cast<std::size_t>(run.result->done),
                         "step")));
}

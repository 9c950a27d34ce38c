// What exercise 13 has to show, with jobs that the student has not
// seen: some end early, some late, and some fail.
//
// As shipped it fails at: when it ends, no job is under way

#include <algorithm>
#include <stdexcept>

#include <check/check.hpp>

using namespace std::chrono_literals;

using Jobs = std::vector<aio::Coroutine<>>;
using Errors = std::vector<std::string>;

// In exercise.cpp.
aio::Coroutine<Errors> serve(Jobs jobs);

// Its tasks are named after it; `static` keeps the name short.
static aio::Coroutine<> job(int number, aio::duration d,
                            bool fails) {
    lesson::say(fmt::format("job {} begins", number));
    co_await aio::sleep(d);
    if (fails)
        throw std::runtime_error(
            fmt::format("job {} failed", number));
    lesson::say(fmt::format("job {} done", number));
}

namespace {

// Four jobs. The first takes longest, and is still under way when
// all the later ones have ended; the second ends before the third
// has come.
struct Sample {
    std::vector<aio::duration> delays;
    std::vector<int> numbers = check::numbers(4);
    std::vector<bool> fails;
    Errors errors = {};

    explicit Sample(std::vector<bool> failing = {false, false,
                                                 false, false})
        : fails(std::move(failing)) {
        delays = check::delays(2);
        delays.insert(delays.begin(), {20s, 1s});
        for (std::size_t i = 0; i < 4; ++i)
            if (fails[i])
                errors.push_back(
                    fmt::format("job {} failed", numbers[i]));
    }
    // When the last of them ends, if each begins when it comes.
    aio::duration end() const {
        aio::duration last = 4s;
        for (std::size_t i = 0; i < delays.size(); ++i)
            last = std::max<aio::duration>(
                last, delays[i] + std::chrono::seconds(i));
        return last;
    }
    check::Run<Errors> run() const {
        Jobs jobs;
        for (std::size_t i = 0; i < delays.size(); ++i)
            jobs.push_back(job(numbers[i], delays[i], fails[i]));
        return check::run(serve(std::move(jobs)));
    }
    std::string given() const {
        return fmt::format("Jobs of {} come in, one per second",
                           check::list(delays));
    }
};

const check::Example example(
    {.name = "13_background_tasks",
     .title = "your exercise",
     .scale = 9s},
    [](lesson::Program& lesson) {
        Jobs three;
        three.push_back(job(1, 5s, false));
        three.push_back(job(2, 1s, true));
        three.push_back(job(3, 2s, false));
        const Errors errors = lesson.run(
            "jobs of 5, 1 and 2 s, and the second "
            "fails",
            serve(std::move(three)));
        lesson::say("Your errors: " + check::list(errors) + ".");
    },
    "Work in the background is still somebody's work. If you start "
    "it, keep the handle, wait for it before the end, and ask how "
    "it ended; otherwise it is cut off when main ends, and its "
    "error is just a line in a log. Shutting a program down means "
    "waiting for what is under way. Lesson 14 has an owner for "
    "tasks that does all of this by itself.",
    {.time = 2s, .output = 64 * 1024});

}  // namespace

// What the exercise satisfies as shipped, or with nothing in it,
// counts only once this holds, too.
constexpr auto the_point = "when it ends, no job is under way";

TEST_CASE("each job begins when it comes" *
          check::needs(the_point)) {
    const Sample sample;
    const auto run = sample.run();
    const auto tasks = check::tasks(run.record);
    check::require(
        tasks.size() == 4,
        fmt::format("Four jobs came in, and there were {} "
                    "tasks.",
                    tasks.size()));
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        const auto begun =
            tasks[i]->started
                ? tasks[i]->started->when.time_since_epoch()
                : aio::duration{};
        check::require(
            begun == std::chrono::seconds(i),
            fmt::format("{}. The job that came at {} began at {}, "
                        "while main waited in {}.",
                        sample.given(),
                        check::seconds(std::chrono::seconds(i)),
                        check::seconds(begun),
                        check::where_main_waited(run.record)));
    }
}

TEST_CASE("when it ends, no job is under way" * check::points(2) *
          check::needs("each job begins when it comes")) {
    const Sample sample;
    const auto run = sample.run();
    const auto left = check::left_behind(run.record);
    check::that(
        left.empty(),
        fmt::format("{}. When serve ended, after {}, not every job "
                    "had: {}. The loop cut off what was left.",
                    sample.given(), check::seconds(run.elapsed()),
                    left));
}

TEST_CASE("it ends with the last job, and not later") {
    const Sample sample;
    const auto run = sample.run();
    check::that(
        run.elapsed() == sample.end(),
        fmt::format("{}. The last one could end at {}; "
                    "serve ended at {}.",
                    sample.given(), check::seconds(sample.end()),
                    check::seconds(run.elapsed())));
}

TEST_CASE("every error is told") {
    for (const auto& failing :
         {std::vector{false, true, false, false},
          std::vector{true, false, true, true}}) {
        const Sample sample(failing);
        const auto run = sample.run();
        Errors told = *run.result, expected = sample.errors;
        std::ranges::sort(told);
        std::ranges::sort(expected);
        check::that(
            told == expected,
            fmt::format("What went wrong: {}. What your program "
                        "told: {}.",
                        check::list(sample.errors),
                        check::list(*run.result)));
    }
}

TEST_CASE("no error is left to the loop to report") {
    const Sample sample({false, true, false, true});
    const auto run = sample.run();
    check::that(run.reports.empty(),
                run.reports.empty()
                    ? ""
                    : fmt::format("Nobody looked at an error, and "
                                  "the loop reports it: {}.",
                                  run.reports.front().text));
}

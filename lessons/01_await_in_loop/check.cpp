// What exercise 01 has to show. The student's two functions are
// called for programs that really run, some of them with delays
// that are new in every run.
//
// As shipped it fails at: the staircase of lesson 01 takes 9 s

#include <check/check.hpp>

using namespace std::chrono_literals;

// In exercise.cpp.
aio::duration elapsed(const check::Bars& bars);
std::size_t most_at_once(const check::Bars& bars);

using Durations = std::vector<aio::duration>;

// --- The programs. No unnamed namespace around them, because the
// tasks are named after their coroutines, and `static` keeps the
// name short.

static aio::Coroutine<> delay(aio::duration d) {
    co_await aio::sleep(d);
}

static aio::Coroutine<> staircase(Durations delays) {
    for (aio::duration d : delays)
        co_await aio::create_task(delay(d));
}

static aio::Coroutine<> block(Durations delays) {
    std::vector<aio::Coroutine<>> all;
    for (aio::duration d : delays) all.push_back(delay(d));
    co_await aio::gather(all);
}

static aio::Coroutine<> main_waits_alone(aio::duration before,
                                         Durations delays,
                                         aio::duration after) {
    co_await aio::sleep(before);
    co_await block(delays);
    co_await aio::sleep(after);
}

// Two side by side; then, when both have ended, the next two.
static aio::Coroutine<> pairs(Durations delays) {
    for (aio::duration d : delays)
        co_await aio::gather(delay(d), delay(d));
}

// Each task begins some time after the one before, whether that has
// ended or not. The tenths make sure that no two events happen at
// the same time: if they did, only their order could tell which
// tasks were under way at once.
static aio::Coroutine<> here_and_there(Durations pauses,
                                       Durations delays) {
    std::vector<aio::Task<>> tasks;
    for (std::size_t i = 0; i < delays.size(); ++i) {
        co_await aio::sleep(pauses[i] + 100ms);
        tasks.push_back(aio::create_task(delay(delays[i])));
    }
    co_await aio::gather(tasks);
}

namespace {

const check::Example example(
    {.name = "01_await_in_loop",
     .title = "your exercise",
     .scale = 9s},
    [](lesson::Program& lesson) {
        lesson.run("the staircase", staircase({3s, 3s, 3s}));
        // The same once more, without waiting, for its bars.
        const auto run = check::model(staircase({3s, 3s, 3s}));
        const auto bars = check::bars(run.record);
        lesson::say(fmt::format(
            "Your functions say: {}, {} at once.",
            check::seconds(elapsed(bars)), most_at_once(bars)));
    },
    "A timeline is made of bars. The total is where the last bar "
    "ends, not what the bars add up to: bars that lie side by "
    "side share their time. The number of tasks under way at once "
    "shows the shape. If it is 1, they come one after the other: a "
    "staircase. If it is the number of all tasks, they lie side by "
    "side: a block.",
    {.time = 2s, .output = 64 * 1024});

// Says what a wrong answer is, if it is one of the usual ones.
std::string known_as(aio::duration answer, const check::Bars& bars,
                     aio::duration total) {
    aio::duration sum{};
    for (const check::Bar& bar : bars) sum += bar.end - bar.begin;
    if (answer == sum) return " (all bars added up)";
    if (answer == sum - total) return " (the tasks' bars added up)";
    return "";
}
std::string known_as(std::size_t answer, const check::Bars& bars) {
    if (answer == bars.size())
        return " (as many as there are bars)";
    if (answer + 1 == bars.size())
        return " (as many as there are tasks)";
    return "";
}

// Asks for the first figure. `why` is told if it is wrong.
void expect_elapsed(aio::Coroutine<> program, const char* why) {
    const auto run = check::model(std::move(program));
    const auto bars = check::bars(run.record);
    const auto answer = check::ask(elapsed, bars),
               right = run.elapsed();
    check::require(
        answer == right,
        fmt::format("elapsed returned {}{}, but the last bar, "
                    "main's, ends at {}. {}",
                    check::seconds(answer),
                    known_as(answer, bars, right),
                    check::seconds(right), why));
}

// Asks for the second figure.
void expect_at_once(aio::Coroutine<> program, const char* why) {
    const auto run = check::model(std::move(program));
    const auto bars = check::bars(run.record);
    const auto answer = check::ask(most_at_once, bars);
    const auto right = run.record.max_concurrent;
    check::require(
        answer == right,
        fmt::format("most_at_once returned {}{}, not {}. {}",
                    answer, known_as(answer, bars), right, why));
}

aio::Coroutine<> any_shape() {
    const auto delays = check::delays(8);
    Durations pauses;
    for (std::size_t i = 0; i < delays.size(); ++i)
        pauses.push_back(std::chrono::seconds(check::number(0, 4)));
    return here_and_there(pauses, delays);
}

}  // namespace

TEST_CASE("the staircase of lesson 01 takes 9 s" *
          check::points(2)) {
    expect_elapsed(
        staircase({3s, 3s, 3s}),
        "No moment counts twice, and main's bar lies beside "
        "the three others.");
}

TEST_CASE("in the staircase, at most 1 task is under way at once") {
    expect_at_once(
        staircase({3s, 3s, 3s}),
        "Each task begins when the one before it ends, so "
        "no two ever overlap. main does not count.");
}

TEST_CASE("tasks side by side do not add up") {
    expect_elapsed(block(check::delays(4)),
                   "All tasks began at 0 s and waited together.");
}

TEST_CASE("in a block, all tasks are under way at once") {
    for (const int count : {2, 5})
        expect_at_once(
            block(check::delays(count)),
            "All tasks began at 0 s and waited together.");
}

TEST_CASE("the time when main waits alone counts, too") {
    const auto times = check::delays(5);
    expect_elapsed(
        main_waits_alone(times[0], {times[1], times[2]}, times[3]),
        "main waits alone before its tasks begin, and after "
        "they have ended.");
    expect_elapsed(main_waits_alone(times[4], {}, 0s),
                   "Here main waits alone, and there is no task.");
}

TEST_CASE(
    "with main alone, no task is under way" *
    check::needs(
        "in the staircase, at most 1 task is under way at once")) {
    expect_at_once(
        main_waits_alone(check::delays(1)[0], {}, 0s),
        "There is no task except main, which does not count.");
}

TEST_CASE("a task that begins when others end does not overlap") {
    expect_at_once(
        pairs(check::delays(3)),
        "The tasks come in pairs: each pair begins at the "
        "moment when the previous pair ends.");
}

TEST_CASE("elapsed is right for timelines of any shape") {
    for (int shape = 0; shape < 10; ++shape)
        expect_elapsed(any_shape(), "Tasks begin here and there.");
}

TEST_CASE("most_at_once is right for timelines of any shape") {
    for (int shape = 0; shape < 10; ++shape)
        expect_at_once(any_shape(),
                       "Look at each moment when a task begins.");
}

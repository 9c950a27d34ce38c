// What exercise 20 has to show, with lines that the student has not
// seen.
//
// As shipped it fails at: each line is handed out when it comes

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>

#include <check/check.hpp>

using namespace std::chrono_literals;

// As in exercise.cpp.
struct Source {
    std::function<aio::Coroutine<std::optional<int>>()> line;
    std::function<aio::Coroutine<>()> close;
};

aio::AsyncGenerator<int> lines(Source source);

namespace {

struct Plan {
    std::vector<int> lines = check::numbers(4);
    std::vector<aio::duration> gaps = check::delays(4);
    std::size_t wanted = 4;  // the reader leaves after so many

    // When the nth line comes, counted from 0.
    aio::duration time_of(std::size_t n) const {
        aio::duration time{};
        for (std::size_t i = 0; i <= n; ++i) time += gaps[i];
        return time;
    }
    std::string given() const {
        return fmt::format("Lines {}, which come {} apart",
                           check::list(lines), check::list(gaps));
    }
};

struct State {
    Plan plan;
    std::size_t read = 0;
    int closed = 0;
};

aio::Coroutine<std::optional<int>> line(State& state) {
    if (state.read == state.plan.lines.size()) co_return {};
    co_await aio::sleep(state.plan.gaps[state.read]);
    co_return state.plan.lines[state.read++];
}

aio::Coroutine<> close(State& state) {
    co_await aio::sleep(1s);
    ++state.closed;
    lesson::say("closed");
}

// The lines, when each was handed out, and how often the source had
// been closed, and lines read, when the reader was done.
struct Seen {
    std::vector<int> lines;
    std::vector<aio::duration> times;
    int closed = 0, read = 0;
};

aio::Coroutine<Seen> watched(Plan plan) {
    const auto state = std::make_shared<State>(State{plan});
    std::vector<int> got;
    std::vector<aio::duration> times;
    co_await aio::closing(
        lines({.line = [state] { return line(*state); },
               .close = [state] { return close(*state); }}),
        [&](aio::AsyncGenerator<int>& all) -> aio::Coroutine<> {
            while (got.size() < plan.wanted) {
                const auto one = co_await all.next();
                if (!one) co_return;
                got.push_back(*one);
                times.push_back(
                    aio::this_loop().now().time_since_epoch());
                lesson::say(fmt::format("line {}", *one));
            }
        });
    co_return Seen{got, times, state->closed,
                   static_cast<int>(state->read)};
}

check::Run<Seen> run(const Plan& plan) {
    return check::run(watched(plan));
}

const check::Example example(
    {.name = "20_streams", .title = "your exercise", .scale = 9s},
    [](lesson::Program& lesson) {
        Plan plan;
        plan.lines = {1, 2, 3};
        plan.gaps = {1s, 1s, 1s};
        plan.wanted = 3;
        lesson.run("three lines, a second apart", watched(plan));
    },
    "A generator is a coroutine that hands out items as it goes. "
    "It works "
    "only when asked, so nothing piles up, and a reader that has "
    "enough can leave. Then the generator has to be closed, "
    "because "
    "what it holds must be given back, and that may take time: "
    "closing does so on every way out.",
    {.time = 2s, .output = 64 * 1024});

}  // namespace

// What the exercise satisfies as shipped, or with nothing in it,
// counts only once this holds, too.
constexpr auto the_point = "each line is handed out when it comes";

TEST_CASE("all lines are handed out, in their order" *
          check::needs(the_point)) {
    const Plan plan;
    const Seen seen = *run(plan).result;
    check::that(seen.lines == plan.lines,
                fmt::format("{}; it handed out {}.", plan.given(),
                            check::list(seen.lines)));
}

TEST_CASE(
    "each line is handed out when it comes" * check::points(2) *
    check::needs("all lines are handed out, in their order")) {
    const Plan plan;
    const Seen seen = *run(plan).result;
    for (std::size_t i = 0; i < seen.times.size(); ++i)
        check::require(
            seen.times[i] == plan.time_of(i),
            fmt::format("{}. Line {} came at {} and was handed out "
                        "at {}.",
                        plan.given(), plan.lines[i],
                        check::seconds(plan.time_of(i)),
                        check::seconds(seen.times[i])));
}

TEST_CASE("no more is read than is wanted") {
    const Plan plan{.wanted = 2};
    const Seen seen = *run(plan).result;
    check::that(seen.read == 2,
                fmt::format("Two lines were wanted, but {} were "
                            "read.",
                            seen.read));
}

TEST_CASE("after the last line the source is closed" *
          check::needs(the_point)) {
    const Plan plan{.wanted = 100};
    const Seen seen = *run(plan).result;
    check::that(
        seen.closed == 1,
        fmt::format("All lines were read, and the source was "
                    "closed {} times instead of once.",
                    seen.closed));
}

TEST_CASE("a reader that leaves early has closed the source" *
          check::needs(the_point)) {
    const Plan plan{.wanted = 2};
    const auto all = run(plan);
    check::that(all.result->closed == 1,
                fmt::format("The reader left after two of four "
                            "lines, and the source was closed {} "
                            "times instead of once.",
                            all.result->closed));
    check::that(all.reports.empty(),
                all.reports.empty()
                    ? ""
                    : "The loop reports: " +
                          all.reports.front().text + ".");
}

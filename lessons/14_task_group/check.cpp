// What exercise 14 has to show, with coroutines that the student
// has not seen: each cleans up for a second when it is cancelled.
//
// As shipped it fails at: when it ends, nobody is left behind

#include <algorithm>
#include <stdexcept>

#include <check/check.hpp>

using namespace std::chrono_literals;

using Coroutines = std::vector<aio::Coroutine<>>;
using Errors = std::vector<std::string>;

// In exercise.cpp.
aio::Coroutine<Errors> all_errors(Coroutines coroutines);

namespace {

enum class Ends { well, badly, badly_when_cancelled };

constexpr auto cleaning = 1s;

std::string broken(int number) {
    return fmt::format("number {} is broken", number);
}
std::string unclean(int number) {
    return fmt::format("number {} could not clean up", number);
}

}  // namespace

// Its tasks are named after it; `static` keeps the name short.
static aio::Coroutine<> worker(int number, aio::duration d,
                               Ends ends) {
    co_await aio::try_finally(
        [=] { return aio::sleep(d); },
        [=](std::exception_ptr error) -> aio::Coroutine<> {
            if (!error) co_return;
            co_await aio::sleep(cleaning);
            if (ends == Ends::badly_when_cancelled)
                throw std::runtime_error(unclean(number));
        });
    if (ends == Ends::badly)
        throw std::runtime_error(broken(number));
}

namespace {

// Four of them. The one with the shortest delay fails, so that the
// others still wait; `unclean` of those fail while cleaning up.
struct Sample {
    std::vector<aio::duration> delays = check::delays(4);
    std::vector<int> numbers = check::numbers(4);
    std::vector<Ends> ends = std::vector<Ends>(4, Ends::well);
    Errors errors = {};

    explicit Sample(bool fails, int unclean_ones = 0) {
        if (!fails) return;
        ends[first()] = Ends::badly;
        errors.push_back(broken(numbers[first()]));
        for (std::size_t i = 0; unclean_ones > 0; ++i) {
            if (ends[i] != Ends::well) continue;
            ends[i] = Ends::badly_when_cancelled;
            errors.push_back(unclean(numbers[i]));
            --unclean_ones;
        }
    }
    std::size_t first() const {
        return static_cast<std::size_t>(
            std::ranges::min_element(delays) - delays.begin());
    }
    // When it should end.
    aio::duration end() const {
        return errors.empty() ? check::longest(delays)
                              : delays[first()] + cleaning;
    }
    check::Run<Errors> run() const {
        Coroutines all;
        for (std::size_t i = 0; i < delays.size(); ++i)
            all.push_back(worker(numbers[i], delays[i], ends[i]));
        return check::run(all_errors(std::move(all)));
    }
};

std::string told(const Errors& errors) {
    if (errors.empty()) return "your program returned no error";
    return "your program returned: " + check::list(errors);
}

const check::Example example(
    {.name = "14_task_group",
     .title = "your exercise",
     .scale = 9s},
    [](lesson::Program& lesson) {
        Coroutines three;
        three.push_back(worker(1, 3s, Ends::well));
        three.push_back(worker(2, 1s, Ends::badly));
        three.push_back(worker(3, 3s, Ends::badly_when_cancelled));
        const Errors errors =
            lesson.run("the second fails after 1 s",
                       all_errors(std::move(three)));
        lesson::say("Your errors: " + check::list(errors) + ".");
    },
    "A task group gives tasks an owner. Whatever happens, all of "
    "them have ended when the block ends: after a failure the "
    "others are cancelled and waited for, including their "
    "clean-up, "
    "and no error is lost. That is why most programs that start "
    "out "
    "with gather really want a group; gather is for results that "
    "count each on its own.",
    {.time = 2s, .output = 64 * 1024});

}  // namespace

// What the exercise satisfies as shipped, or with nothing in it,
// counts only once this holds, too.
constexpr auto the_point = "when it ends, nobody is left behind";

TEST_CASE("if nothing fails, no error is returned" *
          check::needs(the_point)) {
    const Sample sample(false);
    const auto run = sample.run();
    check::that(
        run.result->empty(),
        fmt::format("Nothing failed, but {}.", told(*run.result)));
    check::that(run.elapsed() == sample.end(),
                fmt::format("Delays of {} took {}: {}",
                            check::list(sample.delays),
                            check::seconds(run.elapsed()),
                            check::because(run.record)));
}

TEST_CASE("when it ends, nobody is left behind" * check::points(2) *
          check::needs("if nothing fails, no error is returned")) {
    const Sample sample(true);
    const auto run = sample.run();
    const auto left = check::left_behind(run.record);
    check::that(
        left.empty(),
        fmt::format("One failed after {}. When all_errors ended, "
                    "some tasks had not: {}.",
                    check::seconds(sample.delays[sample.first()]),
                    left));
}

TEST_CASE("a failure stops the siblings" *
          check::needs(the_point)) {
    const Sample sample(true);
    const auto run = sample.run();
    const auto failed = sample.delays[sample.first()];
    check::that(
        run.elapsed() == sample.end(),
        fmt::format("One failed after {}, and each of the others "
                    "needs {} to clean up. All could have ended "
                    "after {}; it took {}.",
                    check::seconds(failed),
                    check::seconds(cleaning),
                    check::seconds(sample.end()),
                    check::seconds(run.elapsed())));
}

TEST_CASE("every error is told") {
    for (const int unclean_ones : {0, 1, 3}) {
        const Sample sample(true, unclean_ones);
        const auto run = sample.run();
        check::that(
            *run.result == sample.errors,
            fmt::format("What went wrong, in this order: {}; {}.",
                        check::list(sample.errors),
                        told(*run.result)));
    }
}

// What exercise 17 has to show, with parcels that come at times
// that the student has not seen.
//
// As shipped it fails at: the first parcel is there when it comes

#include <algorithm>
#include <memory>
#include <optional>

#include <check/check.hpp>
#include <check/schedules.hpp>

using namespace std::chrono_literals;

using Door = aio::Queue<int>;
using Doors = std::vector<Door*>;

// In exercise.cpp.
aio::Coroutine<int> first_parcel(Doors doors);

namespace {

// A parcel for each of three doors, and when it comes. The times
// are odd, so that looking now and then does not meet one exactly.
struct Plan {
    std::vector<int> parcels = check::numbers(3);
    std::vector<aio::duration> times = check::delays(3);

    Plan() {
        for (auto& time : times)
            time += std::chrono::milliseconds(check::number(1, 99));
    }
    aio::duration first() const {
        return *std::ranges::min_element(times);
    }
    std::string given() const {
        return fmt::format("Parcels {} come to doors at {}",
                           check::list(parcels),
                           check::list(times));
    }
};

// What was given, when it had ended, and what there is at the doors
// when all have come.
struct Seen {
    int parcel = 0;
    aio::duration ended{};
    std::vector<int> left;
};

using Street = std::vector<std::unique_ptr<Door>>;

aio::Coroutine<> bring(Door& door, int parcel, aio::duration when) {
    co_await aio::sleep(when);
    door.put_nowait(parcel);
}

aio::Coroutine<Seen> watched(Plan plan) {
    Street street;
    Doors doors;
    std::vector<aio::Task<>> bringing;
    for (std::size_t i = 0; i < plan.parcels.size(); ++i) {
        doors.push_back(
            street.emplace_back(std::make_unique<Door>()).get());
        bringing.push_back(aio::create_task(
            bring(*doors.back(), plan.parcels[i], plan.times[i]),
            fmt::format("postman {}", i + 1)));
    }
    const int parcel = co_await first_parcel(doors);
    const auto ended = aio::this_loop().now().time_since_epoch();

    co_await aio::gather(bringing);
    std::vector<int> left;
    for (Door* door : doors)
        while (!door->empty()) left.push_back(door->get_nowait());
    co_return Seen{parcel, ended, left};
}

Seen run(const Plan& plan) {
    return *check::run(watched(plan)).result;
}

// How many tasks there are besides those that bring and this one,
// as soon as a parcel is there.
aio::Coroutine<int> left_waiting(Plan plan) {
    Street street;
    Doors doors;
    for (std::size_t i = 0; i < plan.parcels.size(); ++i)
        doors.push_back(
            street.emplace_back(std::make_unique<Door>()).get());
    auto postman = aio::create_task(
        bring(*doors[1], plan.parcels[1], plan.times[1]),
        "postman");
    co_await first_parcel(doors);
    const auto all = aio::all_tasks();
    co_return static_cast<int>(
        std::ranges::count_if(
            all, [](const auto& task) { return !task.done(); }) -
        1);
}

// All parcels but one.
bool is_all_but(int parcel, std::vector<int> left,
                std::vector<int> parcels) {
    left.push_back(parcel);
    std::ranges::sort(left);
    std::ranges::sort(parcels);
    return left == parcels;
}

std::string what_became_of(const Seen& seen, const Plan& plan) {
    std::vector<int> lost = plan.parcels;
    std::erase(lost, seen.parcel);
    for (const int parcel : seen.left) std::erase(lost, parcel);
    return fmt::format(
        "{}. Number {} was returned, and then there are at the "
        "doors: {}. {}",
        plan.given(), seen.parcel, check::list(seen.left),
        lost.empty() ? "That is one too many."
                     : fmt::format("Lost: {}.", check::list(lost)));
}

const check::Example example(
    {.name = "17_first_come",
     .title = "your exercise",
     .scale = 9s},
    [](lesson::Program& lesson) {
        Plan plan;
        plan.parcels = {1, 2, 3};
        plan.times = {3s, 1s, 2s};
        const Seen seen = lesson.run("parcels after 3, 1 and 2 s",
                                     watched(std::move(plan)));
        lesson::say(fmt::format("Parcel {}, and {} still there.",
                                seen.parcel, seen.left.size()));
    },
    "wait tells that the first task has ended, but stops none. "
    "If you "
    "start a race you have to end it: cancel the losers, wait "
    "until "
    "they have ended, and look at what they hold, because two can "
    "win in "
    "the same turn. Give back what has been taken and is not "
    "wanted.",
    {.time = 2s, .output = 64 * 1024});

}  // namespace

TEST_CASE("the first parcel is there when it comes" *
          check::points(2)) {
    const Plan plan;
    const Seen seen = run(plan);
    const auto at = static_cast<std::size_t>(
        std::ranges::min_element(plan.times) - plan.times.begin());
    check::that(
        seen.parcel == plan.parcels[at] &&
            seen.ended == plan.first(),
        fmt::format(
            "{}. Number {} was returned at {}; it should be "
            "number {} at {}.",
            plan.given(), seen.parcel, check::seconds(seen.ended),
            plan.parcels[at], check::seconds(plan.first())));
}

TEST_CASE("when it ends, nobody waits at a door") {
    const Plan plan;
    const auto run = check::run(left_waiting(plan));
    check::that(
        *run.result == 0,
        fmt::format(
            "A parcel came to the second of three "
            "doors. When first_parcel had ended, {} "
            "still had not.",
            check::count(static_cast<std::size_t>(*run.result),
                         "task")));
}

TEST_CASE("what comes later is still there") {
    const Plan plan;
    const Seen seen = run(plan);
    check::that(is_all_but(seen.parcel, seen.left, plan.parcels),
                what_became_of(seen, plan));
}

TEST_CASE("of two that come at the same moment, one stays") {
    Plan plan;
    std::ranges::sort(plan.times);
    plan.times[1] = plan.times[0];
    const Seen seen = run(plan);
    check::that(is_all_but(seen.parcel, seen.left, plan.parcels),
                what_became_of(seen, plan));
}

TEST_CASE("under any of the first 1000 schedules one is taken") {
    Plan plan;
    plan.parcels.resize(2);
    plan.times.assign(2, plan.first());
    const auto tried = check::under_every_schedule(
        [&] { return watched(plan); },
        [&](const Seen& seen) {
            return seen.ended == plan.first() &&
                   is_all_but(seen.parcel, seen.left, plan.parcels);
        },
        1000);
    check::that(
        tried.wrong == 0,
        fmt::format("{0}. One should be returned at {2}, and "
                    "the others stay at the doors. In {1} "
                    "this fails. The timeline shows one.",
                    plan.given(), tried.how_many(),
                    check::seconds(plan.first())));
}

// What the facts of a check leave behind for the program that reports them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <check/check.hpp>
#include <lesson/lesson.hpp>
#include <timeline/record.hpp>
#include <timeline/tape.hpp>

namespace check::detail {

/// The last run of the case that is being looked at; or, once the case has said
/// that something does not hold, the run that it said it of.
struct LastRun {
    timeline::Record record;
    std::vector<aio::Report> reports;
};

/// A case begins: nothing has run, and the delays start over.
void begin_case(std::uint64_t seed);
/// Null if the case has run nothing yet.
const LastRun* last_run();

/// What the check says that its fact of this name is worth.
Worth& worth_of(const std::string& fact);

/// From now on this is given the whole tape of every run.
void tell_of_runs(std::function<void(const timeline::Tape&)>);

struct Shown {
    lesson::About about;
    std::function<void(lesson::Program&)> show;
    std::string insight;
    ExerciseLimits limits;
};
/// The check's Example; null if it has none.
const Shown* example();

}  // namespace check::detail

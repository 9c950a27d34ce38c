// The current case: what its facts leave behind for the program that reports them, and where their
// evidence comes from or goes to.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <check/check.hpp>
#include <check/evidence.hpp>
#include <lesson/lesson.hpp>
#include <timeline/record.hpp>
#include <timeline/tape.hpp>

namespace check::detail {

/// What check::run does in this process.
enum class Role {
    alone,   ///< runs the program
    runner,  ///< runs the program, and hands over what came of it
    judge,   ///< runs nothing, and takes what a runner has handed over
};

struct Stage {
    Role role = Role::alone;
    std::function<void(const std::string&)> hand_over = {};  ///< runner: receives framed pieces
    const Evidence* evidence = nullptr;                      ///< judge
    std::size_t memory = 0;  ///< judge: what the program could have, in bytes; 0: any
};
/// From now on.
void set_stage(Stage);

/// A case begins: nothing has run, and the delays start over.
void begin_case(std::uint64_t seed, const std::string& fact = {});

/// The last run of the current case; or, once the case has said that something does not hold, the
/// run that it said it about.
struct LastRun {
    timeline::Tape tape;
    timeline::Record record;
    std::vector<aio::Report> reports;
};
/// Null if the case has run nothing yet.
const LastRun* last_run();

/// From now on this receives the whole tape of every run.
void tell_of_runs(std::function<void(const timeline::Tape&)>);

/// Judge: whether the case has asked for something that was not handed over.
bool lacks_evidence();
/// Why what was handed over for the case is impossible; empty if it is possible.
std::string refused();

/// How much the fact of this name is worth, by the check.
Worth& worth_of(const std::string& fact);

struct Shown {
    lesson::About about;
    std::function<void(lesson::Program&)> show;
    std::string insight;
    ExerciseLimits limits;
};
/// The check's Example; null if it has none.
const Shown* example();

}  // namespace check::detail

// A program under every schedule, as one tree, which the reader walks as its scheduler. It
// comes from a lesson's schedules.cpp, which has run the program under each of them:
// lesson/every_schedule.hpp.
//
// A node is what happens up to the next moment at which several tasks are ready, and has a
// branch for each of them. All that is worked out here is which runs begin alike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <aio/coroutine.hpp>
#include <book/runs.hpp>
#include <book/source.hpp>
#include <book/tape_json.hpp>

namespace book {

struct ScheduleNode {
    std::size_t first_event = 0, events = 0;  ///< on the tree's tape
    std::vector<std::string> shown;           ///< then: values, one for each label
    std::vector<std::uint32_t> ready;         ///< tasks; empty where the run is over
    std::vector<ScheduleNode> branches;       ///< what follows if that one runs next
    bool failed = false;                      ///< the run is over, and came out wrong
};

struct ScheduleTree {
    /// Its tape is the nodes' events, each node's before its branches'.
    Playable playable;
    std::vector<std::string> labels;  ///< "counter", "lock"
    ScheduleNode root;
    std::size_t schedules = 0, failed = 0;  ///< ends in the tree
    /// Runs that came to them, as aio::explore_all counts: after main's end the loop may end
    /// the tasks that are left in any order, which makes no difference here.
    std::size_t runs = 0, failed_runs = 0;
};

struct Schedules {
    std::string goal;  ///< "lose an update"
    Source source;     ///< schedules.cpp: its head is the page's text
    Source played;     ///< see played_source.hpp
    std::vector<ScheduleTree> trees;
};

/// One tree for each title. `file` is what errors name. Throws BookError if these are not
/// the tapes of all schedules, depth first.
Schedules schedules_of(const std::vector<timeline::Tape>& tapes, const std::string& file);

/// Runs the lesson's program of schedules; no trees, if it has none. Throws BookError. The
/// playables have no source yet: see point_at_sources.
aio::Coroutine<Schedules> read_schedules(Runs&, std::string lesson);

/// Lets the trees' playables point to `played`, once the schedules are where they stay.
void point_at_sources(Schedules&);

/// The section of the page. Empty if there are no trees.
std::string schedules_html(const Schedules&, const std::string& number);

}  // namespace book

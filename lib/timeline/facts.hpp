// Questions that an exercise's check asks of a record. None of them counts
// main (task 1), because main is alive from the first event to the last.
//
//   const timeline::Record record = recorder.record();
//   CHECK(timeline::one_after_another(record));           // lesson 01
//   CHECK(timeline::all_overlap(record));                 // lesson 02
//   CHECK(timeline::finish_order(record) == std::vector<std::string>{"delay 2", "delay 3", "delay
//   1"});
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <timeline/record.hpp>

namespace timeline {

/// From the task's first step to its end, or to the record's `now` if it has
/// not ended; zero if it never started.
aio::duration lifetime(const Record&, const Row&);

/// Whether both had started, and neither had ended, at some moment. Decided
/// by the order of events: a task that ends at 3 s, before another starts at
/// 3 s, does not overlap it.
bool overlapped(const Row& a, const Row& b);

/// For how long both were started and not yet ended.
aio::duration overlap(const Record&, const Row& a, const Row& b);

/// Names of the tasks that started, in the order of their first steps.
std::vector<std::string> start_order(const Record&);

/// Names of the tasks that ended (finished, failed or were cancelled), in that order.
std::vector<std::string> finish_order(const Record&);

/// Whether each task started only when the one before had ended, and at most
/// `gap` later. True for fewer than two tasks. A check under the real clock
/// gives a `gap` of some milliseconds.
bool one_after_another(const Record&, aio::duration gap = {});

/// Whether every task that started did so before any of them ended. False
/// for fewer than two tasks.
bool all_overlap(const Record&);

/// How many tasks existed when main first suspended: 3 if a program creates
/// its three tasks before it awaits the first, 1 if it awaits each at once.
std::size_t created_before_first_await(const Record&);

/// How many tasks have not ended. 0 after a run that left none behind.
std::size_t still_alive(const Record&);

/// The longest step of any task, main included: how long the loop was held up.
aio::duration longest_step(const Record&);

}  // namespace timeline

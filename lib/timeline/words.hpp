// A record in words, for those who cannot see a picture of it:
//
//   main: started at 0 s; waited from 0 s to 3 s for task 'delay 1'; finished at 3 s.
//   delay 1: started at 0 s; waited from 0 s to 3 s for sleep; finished at 3 s.
//   total 3.000 s, at most 1 task at once
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <timeline/record.hpp>

namespace timeline {

struct WordsOptions {
    bool show_main = true;
    bool frames = false;         ///< coroutines' frames, up to a dozen
    std::size_t max_rows = 20;   ///< tasks, and connections; the others are counted
    std::size_t max_steps = 12;  ///< of one row; the others are counted
};

/// A paragraph for each task in order of creation, for each connection, and for each lock,
/// semaphore and queue that has a name; then the total and, if the run ended in a deadlock, who
/// waits for whom. The caller wraps them. What takes less than a millisecond is left out. A pure
/// function.
std::vector<std::string> in_words(const Record&, const WordsOptions& = {});

}  // namespace timeline

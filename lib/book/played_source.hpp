// Which file a companion of a lesson plays, its what_if.cpp or schedules.cpp.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <book/source.hpp>
#include <timeline/tape.hpp>

namespace book {

/// lesson.cpp, if its coroutines are on the tapes: then the companion includes it. Otherwise
/// the companion itself, which has copies of those that it does not change: beside a tape
/// there stands one file. `companion` is "lessons/15_races/schedules.cpp". Throws BookError.
Source played_source(const std::vector<timeline::Tape>& tapes, const std::string& companion,
                     const std::filesystem::path& root);

}  // namespace book

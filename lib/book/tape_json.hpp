// A tape as the player reads it: the same events, written short.
//
//   {"kinds":["created",...],"causes":["","turn",...],        once, for all tapes of a page
//    "tapes":[{"id":"near-miss-1","title":"...","file":"lessons/02_.../lesson.cpp","own":true,
//              "shows":[[19,23],[29,36]],                     the lines of the functions in it
//              "places":[[0,""],[30,"create_then_await"],...],
//              "texts":["",...],
//              "events":[[10,0,...],...]}]}
//
// An event is [kind, at, task, by, frame, caller, number, what, why, place, until, text,
// parts, level, most], zeros at its end left out. Times are in seconds; until is 0 if there is
// none.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <book/source.hpp>
#include <timeline/tape.hpp>

namespace book {

/// A program that a page can play.
struct Playable {
    std::string id;       ///< within the lesson: "near-miss-1"
    std::string title;    ///< "near-miss 1: bare coroutines"
    timeline::Tape tape;  ///< a view
    const Source* source = nullptr;
    bool is_own = true;  ///< the lesson's; otherwise it is there to be compared with
};

/// The lines to show beside a tape: of each function that is named on it.
std::vector<std::pair<std::size_t, std::size_t>> lines_shown(const Playable&);

/// One object for all of a page's.
std::string tapes_json(const std::vector<Playable>&);

}  // namespace book

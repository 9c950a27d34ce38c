// Why a program took as long as it did, in plain words, worked out from what
// was recorded: it stays true when a student changes the lesson.
#pragma once

#include <string>

#include <timeline/record.hpp>
#include <timeline/tape.hpp>

namespace lesson {

/// What decided how long it took. A question "why" is answered by one of these.
enum class Reason {
    nothing_to_wait_for,
    no_task,   ///< one coroutine waited, for one thing after another
    one_task,  ///< and nothing that could overlap it
    in_turn,   ///< no two tasks were under way at the same time
    at_once,   ///< all of them were
    partly_at_once,
    loop_held,       ///< a task ran on without an await, and no other could run
    waited_in_line,  ///< all were under way, but waited for something that only a few can have

    network,              ///< opening connections and getting answers
    own_connections,      ///< each request opened one, one after another
    kept_connections,     ///< one carried several requests, one after another
    side_by_side,         ///< requests were under way at the same time
    slow_answer,          ///< the answer to the one request was slow
    never_connected,      ///< given up before there was a connection
    given_up_in_silence,  ///< given up when the server had sent nothing for long
    given_up_in_all,      ///< given up although the server kept sending: it took too long in all

    siblings_ran_on,      ///< one failed, and the others went on to their ends
    siblings_cancelled,   ///< one failed, and the others were cancelled
    nobody_waited,        ///< one failed, nobody was told, and the others went on to their ends
    errors_kept,          ///< some failed, and the errors were looked at when all had ended
    cancelled,            ///< asked to end, and ended at once
    cleaned_up,           ///< asked to end, and had some cleaning up to do
    clean_up_cancelled,   ///< asked to end, and asked again while it was cleaning up
    cancel_ignored,       ///< asked to end, and went on
    first_come,           ///< the first to end ended the others
    limit,                ///< a time limit cancelled what main waited for
    limits_add_up,        ///< several did, one after another
    budget,               ///< one limit around several others did
    outlived_its_waiter,  ///< the limit ended the waiting, not the work
    deadlock,             ///< nothing could run any more
    cut_off,              ///< main ended first, and the loop cancelled the rest
};

struct Explanation {
    Reason reason{};
    std::string text;  ///< "each task was awaited to its end before ...", one paragraph
};

/// Times are rounded to a tenth of a second.
Explanation explain(const timeline::Record&);

/// The same, and more than a record shows: waited_in_line and budget are found only on tapes.
Explanation explain(const timeline::Tape&);

/// "Why 9 s: ...": the explanation, to be wrapped by the caller.
std::string verdict(const timeline::Tape&);

}  // namespace lesson

// What a question asks of a tape: a small language, so that an answer is what happened, and
// not what somebody expected.
//
//   elapsed                            "3 s"
//   time of EVENT                      "1.5 s"
//   order of starts                    "delay 1, delay 2": tasks, main left out
//   order of ends
//   notes ["PART"]                     "sleeping, awake": what is said, in order; only
//                                      what has PART in it; "nothing"
//   speakers ["PART"]                  "delay 2, main": who says it
//   ready queue after EVENT            "delay 1, delay 2": who will run, in this
//                                      order; "nobody"
//   next task after EVENT              "delay 1": whose step begins next
//   next line after EVENT              "co_await task;": see below
//   longest wait of TASK               the line where it waits longest
//   fate of TASK                       finished, failed, cancelled, or left
//   number of tasks                    how many began, main left out
//   number of tasks at once            the most
//   number of connections
//   number of coroutines never awaited
//   reason                             why it took so long: "at_once", as lesson::Reason
//
// TASK is `main`, `"delay 2"`, or `task 2`: the second that was created, main left out.
// EVENT is one of these, the first of its kind, or with `#2` behind it the second:
//
//   TASK is created    TASK begins         TASK says "PART"
//   TASK waits         TASK goes on        TASK is cancelled    (it is asked to end)
//   TASK ends
//
// `next line` is the next that a tape knows: it awaits, makes a task or says
// something, whoever runs it. A line is the text of the source, without its indent.
#pragma once

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <timeline/tape.hpp>

namespace book {

/// A task of any run.
struct TaskName {
    std::string name;        ///< "main", "delay 2"; empty: it is named by its number
    std::size_t number = 0;  ///< the first created is 1, main left out
};

/// Something that happens in a run.
struct Happening {
    enum class What { is_created, begins, says, waits, goes_on, is_cancelled, ends };

    What what{};
    TaskName task;
    std::string text;       ///< of says: a part of it
    std::size_t count = 1;  ///< the first, the second, ...
};

struct Query {
    enum class What {
        elapsed,
        time,
        starts,
        ends,
        notes,
        speakers,
        ready_queue,
        next_task,
        next_line,
        longest_wait,
        fate,
        tasks,
        tasks_at_once,
        connections,
        never_awaited,
        reason,
    };

    What what{};
    std::string part;                ///< of notes and speakers: a part of what is said
    TaskName task;                   ///< of longest_wait and fate
    std::optional<Happening> event;  ///< of time, ready_queue, next_task, next_line
    std::string text;                ///< as it was written
};

/// For the rules on how many of each a lesson asks.
enum class QuestionKind { how_long, order_or_line, why, other };
QuestionKind kind_of(const Query&);

/// A text that is not a query, or a query that a tape cannot answer. One sentence.
class QueryError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Throws QueryError.
Query parse_query(std::string_view text);

/// What the tape answers. `root` is the folder that its places are relative to. Throws
/// QueryError if there is no such task or event, or the source cannot be read.
std::string value_of(const Query&, const timeline::Tape&, const std::filesystem::path& root);

}  // namespace book

// Which fields the events of each kind have, as tape.hpp says: the others are 0.
#include <timeline/tape_checker.hpp>

#include <timeline/tape_file.hpp>

namespace timeline {
namespace {

using Kind = Event::Kind;

enum Field : unsigned {
    task = 1u << 0,
    by = 1u << 1,
    frame = 1u << 2,
    caller = 1u << 3,
    number = 1u << 4,
    why = 1u << 5,
    what = 1u << 6,
    place = 1u << 7,
    seen = 1u << 8,
    text = 1u << 9,
    parts = 1u << 10,
    until = 1u << 11,
    hidden = 1u << 12,
    threw = 1u << 13,
    level = 1u << 14,
    most = 1u << 15,
};

struct Fields {
    unsigned always, sometimes = 0;
};

// In the order of the kinds.
constexpr Fields fields[] = {
    {task | frame | seen | text, by | place | hidden},         // created
    {task | why, by | what},                                   // ready
    {task | frame | place | seen},                             // running
    {task | frame | place | seen | why | text, what | until},  // waiting
    {task | frame | place | seen | text, why | what},          // awaited
    {task, by | place | seen | why},                           // cancel requested
    {task, text},                                              // renamed
    {task},                                                    // finished
    {task, text},                                              // failed
    {task, text},                                              // cancelled
    {frame | place | seen},                                    // frame made
    {frame | caller | place | seen},                           // frame entered
    {frame, threw},                                            // frame returned
    {frame},                                                   // frame destroyed
    {number},                                                  // turn
    {0, by | why | until},                                     // idle
    {number | why, by | what | text | hidden},                 // callback ready
    {number},                                                  // callback runs
    {number | until, task | text},                             // timer armed
    {number},                                                  // timer disarmed
    {number},                                                  // timer fires
    {number | text, by | parts | place | seen},                // future made
    {number, by | why},                                        // future done
    {0, task | text | place | seen},                           // note
    {number, task | text},                                     // connection opening
    {number, task | text},                                     // connection busy
    {number, task | text},                                     // connection idle
    {number, task | text},                                     // connection closed
    {number, task | text},                                     // connection broken
    {number | by | place | seen, text},                        // lock taken
    {number, by | text},                                       // lock released
    {number | by | level | most | place | seen, text},         // place taken
    {number | most, by | level | text},                        // place given back
    {number | level, by | most | text},                        // item put
    {number, by | level | most | text},                        // item got
    {0},                                                       // closing
    {0},                                                       // deadlock
    {0},                                                       // run ends
    {0},                                                       // cut
};
static_assert(std::size(fields) == static_cast<std::size_t>(Kind::cut) + 1);

unsigned fields_of(const Event& event) {
    unsigned all = 0;
    const auto note = [&](Field field, bool is_there) { all |= is_there ? field : 0u; };
    note(task, event.task != 0);
    note(by, event.by != 0);
    note(frame, event.frame != 0);
    note(caller, event.caller != 0);
    note(number, event.number != 0);
    note(why, event.why != aio::Cause::none);
    note(what, event.what != 0);
    note(place, event.place != 0);
    note(seen, event.seen != 0);
    note(text, event.text != 0);
    note(parts, event.parts != 0);
    note(until, event.until != Event::no_time);
    note(hidden, event.hidden);
    note(threw, event.threw);
    note(level, event.level != 0);
    note(most, event.most != 0);
    return all;
}

}  // namespace

void TapeChecker::require_fields(const Event& event) const {
    must(event.kind <= Kind::cut, "the kind of the event is unknown");
    must(event.why <= Cause::call, "why it happened is unknown");
    must(event.place < tape_.places.size() && event.seen < tape_.places.size() &&
             event.text < tape_.texts.size() && event.parts < tape_.parts.size(),
         "the tape has no such place, text or parts");
    const Fields& its = fields[static_cast<std::size_t>(event.kind)];
    const unsigned given = fields_of(event);
    const std::string name = '"' + std::string(word_of(event.kind)) + '"';
    must((its.always & ~given) == 0, name + " lacks a field that it always has");
    must((given & ~(its.always | its.sometimes)) == 0, name + " has a field that it never has");
}

}  // namespace timeline

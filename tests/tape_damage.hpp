// An ordinary tape to be damaged, for the tests of what check_tape refuses.
//
//   TEST_CASE_FIXTURE(Damaged, "time goes back") {
//       find(Kind::turn, 5)->when -= 1s;
//       refused("time goes back");
//   }
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tape_programs.hpp"

using namespace std::chrono_literals;
using timeline::Event;
using timeline::Tape;
using Kind = timeline::Event::Kind;
using Events = std::vector<Event>;
using Matches = std::function<bool(const Event&)>;

inline const Tape& whole() {
    static const Tape tape = tape_of(ordinary());
    return tape;
}

struct Damaged {
    Tape tape = whole();
    Events& events = tape.events;

    // The n-th event of the kind, from 1, that also satisfies this.
    Events::iterator find(
        Kind kind, int n = 1, const Matches& matches = [](const Event&) { return true; }) {
        for (auto event = events.begin(); event != events.end(); ++event)
            if (event->kind == kind && matches(*event) && --n == 0) return event;
        FAIL("the ordinary tape has no such event");
        return events.end();
    }
    Events::iterator find(Kind kind, const Matches& matches) { return find(kind, 1, matches); }

    void refused(const std::string& sentence) const {
        const std::string told = contradiction_in(tape);
        CHECK_MESSAGE(told.find(sentence) != std::string::npos, "told: ", told);
    }
};

/// Of tasks that share a lock, a semaphore and a queue.
struct DamagedSharing : Damaged {
    DamagedSharing() { tape = tape_of(sharing()); }
};

inline bool sleeps(const Event& event) { return event.why == aio::Cause::time; }
inline bool for_a_task(const Event& event) { return event.why == aio::Cause::task; }
inline bool for_a_lock(const Event& event) { return event.why == aio::Cause::resource; }
inline bool for_a_future(const Event& event) { return event.why == aio::Cause::future; }

// timeline/check_tape.hpp: how much of a tape could be changed without being noticed?
//
//   build/tests/tape_changes -s       # prints the table
//   CHANGES=100000 build/tests/tape_changes -s
//
// One event of a real tape is changed in one way. Some changes give another tape that aio could
// have made, such as one with another note: no checker can notice those. The bounds below are
// slightly below what is noticed today.
#include <doctest/doctest.h>

#include <cstdlib>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "tape_programs.hpp"

using namespace std::chrono_literals;
using timeline::Event;
using timeline::Tape;

namespace {

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t n) { return n == 0 ? 0 : random() % n; }

// A number that occurs on tapes, but not this one.
std::uint32_t another(Random& random, std::uint32_t number, std::size_t below_this) {
    for (;;) {
        const auto other = static_cast<std::uint32_t>(below(random, below_this + 1));
        if (other != number) return other;
    }
}

// Changes the event at an index; false if it cannot be changed in this way.
using Change = std::function<bool(Tape&, std::size_t, Random&)>;

template <class Field>
Change number_changed(Field Event::* field, std::size_t below_this = 12) {
    return [=](Tape& tape, std::size_t i, Random& random) {
        Field& number = tape.events[i].*field;
        if (number == 0 && random() % 8 != 0) return false;  // few events have all fields
        number = another(random, number, below_this);
        return true;
    };
}
Change table_changed(std::uint32_t Event::* field, std::function<std::size_t(const Tape&)> size) {
    return [=](Tape& tape, std::size_t i, Random& random) {
        std::uint32_t& number = tape.events[i].*field;
        if (number == 0 || size(tape) < 3) return false;
        number = another(random, number, size(tape) - 1);
        return true;
    };
}

struct Kind {
    std::string name;
    bool is_told;  // whether something on a tape usually shows it
    Change change;
};

const std::vector<Kind>& kinds() {
    const auto places = [](const Tape& tape) { return tape.places.size(); };
    static const std::vector<Kind> all{
        {"left out", true,
         [](Tape& tape, std::size_t i, Random&) {
             tape.events.erase(tape.events.begin() + static_cast<std::ptrdiff_t>(i));
             return true;
         }},
        {"repeated", true,
         [](Tape& tape, std::size_t i, Random&) {
             const Event again = tape.events[i];
             tape.events.insert(tape.events.begin() + static_cast<std::ptrdiff_t>(i), again);
             return true;
         }},
        {"swapped with the next", true,
         [](Tape& tape, std::size_t i, Random&) {
             if (i + 1 == tape.events.size() || tape.events[i] == tape.events[i + 1]) return false;
             std::swap(tape.events[i], tape.events[i + 1]);
             return true;
         }},
        {"of another kind", true,
         [](Tape& tape, std::size_t i, Random& random) {
             auto& kind = tape.events[i].kind;
             kind = static_cast<Event::Kind>(another(random, static_cast<std::uint32_t>(kind), 37));
             return true;
         }},
        {"later", true,
         [](Tape& tape, std::size_t i, Random&) {
             tape.events[i].when += 1s;
             return true;
         }},
        {"earlier", true,
         [](Tape& tape, std::size_t i, Random&) {
             tape.events[i].when -= 1s;
             return true;
         }},
        {"another deadline", true,
         [](Tape& tape, std::size_t i, Random& random) {
             auto& until = tape.events[i].until;
             if (until == Event::no_time) return false;
             until += random() % 2 == 0 ? 1s : -1s;
             return true;
         }},
        {"another cause", true,
         [](Tape& tape, std::size_t i, Random& random) {
             auto& why = tape.events[i].why;
             if (why == aio::Cause::none && random() % 8 != 0) return false;
             why = static_cast<aio::Cause>(another(random, static_cast<std::uint32_t>(why), 9));
             return true;
         }},
        {"another task", true, number_changed(&Event::task)},
        {"by another task", true, number_changed(&Event::by)},
        {"another frame", true, number_changed(&Event::frame)},
        {"another caller", true, number_changed(&Event::caller)},
        {"another number", true, number_changed(&Event::number)},
        {"another target", true, number_changed(&Event::what)},
        {"another level", true, number_changed(&Event::level, 3)},
        {"another size", true, number_changed(&Event::most, 3)},
        {"other parts", false,
         table_changed(&Event::parts, [](const Tape& tape) { return tape.parts.size(); })},
        {"another line", false, table_changed(&Event::place, places)},
        {"seen at another line", false, table_changed(&Event::seen, places)},
        {"another text", false,
         table_changed(&Event::text, [](const Tape& tape) { return tape.texts.size(); })},
        {"threw, or did not", false,
         [](Tape& tape, std::size_t i, Random&) {
             if (tape.events[i].kind != Event::Kind::frame_returned) return false;
             tape.events[i].threw = !tape.events[i].threw;
             return true;
         }},
        {"hidden, or not", false,
         [](Tape& tape, std::size_t i, Random&) {
             if (tape.events[i].kind != Event::Kind::created) return false;
             tape.events[i].hidden = !tape.events[i].hidden;
             return true;
         }},
    };
    return all;
}

struct Count {
    int made = 0, noticed = 0;
    void add(bool was_noticed) {
        ++made;
        noticed += was_noticed ? 1 : 0;
    }
    [[nodiscard]] double share() const { return made == 0 ? 0 : 100.0 * noticed / made; }
};

std::string row(const std::string& name, const Count& count) {
    const std::string share = std::to_string(count.share());
    return "\n  " + name + std::string(24 - name.size(), ' ') + std::to_string(count.noticed) +
           " of " + std::to_string(count.made) + ", " + share.substr(0, share.find('.') + 2) + " %";
}

int how_many() {
    const char* given = std::getenv("CHANGES");
    return given ? std::atoi(given) : 6000;
}

}  // namespace

TEST_CASE("nearly every change of one event of a real tape is noticed") {
    std::vector<Tape> tapes{tape_of(ordinary()), tape_of(sharing())};
    for (std::uint64_t seed = 1; tapes.size() < 30; ++seed)
        if (Tape tape = random_tape(seed); tape.events.size() > 60 && tape.events.size() < 500)
            tapes.push_back(std::move(tape));

    Random random(11);
    std::map<std::string, Count> counts;
    std::map<std::string, int> missed;
    Count all, told;
    while (all.made < how_many()) {
        Tape tape = tapes[below(random, tapes.size())];
        const Kind& kind = kinds()[below(random, kinds().size())];
        const std::size_t i = below(random, tape.events.size());
        const Event before = tape.events[i];
        if (!kind.change(tape, i, random)) continue;
        const bool noticed = contradiction_in(tape) != "";
        counts[kind.name].add(noticed);
        all.add(noticed);
        if (kind.is_told) told.add(noticed);
        if (!noticed) ++missed[kind.name + ": " + std::to_string(static_cast<int>(before.kind))];
    }

    std::string table;
    for (const Kind& kind : kinds()) table += row(kind.name, counts[kind.name]);
    table += row("order, time, causes, ids", told) + row("all", all);
    for (const auto& [what, times] : missed)
        table += "\n   missed " + what + " " + std::to_string(times);
    MESSAGE("noticed, of changes of one event:" << table);
    CHECK(told.share() > 90);
}

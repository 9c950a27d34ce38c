#include <coach/shown_run.hpp>

#include <timeline/record.hpp>
#include <timeline/svg.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace coach {
namespace {

// Null if there is none.
const timeline::Tape* shown_tape(const Verdict& verdict) {
    const Fact* fact = shown_fact(verdict);
    if (!fact) return nullptr;
    const auto tape = std::ranges::find(verdict.tapes, fact->name, &timeline::Tape::title);
    return tape == verdict.tapes.end() ? nullptr : &*tape;
}

}  // namespace

const Fact* shown_fact(const Verdict& verdict) {
    const Fact* failure = verdict.first_failure();
    if (failure) return failure->picture.empty() ? nullptr : failure;
    const auto fact =
        std::ranges::find_if(verdict.facts, [](const Fact& one) { return !one.picture.empty(); });
    return fact == verdict.facts.end() ? nullptr : &*fact;
}

void keep_shown_tape(Verdict& verdict) {
    std::vector<timeline::Tape> kept;
    if (const timeline::Tape* tape = shown_tape(verdict)) kept.push_back(*tape);
    verdict.tapes = std::move(kept);
}

std::string shown_picture(const Verdict& verdict) {
    const timeline::Tape* tape = shown_tape(verdict);
    if (!tape) return {};
    timeline::Record record = timeline::record_of(*tape);
    // A run that took no time at all has an axis all the same.
    const timeline::SvgOptions how{.axis_end = record.elapsed() > aio::duration{}
                                                   ? aio::duration{}
                                                   : aio::duration(std::chrono::seconds(1))};
    return timeline::svg(tape->title, {{"", std::move(record)}}, how);
}

}  // namespace coach

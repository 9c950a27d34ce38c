#include <coach/shown_run.hpp>

#include <timeline/record.hpp>
#include <timeline/svg.hpp>

#include <algorithm>
#include <utility>

namespace coach {
namespace {

// A fact's picture is that of its last run. Null if it has none.
const timeline::Tape* shown_tape(const Verdict& verdict) {
    const Fact* fact = shown_fact(verdict);
    if (!fact) return nullptr;
    const auto tape =
        std::find_if(verdict.tapes.rbegin(), verdict.tapes.rend(),
                     [&](const timeline::Tape& one) { return one.title == fact->name; });
    return tape == verdict.tapes.rend() ? nullptr : &*tape;
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
    return timeline::svg(tape->title, {{"", timeline::record_of(*tape)}});
}

}  // namespace coach

#include <coach/report.hpp>

#include <algorithm>
#include <sstream>
#include <utility>
#include <variant>

#include <check/protocol.hpp>

namespace coach {

namespace protocol = check::protocol;

Report::Report(const std::string& text, Verdict& verdict) {
    std::istringstream stream(text);
    for (std::string raw; std::getline(stream, raw);) {
        std::optional<protocol::Line> line = protocol::read_line(raw);
        if (!line) continue;
        if (std::holds_alternative<protocol::Begin>(*line)) has_begun_ = true;
        if (std::holds_alternative<protocol::End>(*line)) has_ended_ = true;
        if (auto* result = std::get_if<protocol::FactResult>(&*line))
            take(std::move(*result), verdict);
        if (const auto* tape = std::get_if<protocol::RunTape>(&*line)) take(*tape, verdict);
        if (const auto* one = std::get_if<protocol::Refused>(&*line); one && refused_.empty())
            refused_ = one->why;
    }
}

void Report::take(protocol::FactResult result, Verdict& verdict) {
    const auto fact = std::ranges::find(verdict.facts, result.name, &Fact::name);
    if (fact == verdict.facts.end()) return;
    *fact = {.name = fact->name,
             .worth = fact->worth,
             .looked_at = true,
             .holds = result.holds,
             .says = std::move(result.says),
             .notes = std::move(result.notes),
             .picture = std::move(result.picture),
             .words = std::move(result.words),
             .seconds = result.seconds};
}

void Report::take(const protocol::RunTape& tape, Verdict& verdict) try {
    verdict.tapes.push_back(timeline::Tape::read(tape.text));
} catch (const timeline::TapeError&) {
    // Then there is one picture less.
}

bool Report::is_complete(const Verdict& verdict) const {
    return has_ended_ && std::ranges::all_of(verdict.facts, &Fact::looked_at);
}

}  // namespace coach

#include <coach/report.hpp>

#include <algorithm>
#include <sstream>
#include <utility>
#include <variant>

#include <check/protocol.hpp>

namespace coach {

namespace protocol = check::protocol;

Report::Report(const std::string& text, const std::string& word, Verdict& verdict) {
    std::istringstream stream(text);
    for (std::string raw; std::getline(stream, raw);) {
        std::optional<protocol::Line> line;
        if (raw.starts_with(word)) line = protocol::read_line(raw.substr(word.size()));
        in_order_ = in_order_ && line && !has_ended_;
        if (!line) continue;

        if (const auto* begin = std::get_if<protocol::Begin>(&*line)) {
            has_begun_ = true;
            in_order_ =
                in_order_ && std::ranges::equal(begin->facts, verdict.facts, {}, {}, &Fact::name);
        } else if (auto* result = std::get_if<protocol::FactResult>(&*line)) {
            take(std::move(*result), verdict);
        } else if (const auto* tape = std::get_if<protocol::RunTape>(&*line)) {
            take(*tape, verdict);
        } else if (std::holds_alternative<protocol::End>(*line)) {
            has_ended_ = true;
        }
    }
}

void Report::take(protocol::FactResult result, Verdict& verdict) {
    const auto fact = std::ranges::find(verdict.facts, result.name, &Fact::name);
    if (fact == verdict.facts.end() || fact->looked_at)
        in_order_ = false;
    else
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

void Report::take(const protocol::RunTape& tape, Verdict& verdict) {
    try {
        verdict.tapes.push_back(timeline::Tape::read(tape.text));
    } catch (const timeline::TapeError&) {
        in_order_ = false;
    }
}

bool Report::is_complete(const Verdict& verdict) const {
    return in_order_ && has_ended_ && std::ranges::all_of(verdict.facts, &Fact::looked_at);
}

}  // namespace coach

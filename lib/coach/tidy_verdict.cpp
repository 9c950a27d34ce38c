#include <coach/tidy_verdict.hpp>

#include <coach/gradebook_text.hpp>
#include <coach/shortened.hpp>
#include <terminal/width.hpp>
#include <timeline/tape.hpp>

#include <cstddef>
#include <string>
#include <utility>

namespace coach {
namespace {

constexpr std::size_t most_output = 64 << 10,  // bytes of what a program or a compiler says
    most_line = 8 << 10;                       // bytes of a sentence

void tidy(timeline::Tape& tape) {
    for (std::string& text : tape.texts) text = terminal::clean(text, true);
    for (timeline::Place& place : tape.places)
        place = timeline::Place::make(terminal::clean(place.file, true), place.line,
                                      terminal::clean(place.function, true), place.in_library);
}

}  // namespace

void tidy(Verdict& verdict) {
    for (std::string* text : {&verdict.text, &verdict.warnings, &verdict.output, &verdict.notice})
        *text = clean_lines(shortened(std::move(*text), most_output));
    for (Fact& fact : verdict.facts)
        for (auto* lines : {&fact.says, &fact.notes, &fact.picture, &fact.words})
            for (std::string& line : *lines)
                line = clean_lines(shortened(std::move(line), most_line));
    for (timeline::Tape& tape : verdict.tapes) tidy(tape);
}

}  // namespace coach

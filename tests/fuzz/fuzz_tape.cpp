// Any bytes as a file of tapes: they are tapes, or one sentence says why not. Any tape that is read
// can be written again, turned into a view, drawn, and checked.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <timeline/check_tape.hpp>
#include <timeline/record.hpp>
#include <timeline/tape_file.hpp>
#include <timeline/tape_view.hpp>
#include <timeline/text.hpp>

#include "must.hpp"

namespace {

using timeline::Tape;

void must_be_a_sentence(std::string_view text) {
    must(!text.empty() && text.size() < 400, "an error is one sentence");
    for (const char c : text)
        must(static_cast<unsigned char>(c) >= ' ', "an error's text is one line");
}

void check(const Tape& tape) {
    const std::string text = tape.write();
    const Tape again = Tape::read(text);
    must(again == tape, "a tape survives being written and read");
    must(again.write() == text, "there is one way to write a tape");
    if (const auto wrong = timeline::check_tape(tape)) must_be_a_sentence(wrong->sentence);
    if (!tape.whole) return;
    Tape view = timeline::program_view(tape);
    must(view.events.size() <= 2 * tape.events.size(), "a view is no longer than the tape");
    must(!view.whole, "a view says that it is one");
    static_cast<void>(timeline::draw(timeline::record_of(tape), {.width = 80}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try {
        for (const Tape& tape : timeline::read_tapes(text)) check(tape);
    } catch (const timeline::TapeError& error) {
        must_be_a_sentence(error.what());
    }
    return 0;
}

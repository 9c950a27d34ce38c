#include <book/played_source.hpp>

#include <algorithm>

#include <book/files.hpp>

namespace book {
namespace {

bool is_on(const timeline::Tape& tape, const std::string& file) {
    return std::ranges::find(tape.places, file, &timeline::Place::file) != tape.places.end();
}

}  // namespace

Source played_source(const std::vector<timeline::Tape>& tapes, const std::string& companion,
                     const std::filesystem::path& root) {
    const std::string lesson = companion.substr(0, companion.find_last_of('/')) + "/lesson.cpp";
    const bool includes =
        std::ranges::any_of(tapes, [&](const auto& tape) { return is_on(tape, lesson); });
    const std::string& played = includes ? lesson : companion;
    return parse_source(played, text_of(root / played));
}

}  // namespace book

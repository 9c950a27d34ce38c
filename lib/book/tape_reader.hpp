// Reads a tape from its beginning, and knows at each event what went before: the answers
// to all queries that a timeline::Record does not have.
//
//   TapeReader(tape, root).next_line(*query.event)   // "co_await task;"
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <book/question_query.hpp>
#include <timeline/tape.hpp>

namespace book {

/// "delay 1, delay 2".
std::string list_of(const std::vector<std::string>& names, const char* none = "nobody");

/// Each answer is as question_query.hpp says. QueryError where there is none.
class TapeReader {
public:
    /// Both must outlive it. `root` is the folder that the tape's places are relative to.
    TapeReader(const timeline::Tape& tape, const std::filesystem::path& root)
        : tape_(tape), root_(root) {}

    [[nodiscard]] std::string time(const Happening&) const;
    [[nodiscard]] std::string notes(const std::string& part) const;
    [[nodiscard]] std::string speakers(const std::string& part) const;
    [[nodiscard]] std::string ready_queue(const Happening& after) const;
    [[nodiscard]] std::string next_task(const Happening& after) const;
    [[nodiscard]] std::string next_line(const Happening& after) const;
    [[nodiscard]] std::string longest_wait(const TaskName&) const;
    [[nodiscard]] std::string fate(const TaskName&) const;
    [[nodiscard]] std::size_t never_awaited() const;

private:
    // Its place in the tape's events.
    [[nodiscard]] std::size_t find(const Happening&) const;
    // QueryError if there is none.
    [[nodiscard]] std::uint32_t find(const TaskName&) const;
    // What it was called last.
    [[nodiscard]] std::string name_of(std::uint32_t task) const;
    [[nodiscard]] const std::string& text_of(const timeline::Event& event) const {
        return tape_.texts[event.text];
    }
    [[nodiscard]] std::string line_of(std::uint32_t place) const;
    // Of each note that has this part in it.
    template <class Function>
    std::vector<std::string> said(const std::string& part, Function of_note) const;

    const timeline::Tape& tape_;
    const std::filesystem::path& root_;
};

}  // namespace book

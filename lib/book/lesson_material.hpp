// All that the book knows about a lesson: its folder's files, and its program's runs.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <book/questions.hpp>
#include <book/runs.hpp>
#include <book/schedules.hpp>
#include <book/source.hpp>
#include <book/tape_json.hpp>
#include <book/what_if.hpp>

namespace book {

enum class Edition { student, teacher };

/// One run that a lesson shows.
struct Section {
    Playable playable;
    std::string verdict;  ///< "Why 3 s: ..."
    std::string svg;      ///< its timeline, at the end
};

/// A program that a question compares with: a wrong answer, or a section of another lesson.
struct Companion {
    Target target;
    Source source;
    Playable playable;
};

struct Lesson {
    std::string name;    ///< "02_create_then_await"
    std::string number;  ///< "02"
    std::string title;   ///< "Create them all, then await"
    std::string idea;    ///< its first sentence
    Source source, twin, exercise;
    Source faulty;  ///< of the mistakes that it runs; without blocks, if there are none
    std::map<std::size_t, std::size_t> twin_lines;
    std::vector<Section> sections;
    Questions questions;
    std::deque<Companion> companions;  ///< one for each target that is not a section
    std::optional<WhatIf> what_if;
    std::string transcript;
    Schedules schedules;                ///< without trees, if the lesson has none
    std::string hints;                  ///< Markdown
    std::string teacher, solution;      ///< empty in the student's edition
    std::vector<Source> wrong_answers;  ///< likewise

    /// What errors call it.
    [[nodiscard]] std::string folder() const { return "lessons/" + name; }
};

/// The folders that have a lesson.cpp, in order. Throws BookError if there is none.
std::vector<std::string> lesson_names(const std::filesystem::path& root);

/// Reads the folder, runs the program, and asks its questions. The playables point into
/// the lesson, which is why it is not moved. Throws BookError.
aio::Coroutine<std::unique_ptr<Lesson>> read_lesson(Runs&, std::string name, Edition);

}  // namespace book

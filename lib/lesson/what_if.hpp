// What if a figure were different? A program that runs a lesson's coroutine with every choice of
// its figures, so that the book can play the one that a reader makes:
//
//   int main(int argc, char** argv) {
//       return lesson::what_if(
//           argc, argv,
//           {.name = "18_bounded",
//            .title = "What if there were another number of places?",
//            .choices = {{.name = "Places", .values = {1, 2, 3}, .begin = 3}},
//            .words = "{} at once"},
//           {{"bounded", [](const lesson::Figures& f) { return nine_jobs(f[0]); }}});
//   }
//
// If the lesson's own coroutine takes the figure, include lesson.cpp (19_worker_pool does).
// If another one takes its place, the program has copies of those that this one needs, since
// the page shows one file beside a tape: book/played_source.hpp.
//
//   build/bin/18_bounded_what_if 2           one choice, run as a lesson is
//   build/bin/18_bounded_what_if             all of them, one after another
//   build/bin/18_bounded_what_if --choices   what can be chosen, as JSON
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <aio/coroutine.hpp>

namespace lesson {

/// A value for each choice, in their order.
using Figures = std::vector<int>;

/// A figure that can be chosen.
struct Choice {
    std::string name;  ///< "First delay"
    std::vector<int> values;
    int begin = 0;          ///< the value chosen at the start
    std::string unit = {};  ///< after a value: "s"
};

/// A fact that the book gives about a choice, beside how long it takes.
struct Told {
    std::string words;  ///< before it: "they end in the order"; may be empty
    std::string query;  ///< like those in book/question_query.hpp: "order of ends"
};

struct WhatIf {
    std::string name;   ///< the lesson's: "18_bounded"
    std::string title;  ///< a question
    std::vector<Choice> choices;
    std::string words;            ///< a choice in words, a {} for each figure: "{} at once"
    std::vector<Told> told = {};  ///< of the last variant
};

/// One of the programs that are compared.
struct Variant {
    std::string name;  ///< "one after the other"
    std::function<aio::Coroutine<>(const Figures&)> main;
};

/// All of main(). Runs each variant with the figures that the command line begins with, or with
/// every choice of them: the last choice changes fastest, and the variants of one choice stand side
/// by side. Other flags are a lesson's. The exit status is that of a lesson; 2 for figures that
/// cannot be chosen.
[[nodiscard]] int what_if(int argc, char** argv, const WhatIf&, const std::vector<Variant>&);

}  // namespace lesson

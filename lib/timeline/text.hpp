// A record as lines of text:
//
//   main    │░░░░░░░░░░░░░░│░░░░░░░░░░░░░░│░░░░░░░░░░░░░░●
//   delay 1 │░░░░░░░░░░░░░░●
//   delay 2                │░░░░░░░░░░░░░░●
//   delay 3                               │░░░░░░░░░░░░░░●
//           ├────┬────┬────┬────┬────┬────┬────┬────┬────┤
//           0    1    2    3    4    5    6    7    8    9 s
//   │ running  ░ waiting  ● finished
//   total 9.000 s, at most 1 task at once
//
// A row is a task or, below the tasks, a connection with the requests that it carries:
//
//   connection 1 ·······/login█████████/profile████████████/…?page=2████●
//
// A thin mark is a step too short to see. Every state has
// a shape of its own, so that the picture needs no colour.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <timeline/record.hpp>

namespace timeline {

struct TextOptions {
    int width = 80;         ///< columns; no line is longer. At least 20
    bool colour = false;    ///< ANSI colours
    bool unicode = true;    ///< false: ASCII only
    bool show_main = true;  ///< main as the first row, dimmed
    bool frames = false;    ///< a row for each coroutine's frame, up to a dozen
    bool legend = true;     ///< the line that explains the shapes that are drawn
    int max_rows = 20;      ///< tasks drawn; the others are counted
    /// Lines in all, 0: no limit. Drops legend, errors, title and axis before rows.
    int max_lines = 0;
    Prefer prefer = Prefer::first;  ///< which rows, when there are too many
    /// Give several pictures the same scale; default: all of the record.
    std::optional<aio::duration> axis_end = {};
    std::string title = {};  ///< a line above; empty: none
};

/// Draws a record. A pure function: the same record and options give the
/// same lines. Lines have no newline and no trailing spaces. Below 20 columns
/// there is no picture, only a line that says so.
std::vector<std::string> draw(const Record&, const TextOptions& = {});

/// The same as one string, a newline after each line.
std::string draw_text(const Record&, const TextOptions& = {});

/// "total 9.000 s, at most 1 task at once".
std::string total_text(const Record&);

}  // namespace timeline

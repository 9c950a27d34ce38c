// lib/terminal: text on a terminal. It stands alone: nothing here knows of tasks,
// timelines or exercises. This page is the table of contents.
//
//   const terminal::Style style = terminal::style_of(STDOUT_FILENO);
//   for (const std::string& line : terminal::wrap(text, style.width))
//       terminal::write_all(STDOUT_FILENO, terminal::paint(line, terminal::sgr::bold, style) +
//       "\n");
#pragma once

// What the terminal behind a descriptor can show, and how to write for it.
#include <terminal/capabilities.hpp>

// How many columns text takes; text cut and padded to fit, and made harmless.
#include <terminal/width.hpp>

// Text in lines, wrapped between words.
#include <terminal/wrap.hpp>

// Colours and links.
#include <terminal/paint.hpp>

// The characters beyond ASCII that are drawn, each with its ASCII counterpart.
#include <terminal/glyphs.hpp>

// The control sequences that are used, by name.
#include <terminal/escapes.hpp>

// A little Markdown, as lines.
#include <terminal/markdown.hpp>

// Gives the terminal back as it was, however the program ends.
#include <terminal/guard.hpp>

// Keys, one by one.
#include <terminal/keys.hpp>

// Writing every byte, to a reader that may have gone.
#include <terminal/output.hpp>

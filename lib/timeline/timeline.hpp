// lib/timeline: what happened, as a picture. It reads the events of aio, and nothing in aio knows
// of it. This page is the table of contents.
//
//   timeline::Recorder recorder;
//   timeline::Live live(recorder, timeline::live_options());
//   aio::run(program(), {.observer = &recorder});
//   live.stop();
//   timeline::write_svg("picture.svg", "Nine to three", {{"one by one", recorder.record()}});
#pragma once

// What is kept of a run: a row for each task, with what it did and when.
#include <timeline/record.hpp>

// Questions for an exercise's check: who overlapped whom, who ended first.
#include <timeline/facts.hpp>

// A record as lines of text, for any width of 20 columns or more.
#include <timeline/text.hpp>

// A record in words, for those who cannot see a picture.
#include <timeline/words.hpp>

// The picture, growing at the bottom of the terminal while the program runs.
#include <timeline/live.hpp>

// Several records side by side, each with a heading ...
#include <timeline/section.hpp>

// ... as a picture for a slide,
#include <timeline/svg.hpp>

// ... and as a trace for Perfetto.
#include <timeline/trace_json.hpp>

// Inside: shared (locks, queues, who waits for whom), track_text and ring_text (these as
// text), axis (ticks), bars (a row as cells), labels (requests written on them),
// pen and captions (the text), svg_document and xml (the SVG), file (writing).
// What a terminal can show, and how it is given back, is lib/terminal.

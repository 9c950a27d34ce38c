// Where the locale is not UTF-8, only ASCII is printed: by the drawing of timelines and by the
// coach, whatever it reports, in any window.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include <coach/scene.hpp>
#include <coach/tell.hpp>
#include <timeline/text.hpp>

#include "timeline_events.hpp"

using namespace std::chrono_literals;

namespace {

using coach::Verdict;
using coach::What;
using Lines = std::vector<std::string>;

void check_ascii(const Lines& lines) {
    for (const std::string& line : lines) {
        CAPTURE(line);
        CHECK(
            std::ranges::all_of(line, [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
    }
}

// Every character that a picture is drawn with: ends of all kinds, an axis in
// microseconds, rows that are not shown, connections.
std::vector<timeline::Record> records() {
    timeline::Recorder brief;
    Script(brief).create(1, "main").run(1).at(30us).wait(1, "x").at(55us).run(1).finish(1);

    timeline::Recorder many;
    Script script(many);
    script.create(1, "main").run(1).wait(1, "x");
    for (std::uint64_t i = 2; i < 40; ++i) script.create(i, "t").run(i).fail(i, "größer");
    const auto lane = [&](aio::LaneEventKind what, aio::duration when, const char* detail = "") {
        many.on_lane({.what = what,
                      .when = aio::time_point(when),
                      .lane = 1,
                      .name = "connection 1",
                      .detail = detail});
    };
    lane(aio::LaneEventKind::opening, 0s);
    lane(aio::LaneEventKind::busy, 1s, "/é");
    lane(aio::LaneEventKind::idle, 2s);
    lane(aio::LaneEventKind::broken, 3s);
    return {staircase(), block(), mishaps("größer"), brief.record(), many.record()};
}

const coach::Exercise exercise{
    .name = "02_create_then_await", .folder = {}, .check = {}, .shipped = {}};

// A fact of each kind, each with a picture as check_exercise draws it, in Unicode.
Verdict verdict_of(What what, const Lines& picture) {
    Verdict verdict{.what = what, .text = "exercise.cpp:3:1: error: ‘größe’"};
    const auto fact = [&](bool looked_at, bool holds) {
        return coach::Fact{.name = "a fact that is told, größer than a line of twenty columns",
                           .looked_at = looked_at,
                           .holds = holds,
                           .says = {"It is größer → not told."},
                           .notes = {"exercise.cpp:3: …"},
                           .picture = picture};
    };
    verdict.facts = {fact(true, true), fact(true, what == What::passed), fact(false, false),
                     fact(false, false)};
    if (what == What::passed) verdict.facts.resize(2);
    verdict.warnings = "exercise.cpp:3:1: warning: ‘größe’\n";
    for (int i = 0; i < 20; ++i) verdict.output += "größer ░ als\n";
    return verdict;
}

coach::Scene scene_of(const Verdict* verdict, coach::Page page) {
    coach::Scene scene;
    scene.exercise = &exercise;
    scene.file = "/home/zoë/02_create_then_await/exercise.cpp";
    scene.file_text = "zoë/02_create_then_await/exercise.cpp";
    scene.all = 6;
    scene.page = page;
    scene.verdict = verdict;
    scene.checked = "12:00:00, 0.5 s";
    scene.hint = "Größer\nIs `a` → b? – See *…*\n";
    scene.hint_number = 1;
    scene.hints = 3;
    scene.list = {"one"};
    if (verdict && verdict->what == What::passed) scene.praise = "Well done!";
    scene.notice = "said";
    return scene;
}

constexpr What all_kinds[] = {
    What::passed,  What::failed,      What::unreadable, What::not_compiled, What::not_complete,
    What::crashed, What::out_of_time, What::flooded,    What::ended_early,  What::forbidden};

}  // namespace

TEST_CASE("a timeline in ASCII contains nothing else") {
    for (const timeline::Record& record : records())
        for (const int width : {5, 20, 40, 60, 80, 120})
            for (const int lines : {0, 3, 8})
                check_ascii(timeline::draw(
                    record,
                    {.width = width, .unicode = false, .max_lines = lines, .title = "größer"}));
}

TEST_CASE("what the coach says in ASCII contains nothing else, pictures included") {
    for (const timeline::Record& record : records())
        for (const What what : all_kinds)
            for (const int width : {20, 60, 100}) {
                const Verdict verdict = verdict_of(what, timeline::draw(record, {.width = width}));
                const terminal::Style style{.width = width, .unicode = false};
                check_ascii(coach::tell(exercise, verdict, "/home/zoë/exercise.cpp", style));
            }
}

TEST_CASE("watch in ASCII shows nothing else, on every page and in every window") {
    const Lines picture = timeline::draw(mishaps("größer"), {.width = 60});
    for (const What what : all_kinds) {
        const Verdict verdict = verdict_of(what, picture);
        for (const Verdict* shown : {&verdict, static_cast<const Verdict*>(nullptr)})
            for (const coach::Page page : {coach::Page::verdict, coach::Page::hint,
                                           coach::Page::list, coach::Page::timeline})
                for (const int height : {0, 8, 15, 24, 60})
                    for (const bool is_checking : {false, true}) {
                        coach::Scene scene = scene_of(shown, page);
                        scene.is_checking = is_checking;
                        scene.kept = is_checking ? "hn" : "";
                        check_ascii(compose(scene, {.width = 60, .unicode = false}, height));
                    }
    }
}

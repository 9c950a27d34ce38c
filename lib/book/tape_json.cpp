#include <book/tape_json.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>

#include <timeline/tape_words.hpp>

namespace book {
namespace {

using nlohmann::ordered_json;
using timeline::Event;
using timeline::Tape;

double seconds(aio::time_point at) {
    return std::chrono::duration<double>(at.time_since_epoch()).count();
}

ordered_json number(double value) {
    if (value == static_cast<double>(static_cast<std::int64_t>(value)))
        return static_cast<std::int64_t>(value);
    return value;
}

ordered_json event_json(const Event& event) {
    const double until = event.until == Event::no_time ? 0 : seconds(event.until);
    ordered_json out = ordered_json::array();
    for (const double value :
         {double(event.kind), seconds(event.when), double(event.task), double(event.by),
          double(event.frame), double(event.caller), double(event.number), double(event.what),
          double(event.why), double(event.place), until, double(event.text), double(event.parts),
          double(event.level), double(event.most)})
        out.push_back(number(value));
    while (out.size() > 2 && out.back() == 0) out.erase(out.size() - 1);
    return out;
}

ordered_json tape_json(const Playable& playable) {
    const Tape& tape = playable.tape;
    ordered_json out{{"id", playable.id},
                     {"title", playable.title},
                     {"file", playable.source->file},
                     {"own", playable.is_own}};
    out["shows"] = lines_shown(playable);
    out["places"] = ordered_json::array();
    for (const timeline::Place& place : tape.places) {
        const bool here = place.file == playable.source->file;
        out["places"].push_back({here ? place.line : 0, place.function});
    }
    out["texts"] = tape.texts;
    out["parts"] = tape.parts;
    out["events"] = ordered_json::array();
    for (const Event& event : tape.events) out["events"].push_back(event_json(event));
    return out;
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> lines_shown(const Playable& playable) {
    std::set<std::pair<std::size_t, std::size_t>> blocks;
    const auto add = [&](const Block* block) {
        if (block) blocks.emplace(block->first_line, block->last_line());
    };
    for (const timeline::Place& place : playable.tape.places) {
        if (place.file != playable.source->file) continue;
        if (place.line != 0)
            add(playable.source->block_at(place.line));
        else
            add(playable.source->block_called(place.function));
    }
    return {blocks.begin(), blocks.end()};
}

std::string tapes_json(const std::vector<Playable>& playables) {
    ordered_json out{{"kinds", timeline::words::kinds}, {"causes", timeline::words::causes}};
    out["tapes"] = ordered_json::array();
    for (const Playable& playable : playables) out["tapes"].push_back(tape_json(playable));
    return out.dump();
}

}  // namespace book

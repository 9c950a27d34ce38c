#include <timeline/shared.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace timeline {
namespace {

using Kind = Event::Kind;

constexpr std::size_t most_tracks = 20, most_levels = 10'000;

bool is_taken(Kind kind) { return kind == Kind::lock_taken || kind == Kind::place_taken; }

std::string held(bool is_lock, const std::string& name) {
    if (name.empty()) return is_lock ? "a lock" : "a place of a semaphore";
    return (is_lock ? "the lock '" : "a place of the semaphore '") + name + "'";
}

}  // namespace

std::vector<Track::Stretch> Track::stretches(aio::time_point now) const {
    std::vector<Stretch> all;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        const auto end = i + 1 < levels.size() ? levels[i + 1].when : now;
        if (end > levels[i].when)
            all.push_back({levels[i].when, end, levels[i].level, levels[i].holder});
    }
    return all;
}

std::uint32_t Track::scale() const {
    std::uint32_t highest = std::max(most, 1u);
    if (most == 0)
        for (const Level& level : levels) highest = std::max(highest, level.level);
    return highest;
}

void Sharing::add(const Tape& tape, const Event& event) {
    switch (event.kind) {
        case Kind::created:
        case Kind::renamed:
            names_[event.task] = event.text;
            break;
        case Kind::waiting:
            waits_[event.task] = {event.why, event.what, event.seen, event.text};
            break;
        case Kind::running:
            waits_.erase(event.task);
            break;
        case Kind::finished:
        case Kind::failed:
        case Kind::cancelled:
            waits_.erase(event.task);
            names_.erase(event.task);
            break;
        case Kind::future_made:
            if (event.parts != 0) parts_[event.number] = event.parts;
            break;
        case Kind::future_done:
            parts_.erase(event.number);
            break;
        case Kind::lock_taken:
        case Kind::lock_released:
        case Kind::place_taken:
        case Kind::place_given_back:
            return take(tape, event);
        case Kind::item_put:
        case Kind::item_got:
            return track(tape, event, resources_[event.number], Track::Of::items);
        case Kind::deadlock:
            if (!deadlock_) find_deadlock(tape, event.when);
            break;
        default:
            break;
    }
}

void Sharing::take(const Tape& tape, const Event& event) {
    Resource& resource = resources_[event.number];
    resource.is_lock = event.kind == Kind::lock_taken || event.kind == Kind::lock_released;
    resource.name = event.text;
    auto& holders = resource.holders;
    if (is_taken(event.kind)) {
        holders.push_back({event.by, event.place});
    } else if (!holders.empty()) {
        // The task that gives it back is usually the one that took it.
        const auto its = std::ranges::find(holders, event.by, &Holder::task);
        holders.erase(its == holders.end() ? holders.begin() : its);
    }
    track(tape, event, resource, resource.is_lock ? Track::Of::lock : Track::Of::places);
}

void Sharing::track(const Tape& tape, const Event& event, Resource& resource, Track::Of of) {
    if (event.text == 0) return;
    if (!resource.track) {
        if (tracks_.size() == most_tracks) return;
        resource.track = tracks_.size();
        tracks_.push_back(
            {.of = of, .number = event.number, .name = tape.texts[event.text], .levels = {}});
    }
    Track& track = tracks_[*resource.track];
    track.most = event.most;
    if (track.levels.size() == most_levels) return;
    Track::Level level{.when = event.when, .level = event.level, .holder = {}};
    if (of == Track::Of::lock && event.kind == Kind::lock_taken) {
        level.level = 1;
        if (const auto name = names_.find(event.by); name != names_.end())
            level.holder = tape.texts[name->second];
    }
    track.levels.push_back(std::move(level));
}

// --- Who waits for whom -----------------------------------------------------------

// A gather waits for its parts, and the next in line for a lock or a place for those who have it.
std::vector<Sharing::Edge> Sharing::waits_for(const Tape& tape, Id task) const {
    std::vector<Edge> edges;
    const auto wait = waits_.find(task);
    if (wait == waits_.end()) return edges;
    if (wait->second.why == aio::Cause::task) edges.push_back({wait->second.what, 0});
    if (wait->second.why == aio::Cause::resource)
        if (const auto found = resources_.find(wait->second.what); found != resources_.end())
            for (const Holder& holder : found->second.holders)
                edges.push_back({holder.task, found->first});
    if (wait->second.why == aio::Cause::future)
        if (const auto found = parts_.find(wait->second.what); found != parts_.end())
            for (const std::int32_t part : tape.parts[found->second])
                if (part > 0) edges.push_back({static_cast<Id>(part), 0});
    return edges;
}

// Depth first, from each task in turn: a task met again on the way closes a ring.
std::vector<Sharing::Step> Sharing::find_ring(const Tape& tape) const {
    std::set<Id> done;
    for (const auto& [start, wait] : waits_) {
        std::vector<Step> way;
        std::map<Id, std::size_t> on_way;
        const auto go_to = [&](Id task, Id resource) {
            on_way[task] = way.size();
            way.push_back({task, resource, waits_for(tape, task)});
        };
        if (!done.contains(start)) go_to(start, 0);
        while (!way.empty()) {
            if (way.back().left.empty()) {
                done.insert(way.back().task);
                on_way.erase(way.back().task);
                way.pop_back();
                continue;
            }
            const Edge next = way.back().left.back();
            way.back().left.pop_back();
            if (const auto met = on_way.find(next.to); met != on_way.end()) {
                way.erase(way.begin(), way.begin() + static_cast<std::ptrdiff_t>(met->second));
                way.front().resource = next.resource;
                return way;
            }
            if (!done.contains(next.to)) go_to(next.to, next.resource);
        }
    }
    return {};
}

void Sharing::find_deadlock(const Tape& tape, aio::time_point when) {
    std::vector<Step> ring = find_ring(tape);
    if (ring.empty()) return;
    std::ranges::rotate(ring, std::ranges::min_element(ring, {}, &Step::task));
    deadlock_ = Deadlock{.when = when, .ring = {}};
    for (const Step& step : ring) deadlock_->ring.push_back(link(tape, step.task, step.resource));
}

Deadlock::Link Sharing::link(const Tape& tape, Id task, Id holds) const {
    const Wait& wait = waits_.at(task);
    Deadlock::Link link;
    if (const auto name = names_.find(task); name != names_.end())
        link.task = tape.texts[name->second];
    link.waits_at = tape.places[wait.place];
    link.waits_for = tape.texts[wait.text];
    const auto resource = resources_.find(holds);
    if (resource == resources_.end()) return link;
    link.holds = held(resource->second.is_lock, tape.texts[resource->second.name]);
    const auto& holders = resource->second.holders;
    const auto holder = std::ranges::find(holders, task, &Holder::task);
    if (holder != holders.end()) link.taken_at = tape.places[holder->place];
    return link;
}

}  // namespace timeline

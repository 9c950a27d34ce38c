#include <timeline/trace_json.hpp>

#include <nlohmann/json.hpp>

#include <functional>
#include <string_view>
#include <utility>

#include <timeline/file.hpp>

namespace timeline {
namespace {

using Json = nlohmann::ordered_json;
using Sink = std::function<void(std::string_view)>;

double microseconds(aio::duration d) { return static_cast<double>(d.count()) / 1000.0; }
double microseconds(aio::time_point t) { return microseconds(t.time_since_epoch()); }

const char* name_of(State state) {
    switch (state) {
        case State::created:
            return "created";
        case State::running:
            return "running";
        case State::waiting:
            return "waiting";
        case State::finished:
            return "finished";
        case State::failed:
            return "failed";
        case State::cancelled:
            return "cancelled";
    }
    return "";
}

// Writes events one after another, with commas between them.
class Events {
public:
    explicit Events(const Sink& sink) : sink_(sink) {
        sink_("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n");
    }
    void end() { sink_("\n]}\n"); }

    // A name may hold bytes that are not UTF-8; they become U+FFFD.
    void add(const Json& event) {
        if (!std::exchange(first_, false)) sink_(",\n");
        sink_(event.dump(-1, ' ', false, Json::error_handler_t::replace));
    }

    std::uint64_t next_flow() { return ++flows_; }

private:
    const Sink& sink_;
    bool first_ = true;
    std::uint64_t flows_ = 0;
};

// What every event has: its kind, name, time, and the thread it belongs to.
Json event(const char* phase, const std::string& name, std::size_t process, std::uint64_t task,
           aio::time_point when) {
    return {
        {"ph", phase}, {"name", name}, {"pid", process}, {"tid", task}, {"ts", microseconds(when)}};
}

Json metadata(const char* what, std::size_t process, std::uint64_t task, Json args) {
    return {
        {"ph", "M"}, {"name", what}, {"pid", process}, {"tid", task}, {"args", std::move(args)}};
}

void add_span(Events& events, std::size_t process, const Row& row, const Span& span) {
    const bool waiting = span.state == State::waiting;
    const std::string name =
        waiting && !span.detail.empty() ? "waiting: " + span.detail : name_of(span.state);
    Json json = event("X", name, process, row.id, span.begin);
    json["dur"] = microseconds(span.end - span.begin);
    json["cat"] = name_of(span.state);
    if (waiting)
        json["args"] = {
            {"what", span.detail}, {"file", span.where.file}, {"line", span.where.line}};
    if (span.open) json["args"]["unfinished"] = true;
    events.add(json);
}

void add_instant(Events& events, std::size_t process, const Row& row, const std::string& name,
                 aio::time_point when, Json args) {
    Json json = event("i", name, process, row.id, when);
    json["s"] = "t";
    json["args"] = std::move(args);
    events.add(json);
}

// An arrow from the task that created this one to its first step.
void add_flow(Events& events, std::size_t process, const Row& row) {
    if (row.parent == 0 || !row.started) return;
    Json begin = event("s", "create", process, row.parent, row.created.when);
    Json end = event("f", "create", process, row.id, row.started->when);
    begin["cat"] = end["cat"] = "create";
    begin["id"] = end["id"] = events.next_flow();
    end["bp"] = "e";
    events.add(begin);
    events.add(end);
}

// Connections come after all tasks, and must not share their numbers.
constexpr std::uint64_t first_lane = 1'000'000'000;

void add_lane(Events& events, std::size_t process, Row lane) {
    lane.id += first_lane;
    events.add(metadata("thread_name", process, lane.id, {{"name", lane.name}}));
    events.add(metadata("thread_sort_index", process, lane.id, {{"sort_index", lane.id}}));
    const auto add = [&](const std::string& name, const char* kind, aio::time_point begin,
                         aio::time_point end) {
        if (end <= begin && name == "idle") return;
        Json json = event("X", name, process, lane.id, begin);
        json["dur"] = microseconds(end - begin);
        json["cat"] = kind;
        events.add(json);
    };
    const auto end = lane.ended ? lane.ended->when : lane.created.when;
    add("opening", "opening", lane.created.when, lane.started ? lane.started->when : end);
    for (const Span& span : lane.spans) {
        const bool request = span.state == State::running;
        add(request ? span.detail : "idle", request ? "request" : "idle", span.begin, span.end);
    }
    if (lane.ended)
        add_instant(events, process, lane, lane.state == State::finished ? "closed" : "cut off",
                    lane.ended->when, Json::object());
}

void add_row(Events& events, std::size_t process, const Row& row) {
    events.add(metadata("thread_name", process, row.id, {{"name", row.name}}));
    events.add(metadata("thread_sort_index", process, row.id, {{"sort_index", row.id}}));
    for (const Span& span : row.spans) add_span(events, process, row, span);
    for (const CancelRequest& request : row.cancel_requests)
        add_instant(events, process, row, "cancel requested", request.when, {{"by", request.by}});
    if (row.ended)
        add_instant(events, process, row, name_of(row.state), row.ended->when,
                    {{"text", row.text}});
    add_flow(events, process, row);
}

void write_events(const Sink& sink, const std::vector<Section>& sections) {
    Events events(sink);
    for (std::size_t i = 0; i < sections.size(); ++i) {
        const std::size_t process = i + 1;
        events.add(metadata("process_name", process, 0, {{"name", sections[i].title}}));
        for (const Row& row : sections[i].record.rows) add_row(events, process, row);
        for (const Row& lane : sections[i].record.lanes) add_lane(events, process, lane);
    }
    events.end();
}

}  // namespace

std::string trace_json(const std::vector<Section>& sections) {
    std::string out;
    write_events([&](std::string_view piece) { out += piece; }, sections);
    return out;
}

void write_trace(const std::string& path, const std::vector<Section>& sections) {
    OutputFile file(path);
    write_events([&](std::string_view piece) { file.write(piece); }, sections);
    file.close();
}

}  // namespace timeline

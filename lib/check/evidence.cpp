#include <check/evidence.hpp>
#include <check/protocol.hpp>

#include <algorithm>
#include <ranges>

#include <fmt/format.h>

#include <timeline/check_tape.hpp>

namespace check {
namespace {

using Kind = timeline::Event::Kind;

std::optional<std::string> optional_text(Reader& from) {
    return receive<std::optional<std::string>>(from);
}

// How main ended; cut if it has not.
Kind end_of_main(const timeline::Tape& tape) {
    for (const timeline::Event& event : tape.events)
        if (event.task == 1 && (event.kind == Kind::finished || event.kind == Kind::failed ||
                                event.kind == Kind::cancelled))
            return event.kind;
    return Kind::cut;
}

bool has(const timeline::Tape& tape, Kind kind) {
    return std::ranges::any_of(tape.events,
                               [kind](const timeline::Event& event) { return event.kind == kind; });
}

// A fact sees nothing of a library's tasks, and of its lines only who called it. Libraries are the
// toolkit's own: an exercise that hides what it does there has not shown it.
std::optional<std::string> hidden_in(const timeline::Tape& tape) {
    for (const timeline::Place& place : tape.places)
        if (place.in_library && !place.file.starts_with("lib/"))
            return fmt::format("it says that {} is a library's", short_text(place));
    for (const timeline::Event& event : tape.events)
        if (event.kind == Kind::created && event.hidden && !tape.places[event.seen].in_library)
            return "it hides a task, " + std::string(short_text(tape.places[event.seen]));
    return std::nullopt;
}

// What left main is on the tape, too.
bool agrees(const timeline::Tape& tape, const Failure& error) {
    switch (error.kind) {
        case Failure::Kind::deadlock:
            return has(tape, Kind::deadlock);
        case Failure::Kind::no_result:
            return end_of_main(tape) == Kind::finished || end_of_main(tape) == Kind::failed;
        case Failure::Kind::no_memory:
            return true;  // there may have been none for the tape
        case Failure::Kind::cancelled:
            return end_of_main(tape) == Kind::cancelled;
        case Failure::Kind::error:
            return end_of_main(tape) == Kind::failed;
    }
    return false;
}

}  // namespace

void Sent<RunEvidence>::write(Writer& to, const RunEvidence& run) {
    send(to, run.tape.write());
    send(to, run.reports.size());
    for (const aio::Report& report : run.reports) {
        send(to, static_cast<int>(report.kind));
        send(to, report.text);
        send(to, report.where);
    }
    send(to, run.error);
    send(to, run.result);
    send(to, run.noted);
}

RunEvidence Sent<RunEvidence>::read(Reader& from) {
    RunEvidence run;
    try {
        run.tape = timeline::Tape::read(from.string());
    } catch (const timeline::TapeError& error) {
        throw Malformed(error.what());
    }
    for (std::size_t count = from.size(from.most_elements()); count > 0; --count) {
        aio::Report& report = run.reports.emplace_back();
        report.kind = static_cast<aio::ReportKind>(
            from.size(static_cast<std::size_t>(aio::ReportKind::standstill)));
        report.text = receive<std::string>(from);
        report.where = receive<std::string>(from);
    }
    run.error = receive<std::optional<Failure>>(from);
    run.result = optional_text(from);
    run.noted = receive<std::vector<std::string>>(from);
    from.require_end();
    return run;
}

void Sent<AnswerEvidence>::write(Writer& to, const AnswerEvidence& answer) {
    send(to, answer.error);
    send(to, answer.value);
}

AnswerEvidence Sent<AnswerEvidence>::read(Reader& from) {
    AnswerEvidence answer;
    answer.error = receive<std::optional<Failure>>(from);
    answer.value = receive<std::string>(from);
    from.require_end();
    return answer;
}

std::string framed(const Piece& piece) {
    Writer inside, outside;
    send(inside, static_cast<int>(piece.kind));
    send(inside, piece.fact);
    send(inside, piece.number);
    send(inside, piece.body);
    outside.string(inside.text());
    return outside.text();
}

Evidence Evidence::read(std::string_view text) {
    if (!text.starts_with(protocol::head_of_evidence))
        throw Malformed("it does not begin as evidence does");
    Evidence all;
    Reader from(text.substr(protocol::head_of_evidence.size()));
    while (!from.at_end()) {
        if (!from.has_string()) break;  // the program ended while it was written
        Reader inside(from.string());
        Piece piece;
        piece.kind =
            static_cast<Piece::Kind>(inside.size(static_cast<std::size_t>(Piece::Kind::answer)));
        piece.fact = receive<std::string>(inside);
        piece.number = receive<std::size_t>(inside);
        piece.body = receive<std::string>(inside);
        inside.require_end();
        std::pair key(piece.fact, piece.number);
        if (!all.pieces_.try_emplace(std::move(key), std::move(piece)).second)
            throw Malformed("something was handed over twice");
    }
    return all;
}

const Piece* Evidence::find(const std::string& fact, std::size_t number) const {
    const auto at = pieces_.find({fact, number});
    return at == pieces_.end() ? nullptr : &at->second;
}

std::optional<std::string> contradiction_in(const RunEvidence& run, bool in_another_order) {
    if (run.tape.clock != aio::Clock::simulated ||
        (run.tape.order != timeline::Order::plain) != in_another_order)
        return "it ran under another clock, or in another order";
    if (const auto wrong = timeline::check_tape(run.tape))
        return fmt::format("event {}: {}", wrong->event, wrong->sentence);
    if (auto hidden = hidden_in(run.tape)) return hidden;
    if (run.error) {
        if (run.result) return "it ended with a result and with an error";
        if (!agrees(run.tape, *run.error)) return "it did not end as its tape says";
        return std::nullopt;
    }
    if (!run.result) return "it has neither a result nor an error";
    if (has(run.tape, Kind::cut)) return "it took too many steps to be kept whole";
    if (end_of_main(run.tape) != Kind::finished) return "it did not end as its tape says";
    return std::nullopt;
}

}  // namespace check

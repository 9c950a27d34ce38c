// Scenarios: a main coroutine is played under the simulated clock, what it says is recorded with
// its time and turn, and the record is compared with the log in conformance/asyncio.md (or the one
// recorded from CPython 3.13.0).
//
//   TEST_CASE("003 sleep0_round_robin: sleep(0) yields exactly one turn") {
//       plays_in_turns([]() -> Coroutine<> {
//           say("first");
//           co_await sleep(0s);
//           say("second");
//       }, R"(
//         0   #0  first
//         0   #1  second
//         0    -  run -> ok
//       )");
//   }
//
// plays_in_turns compares time, turn and order, for cases tagged [T];
// plays_in_order leaves the turn out, which is free there. Every scenario is
// played three times: observed, alone, and in debug mode; none may differ.
#pragma once

#include <algorithm>
#include <cstdio>
#include <source_location>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <aio/aio.hpp>
#include <doctest/doctest.h>

#include "counted.hpp"

namespace scenario {

using namespace std::chrono_literals;

/// Python's errors of these names, for bodies that fail.
struct ValueError : std::runtime_error {
    explicit ValueError(const std::string& text) : runtime_error("ValueError(" + text + ")") {}
};
struct LookupError : std::runtime_error {
    explicit LookupError(const std::string& text) : runtime_error("LookupError(" + text + ")") {}
};

/// "ValueError(boom)", "CancelledError", "ExceptionGroup[ValueError(a), ...]".
inline std::string name_of(const std::exception_ptr& error) {
    if (!error) return "None";
    try {
        std::rethrow_exception(error);
    } catch (const aio::ExceptionGroup& group) {
        std::string names;
        for (const auto& e : group.exceptions()) names += (names.empty() ? "" : ", ") + name_of(e);
        return "ExceptionGroup[" + names + "]";
    } catch (const aio::CancelledError&) {
        return "CancelledError";
    } catch (const aio::TimeoutError&) {
        return "TimeoutError";
    } catch (const aio::InvalidStateError&) {
        return "InvalidStateError";
    } catch (const aio::DeadlockError&) {
        return "DeadlockError";
    } catch (const aio::BrokenBarrierError&) {
        return "BrokenBarrierError";
    } catch (const aio::RuntimeError&) {
        return "RuntimeError";
    } catch (const aio::QueueEmpty&) {
        return "QueueEmpty";
    } catch (const aio::QueueFull&) {
        return "QueueFull";
    } catch (const aio::QueueShutDown&) {
        return "QueueShutDown";
    } catch (const std::invalid_argument&) {
        return "ValueError";
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "unknown exception";
    }
}

/// A value as Python prints it.
template <class T>
std::string to_text(const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
        return value ? "True" : "False";
    } else if constexpr (std::is_convertible_v<const T&, std::string>) {
        return value;
    } else if constexpr (std::is_same_v<T, std::exception_ptr>) {
        return name_of(value);
    } else if constexpr (requires { value.begin(); }) {
        std::string all;
        for (const auto& element : value) all += (all.empty() ? "" : ", ") + to_text(element);
        return "[" + all + "]";
    } else if constexpr (requires {
                             value.has_value();
                             value.exception();
                         }) {  // an Outcome
        return value.has_value() ? to_text(*value) : name_of(value.exception());
    } else if constexpr (requires(std::ostringstream& out) { out << value; }) {
        std::ostringstream out;
        out << value;
        return out.str();
    } else {
        return "ok";
    }
}

/// Loop time, in seconds.
inline std::string time_text(aio::time_point when) {
    char text[32];
    std::snprintf(text, sizeof text, "%g",
                  std::chrono::duration<double>(when.time_since_epoch()).count());
    return text;
}

struct Line {
    std::string time, turn, text;
    [[nodiscard]] std::string shown() const { return time + "  " + turn + "  " + text; }
};

inline std::vector<Line>* record = nullptr;

/// Records one line, its parts separated by spaces.
template <class... Parts>
void say(const Parts&... parts) {
    std::string text;
    ((text += (text.empty() ? "" : " ") + to_text(parts)), ...);
    auto& loop = aio::this_loop();
    const auto turn = static_cast<long long>(loop.turn()) - 1;  // main's first step is turn 0
    record->push_back({time_text(loop.now()), "#" + std::to_string(turn), text});
}

/// Awaits, and returns the value as a text, "ok" for none, or the error's name.
template <class A>
aio::Coroutine<std::string> fate(A awaitable) {
    std::string text = "ok";
    try {
        if constexpr (std::is_void_v<typename A::value_type>)
            co_await awaitable;
        else
            text = to_text(co_await awaitable);
    } catch (...) {
        text = name_of(std::current_exception());
    }
    co_return text;
}

/// The same for a plain call: "ok", or the error's name.
template <class F>
std::string fate_of(F call) {
    try {
        call();
        return "ok";
    } catch (...) {
        return name_of(std::current_exception());
    }
}

/// Awaits; returns true if CancelledError came instead of a value. The value is dropped. For bodies
/// that clean up: co_await is not possible inside a handler.
template <class A>
aio::Coroutine<bool> interrupted(A awaitable) {
    try {
        (void)co_await awaitable;
    } catch (const aio::CancelledError&) {
        co_return true;
    }
    co_return false;
}

/// Reports are recorded in the words of the document.
inline void say_report(const aio::Report& report) {
    using enum aio::ReportKind;
    const auto from = report.text.rfind(": ValueError");
    std::string error = from == std::string::npos ? "" : report.text.substr(from);
    error = error.substr(0, error.find(';'));
    switch (report.kind) {
        case never_retrieved:
            return say("HANDLER " + report.text.substr(0, report.text.find(':')) + error);
        case never_awaited:
            return say("WARNING coroutine was never awaited");
        case callback_error:
            return say("HANDLER exception in callback" + error);
        case unhandled_at_shutdown:
            return say("HANDLER unhandled exception during run() shutdown" + error);
        case unclosed:
            return say("HANDLER unclosed");
        case destroyed_pending:
            return say("HANDLER task was destroyed but it is pending");
        case slow_step:
        case swallowed_cancel:
        case late_to_end:
        case dangling_reference:
        case standstill:
            return;  // asyncio has none of these
    }
}

struct LastEvent : aio::Observer {
    aio::time_point when{};
    void on_event(const aio::TraceEvent& event) override { when = event.when; }
};

template <class Main>
std::string run_text(Main& main, aio::RunOptions options) {
    options.clock = aio::Clock::simulated;
    options.on_report = say_report;
    try {
        if constexpr (std::is_void_v<typename decltype(main())::value_type>) {
            aio::run(main(), std::move(options));
            return "run -> ok";
        } else {
            return "run -> " + to_text(aio::run(main(), std::move(options)));
        }
    } catch (...) {
        return "run -> " + name_of(std::current_exception());
    }
}

inline std::vector<Line> parse(std::string_view log) {
    std::vector<Line> lines;
    std::istringstream in{std::string(log)};
    for (std::string row; std::getline(in, row);) {
        std::istringstream fields(row);
        Line line;
        if (!(fields >> line.time >> line.turn)) continue;
        std::getline(fields >> std::ws, line.text);
        lines.push_back(line);
    }
    return lines;
}

/// Empty if they agree; otherwise both, side by side.
inline std::string difference(const std::vector<Line>& expected, const std::vector<Line>& seen,
                              bool turns_count) {
    const Line none;
    bool differ = false;
    std::string table;
    for (std::size_t i = 0; i < std::max(expected.size(), seen.size()); ++i) {
        const Line& a = i < expected.size() ? expected[i] : none;
        const Line& b = i < seen.size() ? seen[i] : none;
        const bool same_turn = !turns_count || a.turn == b.turn;
        const bool same = a.time == b.time && a.text == b.text && same_turn;
        differ |= !same;
        std::string left = a.shown();
        left.resize(std::max<std::size_t>(left.size(), 62), ' ');
        table += (same ? "    " : " >> ") + left + " | " + b.shown() + "\n";
    }
    return differ ? "    expected, and seen:\n" + table : "";
}

template <class Main>
void play(Main& main, std::string_view log, bool turns_count, std::source_location where) {
    const auto expected = parse(log);
    LastEvent last;
    for (const std::string way : {"observed", "alone", "in debug mode"}) {
        const NothingLeft nothing_left;
        std::vector<Line> seen;
        record = &seen;
        aio::RunOptions options;
        options.debug = way == "in debug mode";
        if (way == "observed") options.observer = &last;
        const std::string end = run_text(main, std::move(options));
        seen.push_back({time_text(last.when), "-", end});
        record = nullptr;
        const std::string table = difference(expected, seen, turns_count);
        CHECK_MESSAGE(table.empty(), "played ", way, ", line ", where.line(), "\n", table);
    }
}

/// Time, turn and order must be as in the log.
template <class Main>
void plays_in_turns(Main main, std::string_view log,
                    std::source_location where = std::source_location::current()) {
    play(main, log, true, where);
}

/// Time and order must be as in the log.
template <class Main>
void plays_in_order(Main main, std::string_view log,
                    std::source_location where = std::source_location::current()) {
    play(main, log, false, where);
}

}  // namespace scenario

// Scenarios are written in the language of the library.
using namespace aio;
using namespace scenario;  // NOLINT
using namespace std::chrono_literals;

// The words of a written tape, for its writer and its reader.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include <timeline/tape.hpp>

namespace timeline::words {

inline constexpr std::array<std::string_view, 39> kinds{"created",
                                                        "ready",
                                                        "running",
                                                        "waiting",
                                                        "awaited",
                                                        "cancel requested",
                                                        "renamed",
                                                        "finished",
                                                        "failed",
                                                        "cancelled",
                                                        "frame made",
                                                        "frame entered",
                                                        "frame returned",
                                                        "frame destroyed",
                                                        "turn",
                                                        "idle",
                                                        "callback ready",
                                                        "callback runs",
                                                        "timer armed",
                                                        "timer disarmed",
                                                        "timer fires",
                                                        "future made",
                                                        "future done",
                                                        "note",
                                                        "connection opening",
                                                        "connection busy",
                                                        "connection idle",
                                                        "connection closed",
                                                        "connection broken",
                                                        "lock taken",
                                                        "lock released",
                                                        "place taken",
                                                        "place given back",
                                                        "item put",
                                                        "item got",
                                                        "closing",
                                                        "deadlock",
                                                        "run ends",
                                                        "cut"};

inline constexpr std::array<std::string_view, 10> causes{
    "", "turn", "time", "task", "future", "resource", "cancel", "io", "thread", "call"};

template <std::size_t size>
std::optional<std::size_t> find(const std::array<std::string_view, size>& words,
                                std::string_view word) {
    for (std::size_t i = 0; i < size; ++i)
        if (words[i] == word) return i;
    return std::nullopt;
}

}  // namespace timeline::words

// A line of a program's source, as tapes and pictures name it.
#pragma once

#include <cstdint>
#include <memory>
#include <source_location>
#include <string>
#include <string_view>
#include <tuple>

namespace timeline {

/// Cheap to copy: copies share their texts, of which there may be one for each of a
/// million spans.
struct Place {
    /// Relative to the root of the source tree; for a file elsewhere, its name alone.
    std::string_view file;
    std::uint32_t line = 0;  ///< 0: no place at all
    /// "delay", "Session::get"; "lambda". Without parameters and template arguments.
    std::string_view function;
    bool in_library = false;                      ///< aio's, or that of a library built on it
    std::shared_ptr<const void> texts = nullptr;  ///< keeps file and function

    /// The same from clang and g++ for what stands on one line. For a coroutine's definition, and
    /// for a co_await or a call over several lines, clang names the first line and g++ the last.
    static Place of(const std::source_location&);
    /// With texts of its own.
    static Place make(std::string file, std::uint32_t line, std::string function, bool in_library);

    friend bool operator==(const Place& a, const Place& b) { return a.key() == b.key(); }
    friend auto operator<=>(const Place& a, const Place& b) { return a.key() <=> b.key(); }

private:
    std::tuple<std::string_view, std::uint32_t, std::string_view, bool> key() const {
        return {file, line, function, in_library};
    }
};

/// "lesson.cpp:23"; empty for no place.
std::string short_text(const Place&);

}  // namespace timeline

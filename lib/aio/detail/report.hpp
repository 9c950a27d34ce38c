// Reports of mistakes, and exceptions as text.
#pragma once

#include <chrono>
#include <exception>
#include <string>

#include <aio/errors.hpp>
#include <aio/trace.hpp>

namespace aio::detail {

/// Reports through the running loop; without one, on stderr.
void report(ReportKind kind, std::string text, std::string where) noexcept;

/// A line on stderr.
void print_report(const Report& report);

/// The CancelledError that this points to, or null if it is another error or none.
/// (C++26 has std::exception_ptr_cast; C++20 needs a throw and a catch, both expensive.)
const CancelledError* as_cancelled(const std::exception_ptr& error);

/// "5 s", "0.5 s".
std::string seconds_text(std::chrono::milliseconds time);

/// The text of an exception: its what(), or a word for what has none.
std::string error_text(const std::exception_ptr& error);

}  // namespace aio::detail

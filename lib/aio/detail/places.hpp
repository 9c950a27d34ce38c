// Places in a program's source, as reports name them.
#pragma once

#include <source_location>
#include <string>
#include <string_view>

namespace aio::detail {

struct Frame;

/// "file.cpp:12".
std::string to_text(const std::source_location& where);

/// "delay" for "aio::Coroutine<> delay(std::chrono::seconds)".
std::string function_name(const std::source_location& where);

/// "file.cpp:12" of the call that returns to this address, or "" if the program
/// has no debug information or the system no addr2line.
std::string call_site(const void* return_address);

/// The files in this one's folder, and below, are a library's: see extend.hpp.
void add_library_sources(std::source_location file);
/// Whether this file is aio's, or of a library built on it.
bool is_in_library(std::string_view file);

/// Where a task waits, as its author sees it: the innermost co_await that is not a library's own;
/// so not the one inside Lock::acquire, but the one that awaits that.
const std::source_location& waiting_place(const Frame& innermost);

}  // namespace aio::detail

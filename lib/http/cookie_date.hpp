// Dates in cookies come in all shapes: RFC 6265, section 5.1.1, reads them all the same way. The
// text is cut into words, and each word is taken for the first of time, day, month and year that it
// looks like and that is still missing.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace aio::http {

/// When a cookie ends. Milliseconds since 1970: in nanoseconds, the usual unit
/// of a clock, time ends in 2262, and cookies are set for longer.
using CookieTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

/// Reads "Tue, 01 Jan 2030 12:00:00 GMT" and anything else that has a time, a day, a month and a
/// year, in any order. Nothing if there is no such date.
[[nodiscard]] std::optional<CookieTime> parse_cookie_date(std::string_view text);

}  // namespace aio::http

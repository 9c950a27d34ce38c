// A cookie jar as a file: JSON, an object for each cookie. A text that is not plain
// ASCII stands in it as a cookie's value does, in quotes and with escapes, since a
// server may have sent bytes that JSON cannot hold. Not for users.
#pragma once

#include <filesystem>
#include <vector>

#include <http/set_cookie.hpp>

namespace aio::http::detail {

/// All of it or nothing, and only the file's owner can read it. std::system_error.
void save_cookies(const std::vector<Cookie>& cookies, const std::filesystem::path& file);

/// std::system_error; std::invalid_argument if it is not a file that was saved so.
[[nodiscard]] std::vector<Cookie> load_cookies(const std::filesystem::path& file);

}  // namespace aio::http::detail

// A cookie jar as a file: JSON, an object for each cookie. Text that is not plain ASCII is written
// like a cookie's value, in quotes and with escapes, since a server may have sent bytes that JSON
// cannot hold. Not for users.
#pragma once

#include <filesystem>
#include <vector>

#include <http/set_cookie.hpp>

namespace aio::http::detail {

/// All of it or nothing, and only the file's owner can read it. std::system_error.
void save_cookies(const std::vector<Cookie>& cookies, const std::filesystem::path& file);

/// std::system_error; std::invalid_argument if it is not a file that was saved like this.
[[nodiscard]] std::vector<Cookie> load_cookies(const std::filesystem::path& file);

}  // namespace aio::http::detail

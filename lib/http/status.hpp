// The words for a status: 404 is "Not Found" (RFC 9110, section 15).
#pragma once

#include <string_view>

namespace aio::http {

/// "Not Found"; "Unassigned" for a status that has no words.
std::string_view reason_phrase(int status);

}  // namespace aio::http

#include <http/detail/idna.hpp>

#include <algorithm>
#include <memory>

#include <idn2.h>

#include <http/detail/ascii.hpp>

namespace aio::http::detail {

std::optional<std::string> to_ascii_host(std::string_view host) {
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (std::all_of(host.begin(), host.end(), is_ascii)) return lower(host);
    // libidn2 would stop there, and look at half of the name.
    if (host.find('\0') != std::string_view::npos) return std::nullopt;
    char* found = nullptr;
    // Not IDN2_USE_STD3_ASCII_RULES: libidn2 leaves out what those forbid, instead of
    // refusing it. So the caller looks at the characters of what comes out.
    const int flags = IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL;
    if (idn2_to_ascii_8z(std::string(host).c_str(), &found, flags) != IDN2_OK) return std::nullopt;
    const std::unique_ptr<char, decltype(&idn2_free)> freed(found, idn2_free);
    return std::string(found);
}

}  // namespace aio::http::detail

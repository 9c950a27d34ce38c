#include <coach/shortened.hpp>

#include <fmt/format.h>

namespace coach {

std::string shortened(std::string text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    const std::size_t all = text.size();
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
    text.resize(bytes);
    return text + fmt::format("... (cut: {} bytes in all)", all);
}

}  // namespace coach

#include <terminal/keys.hpp>

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <cerrno>

namespace terminal {
namespace {

// How many bytes the first key has; 0 if more have to come.
std::size_t key_length(const std::string& typed) {
    const auto lead = static_cast<unsigned char>(typed[0]);
    if (lead == 0x1b) {
        if (typed.size() == 1) return 1;  // Esc itself
        if (typed[1] != '[' && typed[1] != 'O') return 2;
        std::size_t i = 2;
        while (i < typed.size() && typed[i] >= 0x20 && typed[i] < 0x40) ++i;
        return i < typed.size() ? i + 1 : 0;
    }
    const std::size_t length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return length <= typed.size() ? length : 0;
}

char name_of(const std::string& key) {
    const auto c = static_cast<unsigned char>(key[0]);
    if (key.size() > 1) return '?';
    if (key[0] == interrupt_key || key[0] == suspend_key) return key[0];
    return std::isalpha(c) != 0 ? static_cast<char>(std::tolower(c)) : '?';
}

}  // namespace

void Keyboard::read_all() {
    pollfd entry{fd_, POLLIN, 0};
    while (!is_gone_ && poll(&entry, 1, 0) > 0) {
        std::array<char, 256> buffer{};
        const ssize_t count = read(fd_, buffer.data(), buffer.size());
        if (count > 0)
            unfinished_.append(buffer.data(), static_cast<std::size_t>(count));
        else if (count == 0 || (errno != EINTR && errno != EAGAIN))
            is_gone_ = true;
    }
}

std::string Keyboard::pressed() {
    read_all();
    std::string names;
    while (!unfinished_.empty()) {
        const std::size_t length = key_length(unfinished_);
        if (length == 0) break;
        names += name_of(unfinished_.substr(0, length));
        unfinished_.erase(0, length);
    }
    return names;
}

}  // namespace terminal

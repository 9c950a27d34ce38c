#include <lesson/faulty.hpp>

#include <array>
#include <cctype>
#include <cstdio>
#include <memory>
#include <string_view>
#include <utility>

namespace lesson {
namespace {

// What AddressSanitizer calls the mistake, and what was used.
constexpr std::pair<std::string_view, std::string_view> kinds[] = {
    {"heap-use-after-free", "memory after freeing it"},
    {"stack-use-after-return", "a variable of a function that had returned"},
    {"stack-use-after-scope", "a variable after the end of its block"},
};

// What the program prints, on either stream.
std::string output_of(const std::string& command) {
    struct Close {
        void operator()(std::FILE* pipe) const { pclose(pipe); }
    };
    const std::unique_ptr<std::FILE, Close> pipe(popen((command + " 2>&1").c_str(), "r"));
    std::string text;
    std::array<char, 4096> buffer{};
    while (pipe) {
        const std::size_t n = std::fread(buffer.data(), 1, buffer.size(), pipe.get());
        if (n == 0) break;
        text.append(buffer.data(), n);
    }
    return text;
}

// The first "faulty.cpp:27" after `from`.
std::string place_in(const std::string& text, std::size_t from) {
    constexpr std::string_view file = "faulty.cpp:";
    const auto at = text.find(file, from);
    if (at == text.npos) return {};
    auto end = at + file.size();
    while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end]))) ++end;
    return text.substr(at, end - at);
}

}  // namespace

std::optional<Finding> find_fault(const std::string& program, const std::string& part) {
    const std::string text = output_of(
        "ASAN_OPTIONS=detect_stack_use_after_return=1:detect_leaks="
        "0:" NINE_FINDS_LINES " '" +
        program + "' " + part);
    constexpr std::string_view mark = "ERROR: AddressSanitizer: ";
    const auto at = text.find(mark);
    if (at == text.npos) return std::nullopt;
    for (const auto& [name, what] : kinds)
        if (text.compare(at + mark.size(), name.size(), name) == 0)
            return Finding{std::string(what), place_in(text, at)};
    return std::nullopt;
}

}  // namespace lesson

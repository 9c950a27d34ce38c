#include <aio/detail/places.hpp>

#include <dlfcn.h>

#include <algorithm>
#include <cstdio>
#include <mutex>
#include <string_view>
#include <vector>

#include <aio/detail/core.hpp>

namespace aio::detail {
namespace {

std::vector<std::string> lines_of(const std::string& command) {
    std::vector<std::string> lines;
    FILE* pipe = popen(command.c_str(), "r");
    if (!pipe) return lines;
    char buffer[1024];
    while (std::fgets(buffer, sizeof buffer, pipe)) {
        lines.emplace_back(buffer);
        while (!lines.back().empty() && lines.back().back() == '\n') lines.back().pop_back();
    }
    pclose(pipe);
    return lines;
}

// A function that was inlined returns to where its caller would: that may be a
// line of the system's, which says nothing.
bool is_of_the_system(std::string_view line) {
    for (const char* part : {"/include/", "/csu/", "/sysdeps/"})
        if (line.find(part) != line.npos) return true;
    return line.empty() || line.starts_with("?") || line.ends_with("?") || line.ends_with(":0");
}

std::string last_part(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string quoted(const std::string& text) {
    std::string result = "'";
    for (char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return result + "'";
}

std::string folder_of(std::string_view file) {
    return std::string(file.substr(0, file.rfind('/') + 1));
}

/// Folders whose files are a library's. Their headers are compiled into programs,
/// and their .cpp files elsewhere: a library may be in two of them.
struct LibrarySources {
    std::mutex mutex;
    std::vector<std::string> folders{folder_of(std::source_location::current().file_name())};
};

LibrarySources& library_sources() {
    static LibrarySources sources;
    return sources;
}

}  // namespace

void add_library_sources(std::source_location file) {
    LibrarySources& all = library_sources();
    std::string folder = folder_of(file.file_name());
    if (folder.empty()) return;  // a file without a folder says nothing of others
    const std::lock_guard lock(all.mutex);
    if (std::find(all.folders.begin(), all.folders.end(), folder) == all.folders.end())
        all.folders.push_back(std::move(folder));
}

bool is_in_library(const std::source_location& where) { return is_in_library(where.file_name()); }

bool is_in_library(std::string_view file) {
    LibrarySources& all = library_sources();
    const std::lock_guard lock(all.mutex);
    return std::any_of(all.folders.begin(), all.folders.end(),
                       [&](const std::string& folder) { return file.starts_with(folder); });
}

const std::source_location& waiting_place(const Frame& innermost) {
    for (const Frame* frame = &innermost; frame; frame = frame->caller)
        if (!is_in_library(frame->where)) return frame->where;
    return innermost.where;
}

std::string to_text(const std::source_location& where) {
    return where.line() == 0 ? std::string()
                             : last_part(where.file_name()) + ":" + std::to_string(where.line());
}

// addr2line reads the debug information, as a sanitizer's report does. This
// costs some milliseconds, but happens only when a mistake is reported.
std::string call_site(const void* return_address) {
    // One byte back: the call itself, not the instruction after it.
    const char* address = static_cast<const char*>(return_address) - 1;
    Dl_info info{};
    if (!dladdr(address, &info) || !info.dli_fname) return {};
    char offset[32];
    std::snprintf(offset, sizeof offset, "0x%zx",
                  static_cast<std::size_t>(address - static_cast<const char*>(info.dli_fbase)));
    // The line, then those of the functions that it was inlined into: the library's
    // small functions are in the program's own. Behind a line may be "(discriminator 3)".
    for (const std::string& place :
         lines_of("addr2line -i -e " + quoted(info.dli_fname) + " " + offset + " 2>/dev/null")) {
        const std::string line = place.substr(0, place.find(' '));
        if (!is_of_the_system(line) && !is_in_library(line)) return last_part(line);
    }
    return {};
}

std::string function_name(const std::source_location& where) {
    // "aio::Coroutine<> lesson::delay(std::chrono::seconds)" -> "lesson::delay".
    // A lambda's name ends in "operator()": it is called a lambda.
    std::string name = where.function_name();
    for (const char* mark : {"(lambda", "(anonymous class)", "<lambda"})
        if (name.find(mark) != std::string::npos) return "lambda";
    for (const std::string unnamed : {"(anonymous namespace)::", "{anonymous}::"})
        for (auto at = name.find(unnamed); at != std::string::npos; at = name.find(unnamed))
            name.erase(at, unnamed.size());
    name = name.substr(0, name.find('('));
    int depth = 0;  // inside <...>
    std::size_t begin = 0;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (name[i] == '<') ++depth;
        if (name[i] == '>') --depth;
        if (name[i] == ' ' && depth == 0) begin = i + 1;
    }
    return name.substr(begin);
}

}  // namespace aio::detail

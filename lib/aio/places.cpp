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
    if (FILE* pipe = popen(command.c_str(), "r")) {
        char buffer[1024];
        while (std::fgets(buffer, sizeof buffer, pipe)) {
            std::string line = buffer;
            while (!line.empty() && (line.back() == '\n' || line.back() == ' ')) line.pop_back();
            lines.push_back(std::move(line));
        }
        pclose(pipe);
    }
    return lines;
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

/// Folders whose files belong to a library. Headers are compiled into programs, .cpp files
/// elsewhere: a library may have two folders.
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
    if (folder.empty()) return;  // a file without a folder says nothing about others
    const std::lock_guard lock(all.mutex);
    if (std::find(all.folders.begin(), all.folders.end(), folder) == all.folders.end())
        all.folders.push_back(std::move(folder));
}

bool is_in_library(std::string_view file) {
    LibrarySources& all = library_sources();
    const std::lock_guard lock(all.mutex);
    return std::any_of(all.folders.begin(), all.folders.end(),
                       [&](const std::string& folder) { return file.starts_with(folder); });
}

const std::source_location& waiting_place(const Frame& innermost) {
    for (const Frame* frame = &innermost; frame; frame = frame->caller)
        if (!is_in_library(frame->where.file_name())) return frame->where;
    return innermost.where;
}

std::string to_text(const std::source_location& where) {
    return where.line() == 0 ? std::string()
                             : last_part(where.file_name()) + ":" + std::to_string(where.line());
}

namespace {

/// For "file:line" as addr2line prints it. An inlined function returns to where its caller would:
/// that may be a line of the system's, which helps nobody.
bool is_of_the_program(const std::string& line) {
    if (line.empty() || line.starts_with("?") || line.ends_with("?") || line.ends_with(":0"))
        return false;
    for (const char* part : {"/include/", "/csu/", "/sysdeps/"})
        if (line.find(part) != line.npos) return false;
    return true;
}

}  // namespace

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
    // The library's functions that only pass a call on are always inlined: addr2line prints the
    // lines of what was inlined, too, from the inside out.
    for (const std::string& told :
         lines_of("addr2line -i -e " + quoted(info.dli_fname) + " " + offset + " 2>/dev/null")) {
        const std::string line = told.substr(0, told.find(' '));  // drops "(discriminator 3)"
        if (is_in_library(line)) continue;
        return is_of_the_program(line) ? last_part(line) : "";
    }
    return {};
}

namespace {

// After the bracket that closes the one here.
std::size_t behind_bracket(std::string_view text, std::size_t at) {
    int depth = 0;
    for (; at < text.size(); ++at) {
        if (text[at] == '(' || text[at] == '<') ++depth;
        if ((text[at] == ')' || text[at] == '>') && --depth == 0) return at + 1;
    }
    return at;
}

}  // namespace

// clang says "aio::Coroutine<> (anonymous namespace)::delay(std::chrono::seconds)", and g++, for
// the body of a coroutine, "void {anonymous}::delay(delay(...)::_Z5delay...Frame*)". A lambda is
// "(anonymous class)" or "(lambda at ...)" in clang, and "<lambda(int)>" in g++.
std::string function_name(const std::source_location& where) {
    const std::string_view text = where.function_name();
    std::string name;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view rest = text.substr(at);
        if (rest.starts_with("{anonymous}::")) {
            at += 13;
        } else if (rest[0] == '<') {  // template arguments
            if (rest.starts_with("<lambda") && name.ends_with("::")) return "lambda";
            at = behind_bracket(text, at);
        } else if (rest[0] == '(') {  // the parameters, or those of an enclosing function
            const std::size_t end = behind_bracket(text, at);
            if (!text.substr(end).starts_with("::")) break;
            if (rest.starts_with("(lambda") || rest.starts_with("(anonymous class)"))
                return "lambda";
            at = rest.starts_with("(anonymous") ? end + 2 : end;
        } else {
            name += text[at++];
        }
    }
    return name.substr(name.rfind(' ') + 1);
}

}  // namespace aio::detail

// Turning what the library knows into words: who waits for what, where a call
// was made, what an exception says.
#include <aio/detail/running_loop.hpp>

#include <dlfcn.h>

#include <algorithm>
#include <cstdio>

namespace aio {
namespace detail {
namespace {

std::string read_line_of(const std::string& command) {
    std::string line;
    if (FILE* pipe = popen(command.c_str(), "r")) {
        char buffer[1024];
        if (std::fgets(buffer, sizeof buffer, pipe)) line = buffer;
        pclose(pipe);
    }
    while (!line.empty() && (line.back() == '\n' || line.back() == ' ')) line.pop_back();
    return line;
}

std::string last_part(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string quoted(const std::string& text) {
    std::string result = "'";
    for (char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return result + "'";
}

}  // namespace

std::string to_text(const std::source_location& where) {
    return where.line() == 0 ? std::string()
                             : last_part(where.file_name()) + ":" + std::to_string(where.line());
}

const std::source_location& waiting_place(const Frame& innermost) {
    // The library's files are where this one is, and in the folders beside it are
    // those that are built on it: who waits for a request wants the line of the request.
    static const std::string here = std::source_location::current().file_name();
    static const std::string folder = here.substr(0, here.rfind("aio/"));
    for (const Frame* frame = &innermost; frame; frame = frame->caller)
        if (!std::string_view(frame->where.file_name()).starts_with(folder)) return frame->where;
    return innermost.where;
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
    std::string line =
        read_line_of("addr2line -e " + quoted(info.dli_fname) + " " + offset + " 2>/dev/null");
    line = line.substr(0, line.find(' '));  // drops "(discriminator 3)"
    if (line.empty() || line.starts_with("?") || line.ends_with("?") || line.ends_with(":0"))
        return {};
    // A function that was inlined returns to where its caller would: that may be a
    // line of the system's, which says nothing.
    for (const char* part : {"/include/", "/csu/", "/sysdeps/"})
        if (line.find(part) != line.npos) return {};
    return last_part(line);
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

std::string error_text(const std::exception_ptr& error) {
    if (!error) return "no error";
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& e) {
        return e.what();
    } catch (const CancelledError& e) {
        return e.what();
    } catch (...) {
        return "an exception that is not a std::exception";
    }
}

void print_report(const Report& report) {
    const std::string where = report.where.empty() ? "" : report.where + ": ";
    std::fprintf(stderr, "aio: %s%s\n", where.c_str(), report.text.c_str());
}

void report(ReportKind kind, std::string text, std::string where) noexcept {
    if (core) return core->report(kind, std::move(text), std::move(where));
    try {
        print_report({kind, std::move(text), std::move(where)});
    } catch (...) {  // called from destructors: nothing may leave
    }
}

namespace {

struct WaitingLine {
    std::string name, chain, where, what;
};

WaitingLine describe_waiting(const TaskBase& task) {
    WaitingLine line{.name = task.name(), .chain = {}, .where = {}, .what = "is running"};
    const Frame* innermost = task.innermost();
    if (!innermost) return line;
    for (const Frame* frame = innermost; frame; frame = frame->caller) {
        const std::string name = function_name(frame->where);
        if (name.starts_with("aio::detail::") && frame->caller) continue;  // the library's own
        line.chain += (line.chain.empty() ? "" : " < ") + name + "()";
    }
    line.where = to_text(waiting_place(*innermost));
    line.what = task.waits_for()  ? "waits for " + task.waits_for()->describe()
                : task.is_armed() ? "sleeps"
                                  : "is ready to run";
    return line;
}

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(width, text.size()), ' ');
    return text;
}

}  // namespace
}  // namespace detail

std::string format_waiting() {
    std::vector<detail::WaitingLine> lines;
    std::size_t name = 0, where = 0, chain = 0;
    for (auto* t = detail::running_core("aio::format_waiting").first_task; t; t = t->later()) {
        const auto& line = lines.emplace_back(detail::describe_waiting(*t));
        name = std::max(name, line.name.size());
        where = std::max(where, line.where.size());
        chain = std::max(chain, line.chain.size());
    }
    std::string text;
    for (const auto& line : lines)
        text += "  " + detail::padded(line.name, name) + "  " + detail::padded(line.where, where) +
                "  " + detail::padded(line.chain, chain) + "  " + line.what + "\n";
    return text;
}

}  // namespace aio

#include <aio/detail/report.hpp>

#include <cstdio>
#include <cstring>
#include <typeinfo>

#include <aio/detail/core.hpp>

namespace aio::detail {

const CancelledError* as_cancelled(const std::exception_ptr& error) {
    if (!error) return nullptr;
#ifdef __GLIBCXX__
    // libstdc++ gives the type; and its exception_ptr is one pointer, to what was thrown.
    const std::type_info* type = error.__cxa_exception_type();
    if (!type || *type != typeid(CancelledError)) return nullptr;
    const CancelledError* thrown = nullptr;
    static_assert(sizeof error == sizeof thrown);
    std::memcpy(&thrown, &error, sizeof thrown);
    return thrown;
#else
    try {
        std::rethrow_exception(error);
    } catch (const CancelledError& thrown) {
        return &thrown;  // `error` keeps it
    } catch (...) {
        return nullptr;
    }
#endif
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

std::string seconds_text(std::chrono::milliseconds time) {
    char text[32];
    std::snprintf(text, sizeof text, "%g s", std::chrono::duration<double>(time).count());
    return text;
}

void print_report(const Report& report) {
    const std::string where = report.where.empty() ? "" : report.where + ": ";
    std::fprintf(stderr, "aio: %s%s\n", where.c_str(), report.text.c_str());
}

void report(ReportKind kind, std::string text, std::string where) noexcept {
    if (core) return core->report(kind, std::move(text), std::move(where));
    try {
        print_report({kind, std::move(text), std::move(where)});
    } catch (...) {  // called from destructors: no exception may leave
    }
}

}  // namespace aio::detail

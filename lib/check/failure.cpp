#include <check/failure.hpp>

#include <check/demangled.hpp>

#include <new>
#include <string_view>
#include <typeinfo>
#include <utility>

#include <sys/resource.h>

namespace check {
namespace {

constexpr std::size_t longest_text = 4096;

std::string cut(std::string_view text) {
    if (text.size() <= longest_text) return std::string(text);
    return std::string(text.substr(0, longest_text)) + "...";
}

// "aio::TimeoutError" -> "TimeoutError".
std::string type_name(const std::type_info& type) {
    const std::string name = demangled(type.name());
    for (const std::string_view prefix : {"aio::http::", "aio::"})
        if (name.starts_with(prefix)) return name.substr(prefix.size());
    return name;
}

// What came from another process, where it was an exception of another type.
struct Crossed : std::exception {
    explicit Crossed(Failure of) : failure(std::move(of)) {}
    const char* what() const noexcept override { return failure.text.c_str(); }

    Failure failure;
};

std::size_t memory_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return 0;
    return limit.rlim_cur;
}

}  // namespace

Failure Failure::of(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const Crossed& crossed) {
        return crossed.failure;
    } catch (const aio::DeadlockError& e) {
        return {.kind = Kind::deadlock,
                .type = type_name(typeid(e)),
                .text = cut(e.what()),
                .waiting = e.waiting(),
                .tasks = e.tasks()};
    } catch (const NoResult& e) {
        return {.kind = Kind::no_result, .type = type_name(typeid(e)), .text = e.what()};
    } catch (const std::bad_alloc& e) {
        return {.kind = Kind::no_memory,
                .type = type_name(typeid(e)),
                .text = cut(e.what()),
                .memory = memory_limit()};
    } catch (const std::exception& e) {
        return {.type = type_name(typeid(e)), .text = cut(e.what())};
    } catch (const aio::CancelledError& e) {
        return {.kind = Kind::cancelled, .type = "CancelledError", .text = cut(e.message())};
    } catch (...) {
        return {};
    }
}

std::exception_ptr Failure::as_exception() const { return std::make_exception_ptr(Crossed(*this)); }

std::string Failure::description() const {
    if (type.empty()) return "an exception that is not a std::exception";
    return kind == Kind::cancelled && text.empty() ? type : type + ": " + text;
}

}  // namespace check

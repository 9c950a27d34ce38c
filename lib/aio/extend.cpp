#include <aio/extend.hpp>

#include <aio/detail/threads.hpp>
#include <aio/detail/tracer.hpp>

namespace aio::extend {
namespace {

constinit thread_local int quiet_drops = 0;

}  // namespace

Loop* running_loop() noexcept { return detail::core ? &detail::core->face() : nullptr; }

Loop& running_loop(const char* who) { return detail::running_core(who).face(); }

bool time_is_simulated(const char* who) { return detail::running_core(who).time_is_simulated(); }

void report(ReportKind kind, std::string text, std::string where) noexcept {
    detail::report(kind, std::move(text), std::move(where));
}

bool is_cancelled_error(const std::exception_ptr& error) {
    return detail::as_cancelled(error) != nullptr;
}
std::string error_text(const std::exception_ptr& error) { return detail::error_text(error); }

void note(std::string_view text, std::source_location where) {
    if (detail::observed) detail::core->tracer->note(text, where);
}

QuietThread::QuietThread() noexcept { detail::add_quiet_threads(1); }
QuietThread::~QuietThread() { detail::add_quiet_threads(-1); }

QuietDrops::QuietDrops() noexcept { ++quiet_drops; }
QuietDrops::~QuietDrops() { --quiet_drops; }
bool QuietDrops::any() noexcept { return quiet_drops > 0; }

LibrarySources::LibrarySources(std::source_location file) { detail::add_library_sources(file); }

bool is_in_library(const std::source_location& where) {
    return detail::is_in_library(where.file_name());
}

std::string function_name(const std::source_location& where) {
    return detail::function_name(where);
}

}  // namespace aio::extend

#include <aio/loop.hpp>

#include <aio/detail/waiting.hpp>

namespace aio {
namespace detail {
namespace {

void call_and_report(LoopCallback& callback) {
    try {
        callback.call();
    } catch (...) {
        report(ReportKind::callback_error,
               "exception in a callback of the loop: " + error_text(std::current_exception()) +
                   "; catch it inside the callback",
               "");
    }
}

}  // namespace

void LoopCallback::run() {
    const IntrusivePtr<LoopCallback> keep(this);
    release();  // the queue's
    if (!cancelled) call_and_report(*this);
}

void LoopCallback::drop() noexcept {
    forget();
    release();
}

void LoopCallback::abandon() noexcept { drop(); }

void LoopCallback::cancel() {
    if (std::exchange(cancelled, true)) return;
    const IntrusivePtr<LoopCallback> keep(this);
    if (is_armed() && is_here()) {  // otherwise the loop has let it go
        core->disarm(*this);
        release();
    }
    forget();
}

}  // namespace detail

Loop& this_loop() { return detail::running_core("aio::this_loop").face(); }

std::string format_waiting() {
    const auto waiting = detail::waiting_tasks(detail::running_core("aio::format_waiting"));
    return detail::waiting_table(waiting, waiting.size());
}

}  // namespace aio

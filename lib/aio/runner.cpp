#include <aio/runner.hpp>

namespace aio {

detail::LoopScope& Runner::require_open() {
    if (!loop_) throw RuntimeError("Runner::run: this runner is closed; make another one");
    return *loop_;
}

void Runner::close() {
    if (!loop_) return;
    {
        const detail::LoopScope::Active active(*loop_);
        loop_->end(nullptr);
    }
    loop_.reset();
}

}  // namespace aio

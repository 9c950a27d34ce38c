#include <aio/generator.hpp>

#include <string>

namespace aio::detail {

/// Runs the generator inside the task that awaits it, like a child coroutine.
struct GeneratorState::Resume {
    Frame* generator;
    [[nodiscard]] Resume awaiter() const { return *this; }

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class P>
    void await_suspend(std::coroutine_handle<P> h) const noexcept {
        generator->caller = &h.promise();
        generator->called_from = nullptr;
        core->next = generator;
    }
    void await_resume() const noexcept {}
};

/// The generator runs from here to the end of the scope.
class GeneratorState::Turn {
public:
    explicit Turn(GeneratorState& state) : state_(state) { state_.place_ = Place::running; }
    ~Turn() { state_.place_ = state_.frame_->handle.done() ? Place::ended : Place::paused; }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

private:
    GeneratorState& state_;
};

Coroutine<bool> GeneratorState::advance() {
    if (place_ == Place::running)
        throw RuntimeError(
            "AsyncGenerator::next: another task awaits an item of this generator; let one task "
            "ask, "
            "or put a Queue in between");
    if (place_ == Place::ended) co_return false;
    {
        const Turn turn(*this);
        co_await Resume{frame_};
    }
    if (frame_->error) std::rethrow_exception(std::exchange(frame_->error, nullptr));
    co_return place_ == Place::paused;
}

Coroutine<> GeneratorState::close() {
    if (place_ == Place::running)
        throw RuntimeError(
            "AsyncGenerator::aclose: a task awaits an item of this generator; cancel that task, "
            "and "
            "wait until it has ended");
    if (place_ == Place::unstarted) {
        // Nothing has run, so there is nothing to clean up.
        frame_->called_from = nullptr;
        place_ = Place::ended;
    }
    if (place_ == Place::ended) co_return;
    frame_->closing = true;
    bool yielded = false;
    try {
        yielded = co_await advance();
    } catch (const GeneratorExit&) {
    }
    if (yielded)
        throw RuntimeError(
            "AsyncGenerator::aclose: the generator caught GeneratorExit and handed out another "
            "item; clean up, and return");
}

GeneratorState::~GeneratorState() {
    const std::source_location where = frame_->where;
    const bool half_way = place_ == Place::paused;
    frame_->handle.destroy();
    if (half_way && !(core && core->closing))
        report(ReportKind::unclosed,
               "generator '" + function_name(where) +
                   "' was left half-way, so it could not clean up; co_await its aclose(), or use "
                   "aio::closing",
               to_text(where));
}

}  // namespace aio::detail

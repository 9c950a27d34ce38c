// AsyncGenerator<T>: a coroutine that hands out items one by one, and may await
// between them. It works only while somebody asks for the next one.
//
//   aio::AsyncGenerator<int> readings() {         while (auto n = co_await stream.next())
//       while (true) {                                use(*n);
//           co_await aio::sleep(1s);
//           co_yield measure();                   // leaving early? close it, so that it
//       }                                         // can clean up:
//   }                                             co_await stream.aclose();
//
// `closing` does the last for you, on every way out of a block.
#pragma once

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include <aio/detail/generator_state.hpp>
#include <aio/finally.hpp>

namespace aio {

/// A lazy series of items. Move-only in effect: the copies of a generator are one, and
/// only one task may ask at a time. One that goes while it pauses half-way, without
/// aclose(), is reported, and destroyed where it stands.
template <class T>
class [[nodiscard("a generator runs only when it is asked: co_await next()")]] AsyncGenerator {
public:
    using value_type = T;
    using promise_type = detail::GeneratorPromise<T>;

    AsyncGenerator(detail::GeneratorPromiseBase* frame)
        : state_(new detail::GeneratorOf<T>(frame)) {}

    /// The next item; nothing at the end, and ever after. Throws what leaves the
    /// generator, which has then ended. Cancelled, the generator gets the CancelledError
    /// where it waits. RuntimeError while somebody else awaits an item. Like Python's
    /// anext().
    [[nodiscard]] Coroutine<std::optional<T>> next() {
        state_->require_here();
        return detail::next_item<T>(state_);
    }

    /// Ends it early: GeneratorExit comes out of the co_yield at which it pauses, and
    /// its clean-up is awaited. Does nothing for one that has not begun or has ended.
    /// Throws what else leaves it; RuntimeError if it hands out another item instead of
    /// ending, or if somebody awaits an item. Like Python's aclose().
    [[nodiscard]] Coroutine<> aclose() {
        state_->require_here();
        return detail::close_generator(detail::IntrusivePtr<detail::GeneratorState>(state_));
    }

private:
    detail::IntrusivePtr<detail::GeneratorOf<T>> state_;
};

/// Runs body(AsyncGenerator<T>&) and closes the generator behind it, whether the body
/// ends well, fails, or is cancelled. Gives what the body gives. Like
/// `async with contextlib.aclosing(...)`.
///
///   co_await aio::closing(readings(), [](auto& stream) -> aio::Coroutine<> {
///       co_await stream.next();                 // one is enough
///   });
template <class T, class Body>
auto closing(AsyncGenerator<T> generator, Body body)
    -> std::invoke_result_t<Body&, AsyncGenerator<T>&> {
    co_return co_await try_finally([&] { return body(generator); },
                                   [&](std::exception_ptr) { return generator.aclose(); });
}

}  // namespace aio

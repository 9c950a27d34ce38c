// AsyncGenerator<T>: a coroutine that hands out items one by one, and may await
// between them. It works only while somebody asks for the next one.
//
//   aio::AsyncGenerator<int> readings() {             // the one that hands out
//       for (int n = 1;; ++n) {
//           co_await aio::sleep(1s);
//           co_yield n;                               // pauses here until asked again
//       }
//   }
//   aio::Coroutine<> logger() {                       // the one that asks
//       auto stream = readings();                     // t = 0: nothing of it runs
//       while (auto n = co_await stream.next()) {     // t = 1, 2, 3: 1, 2, 3
//           use(*n);
//           if (*n == 3) break;
//       }
//       co_await stream.aclose();                     // leaving early: let it clean up
//   }
//
// The trap: to leave it half-way without aclose(). A destructor cannot await, so its clean-up
// would be cut off; that is reported. `closing` calls aclose() on every way out of a block.
#pragma once

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include <aio/detail/generator_state.hpp>
#include <aio/finally.hpp>

namespace aio {

/// A lazy series of items: a handle, whose copies stand for one and the same series. It has no
/// task of its own, but runs in that of whoever asks; only one may ask at a time. One that
/// goes while it pauses half-way, without aclose(), is reported, and destroyed where it
/// stands; one that has not begun, or has ended, is not. (asyncio.run closes what is left at its
/// end; run() does not.) RuntimeError on another thread than the loop's. Like PEP 525's
/// asynchronous generators.
template <class T>
class [[nodiscard("a generator runs only when it is asked: co_await next()")]] AsyncGenerator {
public:
    using value_type = T;
    using promise_type = detail::GeneratorPromise<T>;

    AsyncGenerator(detail::NewGenerator made) : state_(new detail::GeneratorOf<T>(made.frame)) {}

    /// The next item; nothing at the end, and ever after. An item that is ready costs no turn.
    /// Throws what leaves the generator, which has then ended. Cancelled, the generator gets
    /// the CancelledError where it waits, may clean up, and has ended if it lets it pass.
    /// RuntimeError while somebody else awaits an item: put a Queue in between. Like Python's
    /// anext(), whose StopAsyncIteration is a std::nullopt here.
    [[nodiscard]] Coroutine<std::optional<T>> next() {
        state_->require_here();
        return detail::next_item<T>(state_);
    }

    /// Ends it early: GeneratorExit comes out of the co_yield at which it pauses, and
    /// its clean-up is awaited. One that has not begun never will; nothing happens to one that
    /// has ended. Throws what else leaves it; RuntimeError if it hands out another item instead
    /// of ending, or if somebody awaits an item. Cancelled, its clean-up gets the
    /// CancelledError. Like Python's aclose().
    [[nodiscard]] Coroutine<> aclose() {
        state_->require_here();
        return detail::close_generator(detail::IntrusivePtr<detail::GeneratorState>(state_));
    }

private:
    detail::IntrusivePtr<detail::GeneratorOf<T>> state_;
};

/// Runs body(AsyncGenerator<T>&) and closes the generator behind it, whether the body
/// ends well, fails, or is cancelled. Gives what the body gives, or throws what leaves it; what
/// leaves aclose() wins. Like `async with contextlib.aclosing(...)`.
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

// Plays a program to its end, as most tests need it: under the simulated clock, and nothing may be
// left or reported.
//
//   TEST_CASE("gather keeps argument order") {
//       play([]() -> aio::Coroutine<> {
//           CHECK(co_await aio::gather(late(), early()) == std::tuple(1, 2));
//       });
//   }
#pragma once

#include <functional>

#include <aio/run.hpp>

/// Runs program(). The test case fails if an exception escapes it, if anything is reported
/// (unless the options take the reports), or if a frame or a task leaks.
void play(const std::function<aio::Coroutine<>()>& program);
void play(aio::RunOptions options, const std::function<aio::Coroutine<>()>& program);

/// The same under the real clock: for bytes that the kernel moves.
void play_in_real_time(const std::function<aio::Coroutine<>()>& program);

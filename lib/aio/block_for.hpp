// block_for(d): a call that blocks, whose length is known to the simulated clock, too.
// For lessons and tests about blocking; other programs have the real thing.
//
//   aio::extend::block_for(3s);                                        // holds the loop
//   co_await aio::to_thread([] { aio::extend::block_for(3s); });       // a thread of the pool
#pragma once

#include <aio/clock.hpp>

namespace aio::extend {

/// Holds the calling thread for `d` of the loop's time. Nothing cancels it, as nothing
/// cancels what it stands for.
///
/// Under the real clock, and where there is no loop, the thread sleeps. Under the
/// simulated clock no time passes outside of the loop:
///
/// - on the loop's thread it moves the clock while nothing else runs; deadlines that have
///   passed by then fire in the next turn, late;
/// - on a thread of to_thread it waits until simulated time has come so far. Time moves
///   when every thread of the pool waits so or is idle. Threads that are due at the same
///   time go on in the order of their to_thread, each until it ends or blocks again. Once
///   main has ended, it returns at once.
void block_for(duration d);

}  // namespace aio::extend

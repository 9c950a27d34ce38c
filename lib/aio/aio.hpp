// aio: concurrent awaiting, shaped like Python's asyncio.
#pragma once

#include <aio/clock.hpp>
#include <aio/coroutine.hpp>
#include <aio/errors.hpp>
#include <aio/future.hpp>
#include <aio/gather.hpp>
#include <aio/loop.hpp>
#include <aio/run.hpp>
#include <aio/sleep.hpp>
#include <aio/task.hpp>
#include <aio/timeout.hpp>
#include <aio/trace.hpp>

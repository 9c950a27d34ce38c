// says: this is a function, and a coroutine is what it returns: call it
aio::Coroutine<> program() { co_await aio::gather(tick, tick); }

// says: the lock is released when this goes: keep it in a variable
// says with GNU: nothing
aio::Coroutine<> program(aio::Lock& lock) { co_await lock.hold(); }

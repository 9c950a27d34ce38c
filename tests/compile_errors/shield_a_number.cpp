// says: co_await takes an aio::Coroutine, Task or Future
aio::Coroutine<> program() { co_await aio::shield(5); }

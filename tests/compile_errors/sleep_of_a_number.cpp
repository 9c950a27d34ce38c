// says: how long? Write a duration, such as 3s or 100ms
aio::Coroutine<> program() { co_await aio::sleep(3); }
